import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { arbitraryCondition, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { DEAL_TYPES, MICROSOFT_STATUSES } from '../../deals/domain/deal.js';
import type { OnFail, Policy } from '../../policies/domain/policy.js';
import { FACTS, type FactName, type FactValue, INCENTIVES } from '../../policies/domain/vocabulary.js';
import { type Facts, factsFrom, isExact } from './facts.js';
import { AlikeJudge } from './judge-alike.js';
import { openFacts } from './open-facts.js';
import { outcomeOf } from './verdict.js';

/** Everything that the facts of these tests can be, and more than the rules cut them into where that is endless. */
const DOMAINS: Partial<Record<FactName, readonly FactValue[]>> = {
  dealType: DEAL_TYPES,
  microsoftStatus: MICROSOFT_STATUSES,
  microsoftInvited: [true, false],
  incentiveTags: [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    INCENTIVES.filter((_, bit) => (bits >> bit) % 2 === 1),
  ),
  hoursFromCreationToWon: [
    0, 5, 10, 39, 40, 50, 259_199_999, 259_200_000, 259_200_001, 24_999, 25_000, 25_001, 90_000_000,
  ].map((number) => (number > 1_000_000 ? number / 3_600_000 : number)),
  customerManagedByMicrosoft: [true, false],
  campaignId: ['DE', 'de', 'é', 'e\u0301', '72', '72h', 'null', 'true', '𝒳', 'something else'],
};

const leaf = arbitraryLeaf.filter(({ fact }) => DOMAINS[fact] !== undefined);
const policy: fc.Arbitrary<Policy> = fc
  .array(fc.tuple(arbitraryCondition(leaf), fc.constantFrom<OnFail[]>('ineligible', 'at-risk')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((criteria) =>
    aPolicy(criteria.map(([conditions, onFail], index) => aCriterion(`c${index}`, conditions, { onFail }))),
  );

/** At most three facts are not known exactly, so that everything they may turn out to be can be tried. */
const facts: fc.Arbitrary<Facts> = fc
  .record({
    known: fc.record({
      dealType: fc.constantFrom(...DEAL_TYPES),
      microsoftStatus: fc.constantFrom(...MICROSOFT_STATUSES),
      microsoftInvited: fc.boolean(),
      incentiveTags: fc.subarray([...INCENTIVES]),
      hoursFromCreationToWon: fc.constantFrom(40, 72, 25_000),
      customerManagedByMicrosoft: fc.boolean(),
      campaignId: fc.constantFrom('DE', '72h'),
    }),
    unknown: fc.subarray(
      FACTS.map(({ name }) => name).filter((name) => DOMAINS[name] !== undefined),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    bounds: fc.constantFrom(null, { min: 40, max: 72 }, { min: 259_200_000 / 3_600_000, max: 90_000_000 }),
    tags: fc.constantFrom(null, { known: ['biz-apps-premium'], complete: false as const }),
  })
  .map(({ known, unknown, bounds, tags }) => {
    const partly: Partial<Facts> = { hoursFromCreationToWon: bounds, incentiveTags: tags };
    return factsFrom({
      ...known,
      ...Object.fromEntries(unknown.map((fact) => [fact, partly[fact] ?? null])),
    });
  });

/** What a fact may turn out to be, or its staying as it is. */
function waysOf(fact: FactName, known: FactValue): readonly FactValue[] {
  const all = DOMAINS[fact] ?? [];
  if (known === null || typeof known !== 'object') return [known, ...all];
  if ('min' in known) {
    return [known, ...all.filter((value) => Number(value) >= known.min && Number(value) <= known.max)];
  }
  const entries = 'known' in known ? known.known : [];
  return [
    known,
    ...all.filter((value) => Array.isArray(value) && entries.every((each) => value.includes(each))),
  ];
}

function completions(given: Facts, unknown: readonly FactName[]): readonly Facts[] {
  return unknown.reduce<readonly Facts[]>(
    (ways, fact) =>
      ways.flatMap((way) => waysOf(fact, given[fact]).map((value) => ({ ...way, [fact]: value }))),
    [given],
  );
}

/** The facts whose value makes a difference somewhere among all completions, every one judged by the rule engine. */
async function bruteForce(status: 'won' | 'active', judged: Policy, given: Facts): Promise<Set<FactName>> {
  const { judge } = new AlikeJudge();
  const unknown = FACTS.map(({ name }) => name).filter(
    (name) => DOMAINS[name] !== undefined && !isExact(given[name]),
  );
  const open = new Set<FactName>();
  for (const fact of unknown) {
    for (const others of completions(
      given,
      unknown.filter((name) => name !== fact),
    )) {
      const seen = new Set<string>();
      for (const value of waysOf(fact, given[fact])) {
        const results = await judge(judged, { ...others, [fact]: value });
        const outcome = outcomeOf(status, judged, results);
        seen.add(status === 'won' ? outcome : results.map(({ result }) => result).join());
      }
      if (seen.size > 1) open.add(fact);
    }
  }
  return open;
}

describe('the facts that can still change a verdict', () => {
  it.each(['won', 'active'] as const)(
    'are those that make a difference in some completion of what is not known of a deal that is %s',
    async (status) => {
      await fc.assert(
        fc.asyncProperty(policy, facts, async (judged, given) => {
          const expected = await bruteForce(status, judged, given);
          expect(new Set(openFacts(status, [judged], given))).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('are none where a criterion that rules the deal out has failed, or where it was closed without a win', () => {
    const judged = aPolicy([
      aCriterion('deal-type', { fact: 'dealType', operator: 'equal', value: 'co-sell' }),
      aCriterion('managed', { fact: 'customerManagedByMicrosoft', operator: 'equal', value: true }),
    ]);
    const given = factsFrom({ dealType: 'private' });
    expect([...openFacts('won', [judged], given)]).toEqual([]);
    expect([...openFacts('lost', [judged], factsFrom({}))]).toEqual([]);
    expect([...openFacts('active', [judged], given)]).toEqual(['customerManagedByMicrosoft']);
  });

  it('count under any of the versions that may have to judge', () => {
    const version = (fact: FactName): Policy => aPolicy([aCriterion('known', { fact, operator: 'isKnown' })]);
    const policies = [version('campaignId'), version('location')];
    expect([...openFacts('won', policies, factsFrom({}))]).toEqual(['campaignId', 'location']);
  });

  it('are all that a criterion asks for, named without trying, when there are too many ways to try', () => {
    const names = FACTS.map(({ name }) => name);
    const judged = aPolicy([
      aCriterion('too much', {
        any: [
          { all: names.map((fact) => ({ fact, operator: 'isKnown' as const })) },
          { fact: 'microsoftInvited', operator: 'isMissing' },
          { fact: 'microsoftInvited', operator: 'isKnown' },
        ],
      }),
    ]);
    expect([...openFacts('won', [judged], factsFrom({}))].toSorted()).toEqual([...names].toSorted());
  });
});

describe('a rule with a very long list', () => {
  const named = (length: number): readonly FactName[] => {
    const hours = Array.from({ length }, (_, index) => index);
    const never = aCriterion('never', {
      all: [
        { fact: 'hoursFromCreationToWon', operator: 'in', value: hours },
        {
          any: [
            { fact: 'campaignId', operator: 'isKnown' },
            { fact: 'campaignId', operator: 'isMissing' },
          ],
        },
      ],
    });
    return [...openFacts('active', [aPolicy([never])], factsFrom({ status: 'active' }))];
  };

  it('is not gone through: every unknown fact that it asks for is named', () => {
    expect(named(3)).toEqual(['hoursFromCreationToWon']);
    expect(named(9_990)).toEqual(['hoursFromCreationToWon', 'campaignId']);
  });
});
