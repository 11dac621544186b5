import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aPolicy } from '../../../test/support/a-policy.js';
import { DAY_MS, utcDay } from '../../kernel/instants.js';
import type { Policy } from '../../policies/domain/policy.js';
import { versionInForce } from '../../policies/domain/select-version.js';
import { changedSpans } from './force-spans.js';

const START = Date.UTC(2021, 0, 1);
const dayAt = (days: number): string => utcDay(START + days * DAY_MS);

/** Versions that do not overlap, perhaps with gaps between them; each says one of two things. */
const versions = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
    fc.boolean(),
    fc.infiniteStream(fc.boolean()),
  )
  .map(([days, endless, words]): readonly Policy[] => {
    const ends = days.toSorted((a, b) => a - b);
    return ends.flatMap((from, n): Policy[] => {
      const until = ends[n + 1];
      if (n % 2 === 1 || (until === undefined && !endless)) return [];
      const hash = words.next().value === true ? 'sha256:one' : 'sha256:other';
      const effective = { from: dayAt(from), until: until === undefined ? null : dayAt(until) };
      return [{ ...aPolicy([]), version: `v${n}`, hash, effective }];
    });
  });

describe('the spans in which other rules are in force', () => {
  it('hold just the days on which another version or other content judges', () => {
    fc.assert(
      fc.property(versions, versions, (before, after) => {
        const spans = changedSpans(before, after);
        for (let day = -1; day <= 32; day += 1) {
          const [was, is] = [versionInForce(before, dayAt(day)), versionInForce(after, dayAt(day))];
          const noon = START + (day + 0.5) * DAY_MS;
          const changed = was?.version !== is?.version || was?.hash !== is?.hash;
          expect(spans.some(({ from, until }) => from <= noon && noon < until)).toBe(changed);
        }
      }),
    );
  });
});
