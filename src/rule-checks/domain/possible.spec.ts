import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryCondition } from '../../../test/support/arbitrary-rules.js';
import { factsFrom, type Facts } from '../../eligibility/domain/facts.js';
import { explain } from '../../eligibility/domain/explain.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { Condition, Leaf, LeafValue } from '../../policies/domain/policy.js';
import type { FactName, FactValue, OperatorName } from '../../policies/domain/vocabulary.js';
import { alwaysHolds, follows, neverHolds } from './possible.js';

const TAGS = ['azure-ip-co-sell', 'biz-apps-premium', 'biz-apps-standard'];
const NUMBER: readonly OperatorName[] = [
  'equal',
  'notEqual',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];
const INSTANT: readonly OperatorName[] = ['before', 'onOrBefore', 'after', 'onOrAfter'];
const instants = (texts: readonly string[]): readonly number[] => texts.map((text) => Date.parse(text));

/** Facts with the values that rules compare with here, and values that stand for all that the fact can be beside these. */
const CATALOGUE: Readonly<
  Partial<
    Record<
      FactName,
      {
        readonly operators: readonly OperatorName[];
        readonly compared: readonly (string | number)[];
        readonly can: readonly FactValue[];
      }
    >
  >
> = {
  dealValueUsd: {
    operators: NUMBER,
    compared: [-1, 0, 9.995, 10, 25_000],
    can: [0, 0.01, 9.99, 10, 10.01, 24_999.99, 25_000, 25_000.01],
  },
  wonAt: {
    operators: INSTANT,
    compared: ['2010-01-01', '2021-05-07', '2021-05-07T12:00:00+02:00'],
    can: instants([
      '2015-01-01T00:00:00.000Z',
      '2021-05-06T23:59:59.999Z',
      '2021-05-07T00:00:00.000Z',
      '2021-05-07T09:59:59.999Z',
      '2021-05-07T10:00:00.000Z',
      '2021-05-07T10:00:00.001Z',
      '2021-05-07T23:59:59.999Z',
      '2021-05-08T00:00:00.000Z',
    ]),
  },
  direction: {
    operators: ['equal', 'notEqual', 'in', 'notIn'],
    compared: ['inbound', 'outbound'],
    can: ['inbound', 'outbound'],
  },
  customerCountry: { operators: ['equal', 'notEqual', 'in'], compared: ['DE', 'Germany'], can: ['DE', 'US'] },
  campaignId: {
    operators: ['equal', 'notEqual', 'in'],
    compared: ['another', ' '],
    can: ['another', 'spring'],
  },
  incentiveTags: {
    operators: ['contains', 'doesNotContain', 'containsAny', 'containsNone'],
    compared: TAGS,
    can: [
      [],
      ...TAGS.map((tag) => [tag]),
      TAGS.slice(0, 2),
      TAGS.slice(1),
      [TAGS[0] ?? '', TAGS[2] ?? ''],
      TAGS,
    ],
  },
};

const FACTS = [
  'dealValueUsd',
  'wonAt',
  'direction',
  'customerCountry',
  'campaignId',
  'incentiveTags',
] as const satisfies readonly FactName[];

function leafOf(fact: FactName): fc.Arbitrary<Leaf> {
  const { operators, compared } = CATALOGUE[fact] ?? { operators: [], compared: [] };
  const known = fc.constantFrom<OperatorName>('isKnown', 'isMissing').map((operator) => ({ fact, operator }));
  const others = fc.constantFrom(...operators).chain((operator) => {
    const one = fc.constantFrom(...compared);
    const isList = ['in', 'notIn', 'containsAny', 'containsNone'].includes(operator);
    const value: fc.Arbitrary<LeafValue> = isList ? fc.uniqueArray(one, { minLength: 1, maxLength: 3 }) : one;
    return value.map((chosen) => ({ fact, operator, value: chosen }));
  });
  return fc.oneof({ arbitrary: others, weight: 6 }, { arbitrary: known, weight: 1 });
}

/** Two conditions that ask for few facts many times, so that they get in one another’s way. */
const pairs = fc.shuffledSubarray([...FACTS], { minLength: 1, maxLength: 2 }).chain((facts) => {
  const condition = arbitraryCondition(fc.oneof(...facts.map(leafOf)));
  return fc.tuple(condition, condition);
});
const conditions = pairs.map(([one, other]): Condition => ({ all: [one, { any: [one, other] }] }));

/** All that a deal can be as far as the facts of the catalogue above are asked for. */
function allDeals(...asked: readonly Condition[]): readonly Facts[] {
  const facts = new Set(JSON.stringify(asked).match(/(?<="fact":")\w+/g));
  return Object.entries(CATALOGUE).reduce<readonly Facts[]>(
    (deals, [fact, { can }]) =>
      facts.has(fact)
        ? deals.flatMap((deal) => [null, ...can].map((value) => ({ ...deal, [fact]: value })))
        : deals,
    [factsFrom({ status: 'won' })],
  );
}

const resultOf = (condition: Condition, deal: Facts): Result => explain(condition, deal).result;

describe('what conditions can come to', () => {
  it('is found exactly: as if every deal there can be had been judged', () => {
    let [never, always] = [0, 0];
    fc.assert(
      fc.property(conditions, (condition) => {
        const results = new Set(allDeals(condition).map((deal) => resultOf(condition, deal)));
        expect(neverHolds(condition)).toBe(!results.has('pass'));
        expect(alwaysHolds(condition)).toBe(!results.has('fail'));
        never += results.has('pass') ? 0 : 1;
        always += results.has('fail') ? 0 : 1;
      }),
      { numRuns: 800 },
    );
    expect(Math.min(never, always)).toBeGreaterThan(5);
  });

  it('is certain too for deals of which facts are known only in part', () => {
    const partly: fc.Arbitrary<Facts> = fc
      .record({
        dealValueUsd: fc.constantFrom(null, { min: 0, max: 10 }, { min: 9.99, max: 25_000 }, 10),
        wonAt: fc.constantFrom(null, {
          min: Date.parse('2021-05-06T12:00:00Z'),
          max: Date.parse('2021-05-07T12:00:00Z'),
        }),
        direction: fc.constantFrom(null, 'inbound', 'outbound'),
        incentiveTags: fc.subarray(TAGS).map((known) => ({ known, complete: false as const })),
      })
      .map((known) => factsFrom({ status: 'won', ...known }));
    fc.assert(
      fc.property(conditions, fc.array(partly, { minLength: 5, maxLength: 5 }), (condition, deals) => {
        const results = new Set(deals.map((deal) => resultOf(condition, deal)));
        expect(neverHolds(condition) && results.has('pass')).toBe(false);
        expect(alwaysHolds(condition) && results.has('fail')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('tells which of two adds nothing to the other', () => {
    let found = 0;
    fc.assert(
      fc.property(pairs, ([stricter, other]) => {
        const looser: Condition = { any: [other, stricter] };
        for (const [condition, strict] of [[looser, stricter] as const, [other, stricter] as const]) {
          const deals = allDeals(condition, strict);
          const addsNothing = deals.every((deal) => {
            const beside = resultOf({ all: [condition, strict] }, deal);
            return (
              beside === resultOf(strict, deal) &&
              resultOf({ any: [condition, strict] }, deal) === resultOf(condition, deal)
            );
          });
          expect(follows(condition, strict)).toBe(addsNothing);
          found += addsNothing ? 1 : 0;
        }
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('counts a deal value in cents, a gap in milliseconds, and text as it is written', () => {
    expect(
      neverHolds({
        all: [
          { fact: 'dealValueUsd', operator: 'greaterThan', value: 24_999.99 },
          { fact: 'dealValueUsd', operator: 'lessThan', value: 25_000 },
        ],
      }),
    ).toBe(true);
    const [justBelow, gap] = [71.999_999_8, 'hoursFromCreationToWon'] as const;
    expect(neverHolds({ fact: gap, operator: 'equal', value: justBelow })).toBe(true);
    expect(neverHolds({ fact: gap, operator: 'equal', value: 259_199_999 / 3_600_000 })).toBe(false);
    expect(neverHolds({ fact: 'customerCountry', operator: 'in', value: ['Germany', 'de'] })).toBe(true);
    expect(neverHolds({ fact: 'campaignId', operator: 'equal', value: '007' })).toBe(false);
  });

  it('knows that every deal has a status', () => {
    expect(alwaysHolds({ fact: 'status', operator: 'isKnown' })).toBe(true);
    expect(alwaysHolds({ fact: 'wonAt', operator: 'isKnown' })).toBe(false);
  });
});
