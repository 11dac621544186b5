import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { DEAL_STATUSES, type DealStatus } from '../../deals/domain/deal.js';
import { type Outcome, type Result, RESULTS } from '../../policies/domain/outcome.js';
import { masksOf, outcomeOf, resultsOf } from './verdict.js';

const won = { fact: 'status', operator: 'equal', value: 'won' } as const;
const policy = aPolicy([
  aCriterion('type', won),
  aCriterion('solution', won),
  aCriterion('gap', won, { onFail: 'at-risk' }),
]);

const outcome = (status: DealStatus, ...results: readonly Result[]): Outcome =>
  outcomeOf(
    status,
    policy,
    policy.criteria.map(({ id }, index) => ({ id, result: results[index] ?? 'pass' })),
  );

describe('the outcome', () => {
  it.each<readonly [DealStatus, readonly [Result, Result, Result], Outcome]>([
    ['received', ['fail', 'fail', 'fail'], 'pending'],
    ['active', ['unknown', 'pass', 'fail'], 'pending'],
    ['active', ['pass', 'pass', 'pass'], 'pending'],
    ['lost', ['pass', 'pass', 'pass'], 'ineligible'],
    ['declined', ['unknown', 'unknown', 'unknown'], 'ineligible'],
    ['expired', ['pass', 'pass', 'fail'], 'ineligible'],
    ['won', ['pass', 'fail', 'pass'], 'ineligible'],
    ['won', ['fail', 'unknown', 'fail'], 'ineligible'],
    ['won', ['unknown', 'pass', 'pass'], 'undetermined'],
    ['won', ['pass', 'pass', 'unknown'], 'undetermined'],
    ['won', ['pass', 'unknown', 'fail'], 'undetermined'],
    ['won', ['pass', 'pass', 'fail'], 'at-risk'],
    ['won', ['pass', 'pass', 'pass'], 'eligible'],
  ])('of a %s deal with %j is %s', (status, results, expected) => {
    expect(outcome(status, ...results)).toBe(expected);
  });

  it('without a policy in force is open for a won deal, and as ever for the others', () => {
    expect(DEAL_STATUSES.map((status) => outcomeOf(status, null, []))).toEqual([
      'pending',
      'pending',
      'undetermined',
      'ineligible',
      'ineligible',
      'ineligible',
    ]);
  });

  it('is eligible only for a won deal whose every criterion passes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DEAL_STATUSES),
        fc.tuple(fc.constantFrom(...RESULTS), fc.constantFrom(...RESULTS), fc.constantFrom(...RESULTS)),
        (status, results) => {
          const clean = status === 'won' && results.every((result) => result === 'pass');
          expect(outcome(status, ...results) === 'eligible').toBe(clean);
        },
      ),
    );
  });
});

describe('results stored as masks', () => {
  it('come back as they were, up to fifty criteria', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RESULTS), { maxLength: 50 }), (given) => {
        const results = given.map((result, index) => ({ id: `c${index}`, result }));
        const ids = results.map(({ id }) => id);
        const masks = masksOf(results);
        expect(Number.isSafeInteger(masks.passMask) && Number.isSafeInteger(masks.failMask)).toBe(true);
        expect(resultsOf(ids, masks)).toEqual(results);
      }),
    );
  });

  it('have the first criterion in bit 0', () => {
    const results = (['pass', 'fail', 'unknown', 'fail'] as const).map((result) => ({ id: result, result }));
    expect(masksOf(results)).toEqual({ passMask: 0b0001, failMask: 0b1010 });
  });

  it('that no results have are refused', () => {
    expect(() => resultsOf(['a'], { passMask: 1, failMask: 1 })).toThrow(/passes and fails a at once/);
    expect(() => resultsOf(['a'], { passMask: 2, failMask: 0 })).toThrow(/beyond its 1 criteria/);
  });
});
