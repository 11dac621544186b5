import type { Database } from '../../src/database/database.js';
import type { BulkColumn, Cell } from '../../src/database/dialect.js';
import { DEAL_COLUMNS, dealToCells } from '../../src/deals/deal-row.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import type { Sighting } from '../../src/deals/domain/sighting.js';
import type { CampaignRecord, SpendRecord } from '../../src/campaigns/domain/campaign-records.js';
import type { MonthlyRate } from '../../src/rates/domain/rate-table.js';
import type { Outcome } from '../../src/policies/domain/outcome.js';
import { fillStandings } from './fill-standings.js';

/** A recorded policy version: as much of its content as reports read. */
export interface SamplePolicy {
  readonly version: string;
  readonly hash: string;
  readonly from: string;
  readonly criteria: readonly { readonly id: string; readonly title: string; readonly because: string }[];
}

/** A decision on a deal; the last one of a deal is the verdict that stands for it. */
export interface SampleVerdict {
  /** Epoch ms; when the book was filled unless told otherwise. */
  readonly decidedAt?: number;
  readonly dealId: string;
  readonly policy: SamplePolicy | null;
  readonly passMask: number;
  readonly failMask: number;
  readonly outcome: Outcome;
}

/** Everything reports read, as plain values. */
export interface SampleBook {
  readonly deals: readonly Deal[];
  /** What files told of the deals, for those that have a past. */
  readonly sightings: readonly Sighting[];
  readonly campaigns: readonly CampaignRecord[];
  readonly spend: readonly SpendRecord[];
  readonly rates: readonly MonthlyRate[];
  readonly solutions: readonly { readonly solutionId: string; readonly name: string }[];
  readonly policies: readonly SamplePolicy[];
  readonly verdicts: readonly SampleVerdict[];
}

/** A book that holds only what a test says. */
export function aBook(told: Partial<SampleBook> = {}): SampleBook {
  return {
    deals: [],
    sightings: [],
    campaigns: [],
    spend: [],
    rates: [],
    solutions: [],
    policies: [],
    verdicts: [],
    ...told,
  };
}

/** A campaign of the campaigns list. */
export function aCampaign(campaignId: string, told: Partial<CampaignRecord> = {}): CampaignRecord {
  return {
    campaignId,
    name: `Campaign ${campaignId}`,
    channel: null,
    startDate: null,
    endDate: null,
    budgetMinor: null,
    currency: null,
    ...told,
  };
}

/** Money spent on a campaign, in minor units. */
export function spent(campaignId: string, date: string, amountMinor: number, currency = 'USD'): SpendRecord {
  return { campaignId, date, amountMinor, currency, note: null };
}

/** A month's rate. */
export function aRate(month: string, currency: string, usdPerUnit: string): MonthlyRate {
  return { month, currency, usdPerUnit };
}

const RECORDED_AT = 1;

/** Empties the book and puts a sample into it. */
export async function fillBook(database: Database, book: SampleBook): Promise<void> {
  await database.transaction(async () => {
    for (const table of [
      'verdicts',
      'decisions',
      'policy_versions',
      'rule_set_members',
      'rates',
      'rate_tables',
      'spend',
      'campaigns',
    ]) {
      await database.writer(table).delete();
    }
    for (const table of ['solutions', 'deal_solutions', 'deals', 'sightings'])
      await database.writer(table).delete();
    await fillDeals(database, book);
    const keepSightings = await new DealsStore(database).readySightings(
      book.sightings,
      { importId: 1, recordedAt: RECORDED_AT },
      new Set(),
    );
    await keepSightings();
    await fillCatalogues(database, book);
    await fillVerdicts(database, book);
    await fillStandings(database);
  });
}

async function fillDeals(database: Database, book: SampleBook): Promise<void> {
  await database.insertRows(
    'deals',
    DEAL_COLUMNS,
    book.deals.map((deal) => dealToCells(deal, 1, { importId: 1, recordedAt: RECORDED_AT })),
  );
  await insert(
    database,
    'deal_solutions',
    { deal_id: 'text', position: 'integer', solution_id: 'text', name: 'text' },
    book.deals.flatMap(({ dealId, solutions }) =>
      (solutions ?? []).map(({ solutionId, name }, position) => [dealId, position, solutionId, name]),
    ),
  );
}

const BELIEVED = {
  as_of: 'integer',
  recorded_from: 'integer',
  recorded_until: 'integer',
  import_id: 'integer',
} as const;
const BELIEVED_NOW = [RECORDED_AT, RECORDED_AT, null, 1] as const;

async function fillCatalogues(database: Database, book: SampleBook): Promise<void> {
  await insert(
    database,
    'campaigns',
    { campaign_id: 'text', name: 'text', channel: 'text', start_date: 'text', end_date: 'text', ...BELIEVED },
    book.campaigns.map(({ campaignId, name, channel, startDate, endDate }) => [
      campaignId,
      name,
      channel,
      startDate,
      endDate,
      ...BELIEVED_NOW,
    ]),
  );
  await insert(
    database,
    'spend',
    {
      entry_hash: 'text',
      ordinal: 'integer',
      campaign_id: 'text',
      date: 'text',
      amount_minor: 'integer',
      currency: 'text',
      recorded_at: 'integer',
      import_id: 'integer',
    },
    book.spend.map(({ campaignId, date, amountMinor, currency }, index) => [
      `hash${index}`,
      1,
      campaignId,
      date,
      amountMinor,
      currency,
      RECORDED_AT,
      1,
    ]),
  );
  await insert(
    database,
    'rates',
    { month: 'text', currency: 'text', usd_per_unit: 'text', ...BELIEVED },
    book.rates.map(({ month, currency, usdPerUnit }) => [month, currency, usdPerUnit, ...BELIEVED_NOW]),
  );
  if (book.rates.length > 0) {
    await insert(
      database,
      'rate_tables',
      { rate_version: 'integer', recorded_at: 'integer', import_id: 'integer' },
      [[1, RECORDED_AT, 1]],
    );
  }
  await insert(
    database,
    'solutions',
    { solution_id: 'text', name: 'text', kind: 'text', ...BELIEVED },
    book.solutions.map(({ solutionId, name }) => [solutionId, name, 'own', ...BELIEVED_NOW]),
  );
}

async function fillVerdicts(database: Database, book: SampleBook): Promise<void> {
  await insert(
    database,
    'policy_versions',
    { policy: 'text', version: 'text', hash: 'text', content: 'text', recorded_at: 'integer' },
    book.policies.map(({ version, hash, criteria }) => {
      const texts = criteria.map(({ id, title, because }) => ({
        id,
        title: { en: title },
        because: { en: because },
      }));
      return ['deal-registration', version, hash, JSON.stringify({ criteria: texts }), RECORDED_AT];
    }),
  );
  await insert(
    database,
    'rule_set_members',
    {
      rule_set_id: 'integer',
      policy: 'text',
      version: 'text',
      hash: 'text',
      effective_from: 'text',
      text_sha256: 'text',
    },
    book.policies.map(({ version, hash, from }) => [1, 'deal-registration', version, hash, from, hash]),
  );
  const sequences = new Map<string, number>();
  const decisions = book.verdicts.map((verdict) => {
    const sequence = (sequences.get(verdict.dealId) ?? 0) + 1;
    sequences.set(verdict.dealId, sequence);
    return { verdict, sequence };
  });
  const last = decisions.filter(({ verdict, sequence }) => sequences.get(verdict.dealId) === sequence);
  await insert(database, 'verdicts', JUDGED, last.map(judgedCells));
  await insert(
    database,
    'decisions',
    { ...JUDGED, cause: 'text', seal_id: 'integer' },
    decisions.map((decision) => [...judgedCells(decision), 'first', 1]),
  );
}

const JUDGED = {
  deal_id: 'text',
  sequence: 'integer',
  deal_version: 'integer',
  policy: 'text',
  policy_version: 'text',
  policy_hash: 'text',
  pass_mask: 'integer',
  fail_mask: 'integer',
  outcome: 'text',
  decided_at: 'integer',
  evaluation_id: 'integer',
} as const;

function judgedCells({ verdict, sequence }: { verdict: SampleVerdict; sequence: number }): readonly Cell[] {
  const { dealId, policy, passMask, failMask, outcome, decidedAt = RECORDED_AT } = verdict;
  const version = [policy?.version ?? null, policy?.hash ?? null];
  const judged = [dealId, sequence, 1, 'deal-registration', ...version, passMask, failMask];
  return [...judged, outcome, decidedAt, 1];
}

async function insert(
  database: Database,
  table: string,
  columns: Readonly<Record<string, BulkColumn['type']>>,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  await database.insertRows(
    table,
    Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
  );
}
