import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CataloguesReadModel } from '../../src/catalogues/catalogues.read-model.js';
import { CataloguesStore } from '../../src/catalogues/catalogues.store.js';
import { BulkJudgeStore } from '../../src/eligibility/bulk/bulk-judge.store.js';
import { fragment } from '../../src/eligibility/bulk/fragment.js';
import { choosePolicy } from '../../src/eligibility/domain/choose-policy.js';
import { judgeCriteria } from '../../src/eligibility/domain/engine.js';
import { reachVerdict } from '../../src/eligibility/domain/reach-verdict.js';
import { FactContexts } from '../../src/eligibility/fact-contexts.js';
import { DEAL_TYPES, MICROSOFT_STATUSES, SALES_STAGES, type Deal } from '../../src/deals/domain/deal.js';
import type { Policy } from '../../src/policies/domain/policy.js';
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
      solutions: fc.constantFrom(
        null,
        [],
        ['s1'],
        ['s2'],
        ['s1', 's2'],
        ['s3'],
        ['s1', 'ghost'],
        ['ghost'],
        ['s2', 's3'],
      ),
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
  .map(([told, created, closed, value]) => ({
    ...told,
    ...created,
    ...closed,
    ...value,
    solutions: told.solutions?.map((solutionId) => ({ solutionId, name: null })) ?? null,
  }));

const ruleSets = fc
  .tuple(
    fc.array(fc.array(arbitraryCondition(arbitraryLeaf), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([versions, days, endless]): readonly Policy[] => {
    const starts = days.toSorted((a, b) => a - b).map((after) => day(START + after * 24 * HOUR));
    return versions.map((conditions, n) => ({
      ...aPolicy(conditions.map((condition, k) => aCriterion(`criterion-${k}`, condition))),
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

/** Solutions whose incentives begin and end while the deals are won, customers that contradict each other, rates with gaps. */
async function catalogue(book: JudgedBook): Promise<void> {
  const store = new CataloguesStore(book.database);
  const solution = (
    solutionId: string,
    incentive: 'azure-ip-co-sell' | 'biz-apps-premium' | null,
    validFrom: string | null,
    validUntil: string | null,
  ) => ({ solutionId, name: solutionId, kind: 'own', incentive, validFrom, validUntil }) as const;
  await store.believeSolutions(
    [
      solution('s1', 'azure-ip-co-sell', null, null),
      solution('s2', 'biz-apps-premium', '2021-05-20', '2021-06-01'),
      solution('s2', 'azure-ip-co-sell', '2021-05-25', null),
      solution('s3', null, null, null),
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

eachDatabase('judging a book inside the database', (homes) => {
  it('comes to what the rule engine makes of each deal, and leaves few to it', async () => {
    const database = await homes.open();
    const book = new JudgedBook(database);
    book.now = START;
    await catalogue(book);
    const contexts = new FactContexts(new CataloguesReadModel(database), new RatesReadModel(database));
    const surroundings = await contexts.surroundings(TODAY);
    const bulk = new BulkJudgeStore(database);
    const count = { judged: 0, hard: 0 };
    for (let seed = 1; seed <= BOOKS; seed += 1) {
      const deals = fc
        .sample(deal, { numRuns: 200, seed })
        .map((told, n): Deal => aDeal({ ...told, dealId: `deal-${String(n).padStart(4, '0')}` }));
      await book.put(...deals);
      const contextOf = await contexts.forDeals(surroundings, deals);
      for (const policies of fc.sample(ruleSets, { numRuns: RULE_SETS_A_BOOK, seed })) {
        const plan = {
          policies,
          whateverItsDays: false,
          day: TODAY,
          knownAt: Number.MAX_SAFE_INTEGER,
          surroundings,
        };
        const rows = await database.transaction(async () => {
          await bulk.judge(plan, fragment('1 = 1'));
          return database.rows<JudgedRow>(database.writer, 'select * from judged order by deal_id', []);
        });
        expect(rows.map((row) => row.deal_id)).toEqual(deals.map(({ dealId }) => dealId));
        for (const [n, one] of deals.entries()) {
          const row = rows[n];
          if (row === undefined || row.hard === 1) {
            count.hard += 1;
            continue;
          }
          count.judged += 1;
          const choice = choosePolicy(policies, one, TODAY);
          const told = { deal: one, version: 1, policyId: 'deal-registration' };
          const { policy, verdict } = await reachVerdict(told, choice, contextOf(one), judgeCriteria);
          const version = policy === null ? -1 : policies.indexOf(policy);
          const conditions = policies.map(({ criteria }) =>
            criteria.map((criterion) => criterion.conditions),
          );
          // With what it takes to do it again, should the two differ.
          expect({ one, conditions, ...resultOf(row) }).toEqual({
            one,
            conditions,
            version,
            passMask: verdict.passMask,
            failMask: verdict.failMask,
            outcome: verdict.outcome,
          });
        }
      }
    }
    expect(count.judged).toBeGreaterThan(10 * count.hard);
  }, 600_000);
});

function resultOf(row: JudgedRow) {
  const { candidate, pass_mask, fail_mask, outcome } = row;
  return { version: candidate, passMask: pass_mask, failMask: fail_mask, outcome };
}
