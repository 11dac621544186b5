import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CataloguesReadModel } from '../../src/catalogues/catalogues.read-model.js';
import { CataloguesStore } from '../../src/catalogues/catalogues.store.js';
import { BatchTablesStore } from '../../src/eligibility/bulk/batch-tables.store.js';
import { DistributionReadModel } from '../../src/distribution/distribution.read-model.js';
import { BulkJudgeStore } from '../../src/eligibility/bulk/bulk-judge.store.js';
import { fragment } from '../../src/eligibility/bulk/fragment.js';
import { choosePolicy } from '../../src/eligibility/domain/choose-policy.js';
import { hasBit } from '../../src/eligibility/domain/verdict.js';
import { judgeCriteria } from '../../src/eligibility/domain/engine.js';
import { reachVerdict } from '../../src/eligibility/domain/reach-verdict.js';
import { AlikeJudge } from '../../src/eligibility/domain/judge-alike.js';
import { FactContexts, type Surroundings } from '../../src/eligibility/fact-contexts.js';
import type { Database } from '../../src/database/database.js';
import { type Incentive, INCENTIVES } from '../../src/policies/domain/vocabulary.js';
import { DEAL_TYPES, MICROSOFT_STATUSES, SALES_STAGES, type Deal } from '../../src/deals/domain/deal.js';
import type { Leaf, OnFail, Policy } from '../../src/policies/domain/policy.js';
import { RatesReadModel } from '../../src/rates/rates.read-model.js';
import { aDeal } from '../support/a-deal.js';
import { aCriterion, aPolicy } from '../support/a-policy.js';
import { arbitraryCondition, arbitraryLeaf } from '../support/arbitrary-rules.js';
import { eachDatabase } from '../support/each-database.js';
import { JudgedBook } from '../support/judged-book.js';

const START = Date.UTC(2021, 4, 1);
const END = Date.UTC(2021, 5, 20);
const HOUR = 3_600_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const instant = fc.oneof(
  fc.integer({ min: START, max: END }),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -1, max: 1 }))
    .map(([days, ms]) => START + days * 24 * HOUR + ms),
);
const date = instant.map(day);
const creation = fc.oneof(
  instant.map((createdAt) => ({ createdAt, createdOn: day(createdAt) })),
  date.map((createdOn) => ({ createdOn })),
  fc.constant({}),
);
const closing = fc.oneof(
  instant.map((closedAt) => ({ closedAt, closedOn: day(closedAt) })),
  date.map((closedOn) => ({ closedOn })),
  fc
    .tuple(instant, fc.integer({ min: -1, max: 72 * HOUR }))
    .map(([at, length]) => ({ closedNotBefore: at, closedNotAfter: at + length })),
  instant.map((closedNotAfter) => ({ closedNotAfter })),
  fc.constant({}),
);
const text = fc.constantFrom('', ' ', 'DE', 'de', 'é', 'e\u0301', '72', '72h', 'null', 'true', '𝒳', null);
const maybe = fc.constantFrom(true, false, null);
/** Of `s2` and `s4` the one’s incentive begins where the other’s ends: together they have it all the time. */
const SOLUTION_SETS = [
  [],
  ['s1'],
  ['s2'],
  ['s1', 's2'],
  ['s3'],
  ['s1', 'ghost'],
  ['ghost'],
  ['s2', 's3'],
  ['s2', 's4'],
  ['s4', 'ghost'],
  ['s5'],
  ['s2', 's4', 's5'],
] as const;
const solutionsOf = (ids: readonly string[] | null): Deal['solutions'] =>
  ids?.map((solutionId) => ({ solutionId, name: null })) ?? null;
const deal = fc
  .tuple(
    fc.record({
      status: fc.constantFrom('received', 'active', 'won', 'won', 'won', 'lost', 'declined', 'expired'),
      dealType: fc.constantFrom(...DEAL_TYPES, null),
      direction: fc.constantFrom('inbound', 'outbound', null),
      salesStagePercent: fc.constantFrom(...SALES_STAGES, null),
      allSalesStagesMarked: maybe,
      microsoftInvited: maybe,
      microsoftStatus: fc.constantFrom(...MICROSOFT_STATUSES, null),
      partnersInvited: maybe,
      marketplaceTransacted: maybe,
      customerCountry: text,
      customerName: fc.constantFrom('Contoso', 'CONTOSO ', 'Fabrikam', null),
      customerDuns: fc.constantFrom('123456789', '987654321', null),
      campaignId: text,
      location: text,
      solutions: fc.constantFrom(null, ...SOLUTION_SETS).map(solutionsOf),
    }),
    creation,
    closing,
    fc.oneof(
      fc.constant({}),
      fc.record({
        valueMinor: fc.oneof(
          fc.integer({ min: -1_000_000, max: 9_999_999 }),
          fc.constantFrom(2_500_000, 2_499_999, 0, Number.MAX_SAFE_INTEGER),
        ),
        currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'SEK'),
      }),
    ),
  )
  .map(([told, created, closed, value]) => ({ ...told, ...created, ...closed, ...value }));

const criterion = fc.record({
  conditions: arbitraryCondition(arbitraryLeaf),
  onFail: fc.constantFrom<OnFail>('ineligible', 'at-risk'),
});

const ruleSets = fc
  .tuple(
    fc.array(fc.array(criterion, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([versions, days, endless]): readonly Policy[] => {
    const starts = days.toSorted((a, b) => a - b).map((after) => day(START + after * 24 * HOUR));
    return versions.map((criteria, n) => ({
      ...aPolicy(
        criteria.map(({ conditions, onFail }, k) => aCriterion(`criterion-${k}`, conditions, { onFail })),
      ),
      version: `v${n}`,
      effective: {
        from: starts[n] ?? '',
        until: endless && n === versions.length - 1 ? null : (starts[n + 1] ?? null),
      },
    }));
  });

interface JudgedRow {
  readonly deal_id: string;
  readonly candidate: number;
  readonly hard: number;
  readonly outcome: string;
  readonly pass_mask: number;
  readonly fail_mask: number;
}

/** `npm run prove` asks for ten times as many. */
const BOOKS = Number(process.env.PROVE_BOOKS ?? 5);
const RULE_SETS_A_BOOK = 20;
const TODAY = '2021-06-10';

const INCENTIVE_CHANGES = [
  '2021-05-10',
  '2021-05-20',
  '2021-05-25',
  '2021-05-28',
  '2021-06-01',
  '2021-06-05',
];

/** Solutions whose incentives begin and end while the deals are won, customers that contradict each other, rates with gaps. */
async function catalogue(book: JudgedBook): Promise<void> {
  const store = new CataloguesStore(book.database);
  const solution = (
    solutionId: string,
    incentive: Incentive | null,
    validFrom: string | null,
    validUntil: string | null,
  ) => ({ solutionId, name: solutionId, kind: 'own', incentive, validFrom, validUntil }) as const;
  await store.believeSolutions(
    [
      solution('s1', 'azure-ip-co-sell', null, null),
      solution('s2', 'biz-apps-premium', '2021-05-20', '2021-06-01'),
      solution('s2', 'azure-ip-co-sell', '2021-05-25', null),
      solution('s3', null, null, null),
      solution('s4', 'azure-ip-co-sell', null, '2021-05-25'),
      solution('s4', 'biz-apps-premium', '2021-06-01', null),
      solution('s5', 'azure-ip-co-sell', '2021-05-10', '2021-05-28'),
      solution('s5', 'biz-apps-premium', '2021-05-28', '2021-06-05'),
      solution('s5', 'biz-apps-standard', '2021-06-05', null),
    ],
    { asOf: 1, importId: 1, recordedAt: 1 },
  );
  await store.believeCustomers(
    [
      { duns: '123456789', name: 'Contoso', country: 'DE', managedByMicrosoft: true },
      { duns: null, name: 'Fabrikam', country: 'DE', managedByMicrosoft: false },
      { duns: null, name: 'Contoso', country: 'de', managedByMicrosoft: null },
    ],
    { asOf: 1, importId: 2, recordedAt: 2 },
  );
  await book.rate('2021-05', 'EUR', '1.2026415');
  await book.rate('2021-03', 'JPY', '0.009161');
  await book.rate('2021-06', 'JPY', '0.0091');
  await book.rate('2021-05', 'KWD', '3.32');
}

/** The book of one home, judged in both ways. */
class TwiceJudged {
  private constructor(
    private readonly database: Database,
    private readonly book: JudgedBook,
    private readonly contexts: FactContexts,
    private readonly surroundings: Surroundings,
  ) {}

  static async in(database: Database): Promise<TwiceJudged> {
    const book = new JudgedBook(database);
    book.now = START;
    await catalogue(book);
    const contexts = new FactContexts(new CataloguesReadModel(database), new RatesReadModel(database));
    return new TwiceJudged(database, book, contexts, await contexts.surroundings(TODAY));
  }

  /** Puts deals into the book, where they are found in the order of their ids. */
  async hold(told: readonly Partial<Deal>[]): Promise<readonly Deal[]> {
    const deals = told.map((one, n) => aDeal({ ...one, dealId: `deal-${String(n).padStart(4, '0')}` }));
    await this.book.put(...deals);
    return deals;
  }

  /** What the database makes of every deal. */
  async bySql(policies: readonly Policy[]): Promise<readonly JudgedRow[]> {
    const { database, surroundings } = this;
    const knownAt = Number.MAX_SAFE_INTEGER;
    const plan = { policies, whateverItsDays: false, day: TODAY, knownAt, surroundings };
    return database.transaction(async () => {
      await new BulkJudgeStore(
        database,
        new BatchTablesStore(database, new DistributionReadModel(database)),
      ).judge(plan, fragment('1 = 1'));
      return database.rows<JudgedRow>(database.writer, 'select * from judged order by deal_id', []);
    });
  }

  /** What the rule engine makes of each of some deals, and how many versions may have judged it. */
  async byEngine(policies: readonly Policy[], deals: readonly Deal[], judge = judgeCriteria) {
    const contextOf = await this.contexts.forDeals(this.surroundings, deals);
    return Promise.all(
      deals.map(async (one) => {
        const choice = choosePolicy(policies, one, TODAY);
        const told = { deal: one, version: 1, policyId: 'deal-registration' };
        const { policy, verdict } = await reachVerdict(told, choice, contextOf(one), judge);
        const { passMask, failMask, outcome } = verdict;
        const version = policy === null ? -1 : policies.indexOf(policy);
        return { result: { version, passMask, failMask, outcome }, candidates: choice.candidates.length };
      }),
    );
  }
}

eachDatabase('judging a book inside the database', (homes) => {
  it('comes to what the rule engine makes of each deal, and leaves it only values beyond what it can multiply exactly', async () => {
    const twice = await TwiceJudged.in(await homes.open());
    const count = { judged: 0, ruledOutByAll: 0, sparedByOne: 0 };
    const hardValues: unknown[] = [];
    for (let seed = 1; seed <= BOOKS; seed += 1) {
      const deals = await twice.hold(fc.sample(deal, { numRuns: 200, seed }));
      for (const policies of fc.sample(ruleSets, { numRuns: RULE_SETS_A_BOOK, seed })) {
        const rows = await twice.bySql(policies);
        expect(rows.map((row) => row.deal_id)).toEqual(deals.map(({ dealId }) => dealId));
        const judged = await twice.byEngine(policies, deals);
        for (const [n, row] of rows.entries()) {
          const [one, engine] = [deals[n], judged[n]];
          if (row.hard === 1) {
            hardValues.push(one?.valueMinor);
            continue;
          }
          count.judged += 1;
          if (engine !== undefined && engine.candidates > 1 && engine.result.failMask !== 0) {
            count[engine.result.outcome === 'ineligible' ? 'ruledOutByAll' : 'sparedByOne'] += 1;
          }
          const rules = policies.map(({ criteria }) =>
            criteria.map(({ conditions, onFail }) => ({ conditions, onFail })),
          );
          // With what it takes to do it again, should the two differ.
          expect({ one, rules, ...resultOf(row) }).toEqual({ one, rules, ...engine?.result });
        }
      }
    }
    expect(new Set(hardValues)).toEqual(new Set([Number.MAX_SAFE_INTEGER]));
    expect(count.judged).toBeGreaterThan(10 * hardValues.length);
    expect(Math.min(count.ruledOutByAll, count.sparedByOne)).toBeGreaterThan(100);
  }, 600_000);

  it('knows of a deal won between any two moments which incentives it had all the time', async () => {
    const twice = await TwiceJudged.in(await homes.open());
    const moments = INCENTIVE_CHANGES.map(Date.parse).flatMap((ms) => [ms - 1, ms]);
    const bounds = moments.flatMap((closedNotAfter, n) => [
      { closedNotAfter },
      ...moments.slice(0, n + 1).map((closedNotBefore) => ({ closedNotBefore, closedNotAfter })),
    ]);
    const deals = await twice.hold(
      SOLUTION_SETS.flatMap((ids) =>
        bounds.map((won) => ({ ...won, status: 'won' as const, solutions: solutionsOf(ids) })),
      ),
    );
    const asked = INCENTIVES.flatMap((value): readonly Leaf[] => [
      { fact: 'incentiveTags', operator: 'contains', value },
      { fact: 'incentiveTags', operator: 'containsNone', value: [value] },
    ]);
    const leaves: readonly Leaf[] = [
      ...asked,
      { fact: 'incentiveTags', operator: 'isKnown' },
      { fact: 'incentiveTags', operator: 'isMissing' },
      { fact: 'hasIncentiveEligibleSolution', operator: 'equal', value: true },
    ];
    const policies = [aPolicy(leaves.map((leaf, n) => aCriterion(`criterion-${n}`, leaf)))];
    const rows = await twice.bySql(policies);
    const judged = await twice.byEngine(policies, deals, new AlikeJudge().judge);
    expect(rows.map(resultOf)).toEqual(judged.map(({ result }) => result));
    // Every comparison holds of some deals, and does not of others.
    for (const [n] of leaves.entries()) {
      const passes = new Set(judged.map(({ result }) => hasBit(result.passMask, n)));
      expect(passes).toEqual(new Set([true, false]));
    }
  }, 60_000);
});

function resultOf(row: JudgedRow) {
  const { candidate, pass_mask, fail_mask, outcome } = row;
  return { version: candidate, passMask: pass_mask, failMask: fail_mask, outcome };
}
