import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryFacts, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { at } from '../../../test/support/a-deal.js';
import { type FactValue, findOperator, type OperatorName } from '../../policies/domain/vocabulary.js';
import { isExact, isInterval, isPartialList } from './facts.js';
import { type Comparand, HOLDS } from './operators.js';

const complementOf = (operator: OperatorName): OperatorName => findOperator(operator)?.complement ?? operator;

/** How a comparison comes out: it holds, its complement holds, or neither does. */
function outcome(operator: OperatorName, actual: FactValue, value: Comparand): 'holds' | 'fails' | 'neither' {
  if (HOLDS[operator](actual, value)) return 'holds';
  return HOLDS[complementOf(operator)](actual, value) ? 'fails' : 'neither';
}

const NOON = at('2021-05-07T12:00:00Z');

describe('an operator beside a value of the wrong kind', () => {
  const odd: readonly FactValue[] = [null, '', 0, false, '72', '72h', Number.NaN, ['72'], NOON];
  const asked: readonly (readonly [OperatorName, Comparand, readonly FactValue[]])[] = [
    ['equal', 'won', ['', '72', '72h']],
    ['notEqual', 'won', ['', '72', '72h']],
    ['in', ['won', 'lost'], ['', '72', '72h']],
    ['notIn', ['won', 'lost'], ['', '72', '72h']],
    ['equal', 72, [0, NOON]],
    ['equal', true, [false]],
    ['lessThan', 72, [0, NOON]],
    ['lessThanInclusive', 72, [0, NOON]],
    ['greaterThan', 72, [0, NOON]],
    ['greaterThanInclusive', 72, [0, NOON]],
    ['contains', '72', [['72']]],
    ['doesNotContain', '72', [['72']]],
    ['containsAny', ['72'], [['72']]],
    ['containsNone', ['72'], [['72']]],
    ['before', '2021-05-07', [0, NOON]],
    ['onOrBefore', '2021-05-07', [0, NOON]],
    ['after', '2021-05-07', [0, NOON]],
    ['onOrAfter', '2021-05-07', [0, NOON]],
  ];
  it.each(asked)('%s %j is decided by values of its own type only', (operator, value, decided) => {
    const answers = odd.filter((actual) => outcome(operator, actual, value) !== 'neither');
    expect(answers).toEqual(decided);
  });

  it('never reads text as a number, nor a number as text', () => {
    expect(outcome('lessThan', '9', 10)).toBe('neither');
    expect(outcome('greaterThanInclusive', '72h', 72)).toBe('neither');
    expect(outcome('equal', '72', 72)).toBe('neither');
    expect(outcome('in', 72, ['72'])).toBe('neither');
  });

  it('knows what is there and misses only what is not', () => {
    for (const actual of ['', 0, false, []]) expect(outcome('isKnown', actual, null)).toBe('holds');
    expect(outcome('isMissing', null, null)).toBe('holds');
    expect(outcome('isKnown', { min: 0, max: 1 }, null)).toBe('neither');
    expect(outcome('isKnown', { known: [], complete: false }, null)).toBe('neither');
    expect(outcome('isKnown', Number.NaN, null)).toBe('neither');
  });
});

describe('text', () => {
  it.each([
    ['DE', 'de'],
    ['é', 'e\u0301'],
    ['won', 'won '],
    ['won', ' won'],
    ['K', '\u212A'],
  ])('%j is not %j', (actual, value) => {
    expect(outcome('equal', actual, value)).toBe('fails');
  });
});

describe('a date in a rule stands for its whole UTC day', () => {
  const day = '2021-05-07';
  const first = at('2021-05-07T00:00:00.000Z');
  const last = at('2021-05-07T23:59:59.999Z');
  it.each([
    ['before', first - 1, 'holds'],
    ['before', first, 'fails'],
    ['onOrBefore', last, 'holds'],
    ['onOrBefore', last + 1, 'fails'],
    ['after', last, 'fails'],
    ['after', last + 1, 'holds'],
    ['onOrAfter', first - 1, 'fails'],
    ['onOrAfter', first, 'holds'],
  ] as const)('%s it, for %d: %s', (operator, actual, expected) => {
    expect(outcome(operator, actual, day)).toBe(expected);
  });

  it('while an instant stands for its one millisecond', () => {
    const value = '2021-05-07T19:41:56+02:00';
    const instant = at('2021-05-07T17:41:56Z');
    expect(outcome('after', instant, value)).toBe('fails');
    expect(outcome('after', instant + 1, value)).toBe('holds');
    expect(outcome('onOrBefore', instant, value)).toBe('holds');
  });

  it('refuses to compare with what is neither: the loader should have', () => {
    expect(() => HOLDS.before(NOON, '2021-02-30')).toThrow(/no date or instant/);
  });
});

describe('what is known in part', () => {
  it.each([
    ['greaterThanInclusive', { min: 72, max: 95 }, 'holds'],
    ['greaterThanInclusive', { min: 71.9, max: 95 }, 'neither'],
    ['greaterThanInclusive', { min: 48, max: 71.9 }, 'fails'],
    ['equal', { min: 48, max: 95 }, 'neither'],
    ['equal', { min: 73, max: 95 }, 'fails'],
    ['notEqual', { min: 72, max: 95 }, 'neither'],
  ] as const)('%s 72, between %j: %s', (operator, actual, expected) => {
    expect(outcome(operator, actual, 72)).toBe(expected);
  });

  it('a list known in part can have an entry, but not lack one', () => {
    const actual = { known: ['azure-ip-co-sell'], complete: false } as const;
    expect(outcome('contains', actual, 'azure-ip-co-sell')).toBe('holds');
    expect(outcome('contains', actual, 'biz-apps-premium')).toBe('neither');
    expect(outcome('containsAny', actual, ['biz-apps-premium', 'azure-ip-co-sell'])).toBe('holds');
    expect(outcome('containsNone', actual, ['biz-apps-premium'])).toBe('neither');
  });

  it('decides a comparison only if every value it may turn out to be decides it so', () => {
    fc.assert(
      fc.property(
        arbitraryLeaf,
        arbitraryFacts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (leaf, facts, part) => {
          const actual = facts[leaf.fact];
          const known = outcome(leaf.operator, actual, leaf.value ?? null);
          fc.pre(known !== 'neither' && actual !== null && !isExact(actual));
          for (const possible of possibilities(actual, part)) {
            expect(outcome(leaf.operator, possible, leaf.value ?? null)).toBe(known);
          }
        },
      ),
    );
  });
});

function possibilities(actual: FactValue, part: number): readonly FactValue[] {
  if (isInterval(actual)) {
    return [actual.min, Math.floor(actual.min + part * (actual.max - actual.min)), actual.max].filter(
      (value) => value >= actual.min,
    );
  }
  const more = ['azure-ip-co-sell', 'biz-apps-premium', 'biz-apps-standard'];
  return isPartialList(actual) ? [[...actual.known], [...new Set([...actual.known, ...more])]] : [];
}

describe('an operator and its complement', () => {
  it('are never both true, and on an exactly known fact one of them is', () => {
    fc.assert(
      fc.property(arbitraryLeaf, arbitraryFacts, (leaf, facts) => {
        const actual = facts[leaf.fact];
        const value = leaf.value ?? null;
        const [holds, fails] = [leaf.operator, complementOf(leaf.operator)].map((operator) =>
          HOLDS[operator](actual, value),
        );
        const answers = [holds, fails].filter(Boolean).length;
        expect(isExact(actual) ? answers === 1 : answers <= 1).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
