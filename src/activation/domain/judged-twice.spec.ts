import { describe, expect, it } from '@jest/globals';
import { aDeal, at } from '../../../test/support/a-deal.js';
import type { Judgement } from '../../eligibility/domain/judge.js';
import type { Result } from '../../policies/domain/outcome.js';
import { changedCriteria, closingMonth } from './judged-twice.js';

function judged(results: Readonly<Record<string, Result>>): Judgement {
  const all = Object.entries(results).map(([id, result]) => ({ id, result }));
  return { policy: null, results: all, outcome: 'pending', versionUncertain: false };
}

describe('a deal judged under two rules', () => {
  it('changes where a criterion says something else, or is asked now and not passed', () => {
    const before = judged({ kept: 'pass', turned: 'pass', dropped: 'fail', idle: 'pass' });
    const after = judged({ kept: 'pass', turned: 'unknown', fresh: 'fail', easy: 'pass' });
    expect(changedCriteria({ before, after })).toEqual([
      { criterion: 'dropped', before: 'fail', after: 'absent' },
      { criterion: 'fresh', before: 'absent', after: 'fail' },
      { criterion: 'turned', before: 'pass', after: 'unknown' },
    ]);
  });

  it('counts in the month that it closed in, as far as that is known', () => {
    expect(closingMonth(aDeal({ status: 'active' }))).toBe('open');
    expect(closingMonth(aDeal({ status: 'won' }))).toBe('unknown');
    expect(closingMonth(aDeal({ status: 'lost', closedAt: at('2021-05-31T23:30:00-01:00') }))).toBe(
      '2021-06',
    );
    const bounds = {
      closedNotBefore: at('2021-05-31T12:00:00Z'),
      closedNotAfter: at('2021-06-01T12:00:00Z'),
    };
    expect(closingMonth(aDeal({ status: 'won', ...bounds }))).toBe('unknown');
  });
});
