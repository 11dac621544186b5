import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { arbitraryCondition } from '../../../test/support/arbitrary-rules.js';
import { ALL_SMALL_DEALS, isTrue, smallLeaf } from '../../../test/support/small-deals.js';
import { DEAL_STATUSES } from '../../deals/domain/deal.js';
import { explain } from '../../eligibility/domain/explain.js';
import { factsFrom, type Facts } from '../../eligibility/domain/facts.js';
import { outcomeOf } from '../../eligibility/domain/verdict.js';
import { HOUR_MS } from '../../kernel/instants.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { Leaf, Policy } from '../../policies/domain/policy.js';
import { Effort } from './find-deal.js';
import { mutantsOf } from './mutants.js';
import { mutationScore } from './mutation-score.js';
import { toldApart } from './questions.js';
import { judgeCases } from './run-cases.js';

/** What a version says of a deal, of the criteria that another has too. */
function verdict(policy: Policy, other: Policy, deal: Facts): string {
  const results = policy.criteria.map(({ id, conditions }) => ({
    id,
    result: explain(conditions, deal).result,
  }));
  const status = DEAL_STATUSES.find((each) => each === deal.status) ?? 'won';
  const common = results.filter(({ id }) => other.criteria.some((criterion) => criterion.id === id));
  return JSON.stringify([outcomeOf(status, policy, results), common]);
}

const differs = (policy: Policy, mutant: Policy, deal: Facts): boolean =>
  verdict(policy, mutant, deal) !== verdict(mutant, policy, deal);

/** Policies of one to three criteria, some of which share a condition. */
const smallPolicy = fc
  .array(fc.tuple(arbitraryCondition(smallLeaf), fc.constantFrom('ineligible', 'at-risk')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((drawn) =>
    aPolicy(drawn.map(([condition, onFail], index) => aCriterion(`c${index}`, condition, { onFail }))),
  );

describe('a mutant that no case finds', () => {
  it('survives when some deal tells it from the original, and counts for nothing when none does', () => {
    const counts = { told: 0, equivalent: 0 };
    fc.assert(
      fc.property(smallPolicy, fc.nat(), (policy, nth) => {
        const { mutants } = mutantsOf(policy);
        const mutant = mutants[nth % mutants.length]?.policy ?? policy;
        const found = new Effort().find(toldApart(policy, mutant));
        if (found === 'none') counts.equivalent += 1;
        else counts.told += 1;
        expect(isTrue(found, ALL_SMALL_DEALS, (deal) => differs(policy, mutant, deal))).toBe(true);
      }),
      { numRuns: 100 },
    );
    // Both happen, or the property would say little.
    expect(Math.min(counts.told, counts.equivalent)).toBeGreaterThan(0);
  });

  it('is told from the original at the last millisecond and cent, and only there', () => {
    const hours = [0, 71 * HOUR_MS, 72 * HOUR_MS - 1, 72 * HOUR_MS, 72 * HOUR_MS + 1, 99 * HOUR_MS];
    const bounds = hours.flatMap((min) => hours.filter((max) => max > min).map((max) => ({ min, max })));
    const deals = [...hours, ...bounds].map((known) =>
      factsFrom({
        status: 'won',
        hoursFromCreationToWon:
          typeof known === 'number'
            ? known / HOUR_MS
            : { min: known.min / HOUR_MS, max: known.max / HOUR_MS },
      }),
    );
    const limit = fc.constantFrom(71.9999997, (72 * HOUR_MS - 1) / HOUR_MS, 72, (72 * HOUR_MS + 1) / HOUR_MS);
    const operator = fc.constantFrom(
      'lessThan' as const,
      'lessThanInclusive' as const,
      'greaterThan' as const,
      'greaterThanInclusive' as const,
      'equal' as const,
    );
    const leaf = fc.record({ fact: fc.constant('hoursFromCreationToWon' as const), operator, value: limit });
    fc.assert(
      fc.property(arbitraryCondition(leaf), fc.nat(), (condition, nth) => {
        const policy = aPolicy([aCriterion('gap', condition)]);
        const { mutants } = mutantsOf(policy);
        const mutant = mutants[nth % mutants.length]?.policy ?? policy;
        const found = new Effort().find(toldApart(policy, mutant));
        expect(isTrue(found, deals, (deal) => differs(policy, mutant, deal))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the mutation score', () => {
  const atLeast25000: Leaf = { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: 25_000 };
  const policy = aPolicy([aCriterion('value', atLeast25000)]);
  const worth = (usd: number): PolicyCase => ({
    name: `worth ${usd}`,
    at: { line: 1, lineColumn: 1 },
    facts: new Map<'status' | 'dealValueUsd', string | number>([
      ['status', 'won'],
      ['dealValueUsd', usd],
    ]),
    expect: {
      outcome: usd >= 25_000 ? 'eligible' : 'ineligible',
      criteria: new Map([['value', usd >= 25_000 ? 'pass' : 'fail']]),
    },
  });
  const scoreOf = async (cases: readonly PolicyCase[]) =>
    mutationScore(policy, await judgeCases(policy, cases), new Effort());

  it('is whole with cases on both sides of the bound', async () => {
    expect(await scoreOf([worth(25_000), worth(24_999.99)])).toMatchObject({
      found: 6,
      survivors: [],
      equivalent: 0,
    });
  });

  it('names what cases far from the bound would not notice, with a deal that would', async () => {
    const { found, survivors } = await scoreOf([worth(48_000), worth(1)]);
    expect(found).toBe(3);
    expect(
      survivors.map(({ mutant, facts }) => [mutant.path, mutant.change, facts.get('dealValueUsd')]),
    ).toEqual([
      [
        '$.criteria[0].conditions.operator',
        'dealValueUsd greaterThanInclusive 25000: “greaterThanInclusive” exchanged for “greaterThan”',
        25_000,
      ],
      [
        '$.criteria[0].conditions.value',
        'dealValueUsd greaterThanInclusive 25000: 25000 exchanged for 25000.01, one cent more',
        25_000,
      ],
      [
        '$.criteria[0].conditions.value',
        'dealValueUsd greaterThanInclusive 25000: 25000 exchanged for 24999.99, one cent less',
        24_999.99,
      ],
    ]);
  });

  it('does not take a case that fails anyway for one that finds something', async () => {
    const wrong = { ...worth(1), expect: worth(25_000).expect };
    expect((await scoreOf([wrong])).found).toBe(0);
  });

  it('asks of no one what makes no difference: a deal that is not won is out without a criterion too', async () => {
    const won = aPolicy([aCriterion('won', { fact: 'status', operator: 'equal', value: 'won' })]);
    const { equivalent, survivors } = await mutationScore(won, [], new Effort());
    expect(equivalent).toBe(2);
    expect(survivors.map(({ mutant }) => mutant.path)).toEqual([
      '$.criteria[0].conditions.operator',
      '$.criteria[0].conditions.value',
    ]);
  });

  it('leaves undecided what would take too long to decide', () => {
    const facts = ['location', 'currency', 'campaignId', 'customerCountry', 'dealType', 'direction'] as const;
    const others = [
      'microsoftInvited',
      'partnersInvited',
      'allSalesStagesMarked',
      'marketplaceTransacted',
    ] as const;
    // Each holds of every known value, so that nothing is decided before the last fact.
    const anyValue = (fact: (typeof facts)[number] | (typeof others)[number], value: string | boolean) => ({
      any: [
        { fact, operator: 'equal' as const, value },
        { fact, operator: 'notEqual' as const, value },
      ],
    });
    const twice: Leaf = { fact: 'dealValueUsd', operator: 'lessThan', value: 10 };
    const parts = [
      ...facts.map((fact) => anyValue(fact, fact === 'currency' ? 'EUR' : 'co-sell')),
      ...others.map((fact) => anyValue(fact, true)),
    ];
    const long = aPolicy([aCriterion('long', { all: [...parts, twice, twice] })]);
    const { mutants } = mutantsOf(long);
    const last = mutants.find(({ change }) => change === '“dealValueUsd lessThan 10” dropped');
    expect(new Effort().find(toldApart(long, last?.policy ?? long))).toBe('undecided');
  });
});
