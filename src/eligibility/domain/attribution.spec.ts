import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attribute, type Dimension, DIMENSIONS } from './attribution.js';

/** The causes of a change that some rule makes of what has moved. */
async function causes<V>(moved: readonly Dimension[], rule: (moved: ReadonlySet<Dimension>) => V) {
  return attribute(
    moved,
    async (set) => rule(set),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
}

/** A verdict of two criteria, each of which one dimension decides. */
const independent = (set: ReadonlySet<Dimension>): string =>
  `${set.has('data') ? 'pass' : 'unknown'} ${set.has('rate') ? 'pass' : 'fail'}`;

describe('why a verdict is another one', () => {
  it('is the one thing that moved it, and nothing that moved beside it', async () => {
    expect(await causes(['data', 'rate', 'day'], (set) => set.has('rate'))).toEqual([
      { cause: 'rate', suffices: true, necessary: true },
    ]);
  });

  it('is both of two changes that each turned a criterion of its own', async () => {
    expect(await causes(DIMENSIONS, independent)).toEqual([
      { cause: 'data', suffices: false, necessary: true },
      { cause: 'rate', suffices: false, necessary: true },
    ]);
  });

  it('is either of two changes that each would have done', async () => {
    expect(await causes(['data', 'policy'], (set) => set.has('data') || set.has('policy'))).toEqual([
      { cause: 'data', suffices: true, necessary: false },
      { cause: 'policy', suffices: true, necessary: false },
    ]);
  });

  it('is every change of which any two would have done', async () => {
    const three = ['data', 'catalogue', 'day'] as const;
    const found = await causes(three, (set) => three.filter((each) => set.has(each)).length >= 2);
    expect(found).toEqual(three.map((cause) => ({ cause, suffices: false, necessary: false })));
  });

  it('is nothing when nothing moved that matters', async () => {
    expect(await causes([], () => 'pass')).toEqual([]);
    expect(await causes(['data', 'day'], (set) => set.has('policy'))).toEqual([]);
  });
});

/** Any verdict of any mixed state: one of three for each of the 32 sets of what has moved. */
const anyRule = fc.array(fc.constantFrom('pass', 'fail', 'unknown'), { minLength: 32, maxLength: 32 });
const ruleOf =
  (verdicts: readonly string[]) =>
  (set: ReadonlySet<Dimension>): string | undefined =>
    verdicts[DIMENSIONS.reduce((index, each, bit) => (set.has(each) ? index + 2 ** bit : index), 0)];

describe('for whatever the mixed states are judged to be', () => {
  it('the causes together lead to the new verdict, and each is shown to', async () => {
    await fc.assert(
      fc.asyncProperty(anyRule, fc.subarray([...DIMENSIONS]), async (verdicts, moved) => {
        const rule = ruleOf(verdicts);
        const [before, now] = [rule(new Set()), rule(new Set(moved))];
        const found = await causes(moved, rule);
        expect(found.length > 0).toBe(before !== now);
        // Some of the causes, moved alone, give the new verdict; none of them has to where it is the old one.
        const names = found.map(({ cause }) => cause);
        const subsets = names.reduce<Dimension[][]>(
          (all, each) => [...all, ...all.map((set) => [...set, each])],
          [[]],
        );
        expect(subsets.some((set) => rule(new Set(set)) === now)).toBe(true);
        for (const { cause, suffices, necessary } of found) {
          expect(rule(new Set([cause])) === now).toBe(suffices);
          expect(rule(new Set(moved.filter((each) => each !== cause))) !== now).toBe(necessary);
        }
      }),
    );
  });

  it('what makes no difference in any mixed state is no cause', async () => {
    await fc.assert(
      fc.asyncProperty(anyRule, fc.constantFrom(...DIMENSIONS), async (verdicts, idle) => {
        const rule = ruleOf(verdicts);
        const found = await causes(DIMENSIONS, (set) =>
          rule(new Set([...set].filter((each) => each !== idle))),
        );
        expect(found.map(({ cause }) => cause)).not.toContain(idle);
      }),
    );
  });
});
