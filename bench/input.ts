import { mkdir } from 'node:fs/promises';
import { generateBook } from '../src/demo/domain/book.js';
import type { DemoBook, DemoFile } from '../src/demo/domain/book.js';
import { DEMO_TAKEN_AT } from '../src/demo/domain/calendar.js';
import { BULK_COLUMNS, bulkRow } from '../src/demo/domain/bulk-csv.js';
import type { DemoDeal } from '../src/demo/domain/demo-deal.js';
import { mailOf } from '../src/demo/domain/referral-parts.js';
import { writeDemoFile } from '../src/demo/write-demo-files.js';
import { formatInstant, HOUR_MS, utcDay } from '../src/kernel/instants.js';
import { formatMinorUnits } from '../src/kernel/money.js';
import { REASONS } from '../src/import/domain/deal-words.js';

const SEED = 1;

/** The files to import, by path. */
export interface BenchInput {
  /** Solutions, customers, campaigns, spend and rates. */
  readonly catalogues: readonly string[];
  /** The co-sell bulk CSV, a row for every deal. Partner Center would stop at 5,000; a book does not. */
  readonly bulk: string;
  /** The own form for deals, a row for every deal, with the times that the bulk CSV lacks. */
  readonly deals: string;
  /** The same form for every hundredth deal, changed after all other files were taken. */
  readonly changed: string;
  /** How many deals that file changes. */
  readonly changedDeals: number;
  /** Ids of deals from all over the book, a thousand at most. */
  readonly someDeals: readonly string[];
}

/** One deal in so many is changed. */
const CHANGED_EVERY = 100;
const SOME_DEALS = 1000;

/** The columns of the own form for deals that the generator knows, each with how it is read off a deal. */
const DEALS_FORM: readonly (readonly [column: string, cell: (deal: DemoDeal) => string])[] = [
  ['deal_id', ({ dealId }) => dealId],
  ['engagement_id', ({ engagementId }) => engagementId],
  ['name', ({ name }) => name],
  ['status', ({ status }) => status],
  ['deal_type', ({ dealType }) => dealType],
  ['direction', ({ direction }) => direction],
  ['sales_stage', ({ salesStagePercent }) => String(salesStagePercent ?? '')],
  ['microsoft_status', ({ microsoft }) => microsoft?.status ?? 'none'],
  ['microsoft_invited', ({ microsoft }) => yesOrNo(microsoft !== null)],
  ['partners_invited', ({ partner }) => yesOrNo(partner !== null)],
  ['marketplace_transacted', ({ registration }) => yesOrNo((registration?.marketplaceDate ?? null) !== null)],
  ['customer_name', ({ customer }) => customer.name],
  ['customer_country', ({ customer }) => customer.country],
  ['customer_city', ({ customer }) => customer.city],
  ['customer_duns', ({ customer }) => customer.duns ?? ''],
  ['location', ({ office }) => office.mpnId],
  ['campaign_id', ({ campaignId }) => campaignId ?? ''],
  ['crm_id', ({ crmId }) => crmId ?? ''],
  ['msx_id', ({ msxId }) => msxId ?? ''],
  ['value', ({ valueMinor, currency }) => formatMinorUnits(valueMinor, currency)],
  ['currency', ({ currency }) => currency],
  ['estimated_close_date', ({ estimatedCloseDate }) => estimatedCloseDate],
  ['solutions', ({ solutions }) => solutions.join(';')],
  [
    'team',
    ({ team }) =>
      team.map((one) => [one.firstName, one.lastName, one.phone, mailOf(one)].join(', ')).join(';'),
  ],
  ['created_at', ({ created }) => formatInstant(created.ms)],
  ['accepted_at', ({ accepted }) => (accepted === null ? '' : formatInstant(accepted.ms))],
  ['closed_at', ({ closed }) => (closed === null ? '' : formatInstant(closed.ms))],
  ['updated_at', ({ updated }) => formatInstant(updated.ms)],
  ['status_reason', ({ reason }) => (reason === null ? '' : (REASONS[reason - 1] ?? ''))],
  ['notes', ({ notes }) => notes ?? ''],
  ['registration_state', ({ registration }) => kebabCase(registration?.state ?? 'None')],
  ['registration_submitted_on', ({ registration }) => day(registration?.submitted.ms)],
  ['registration_decided_on', ({ registration }) => day(registration?.decided?.ms)],
];

/**
 * Writes the files that a run imports into a folder, row by row.
 * @throws DomainError `invalid-input` when `deals` is no usable size.
 */
export async function writeInput(folder: string, deals: number): Promise<BenchInput> {
  const book = generateBook({ seed: SEED, deals });
  await mkdir(folder, { recursive: true });
  const catalogues: string[] = [];
  for (const file of book.files.filter(isOwnForm)) catalogues.push(await writeDemoFile(folder, file));
  return {
    catalogues,
    bulk: await writeDemoFile(folder, table('co-sell.csv', book.deals, BULK_COLUMNS, bulkRow)),
    deals: await writeDemoFile(folder, dealsForm('deals.csv', book.deals)),
    changed: await writeDemoFile(
      folder,
      dealsForm('changed.csv', () => changedDeals(book)),
    ),
    changedDeals: Math.ceil(deals / CHANGED_EVERY),
    someDeals: someOf(book, deals),
  };
}

function someOf(book: DemoBook, deals: number): readonly string[] {
  const every = Math.ceil(deals / SOME_DEALS);
  const ids: string[] = [];
  let index = 0;
  for (const { dealId } of book.deals()) {
    if (index % every === 0) ids.push(dealId);
    index += 1;
  }
  return ids;
}

/** Every hundredth deal, worth more and no longer accepted by Microsoft. */
function* changedDeals(book: DemoBook): Generator<DemoDeal> {
  let index = 0;
  for (const deal of book.deals()) {
    if (index % CHANGED_EVERY === 0) {
      const { microsoft, updated } = deal;
      yield {
        ...deal,
        valueMinor: deal.valueMinor + 100_000,
        microsoft: microsoft === null ? null : { ...microsoft, status: 'declined' },
        updated: { ...updated, ms: DEMO_TAKEN_AT + HOUR_MS },
      };
    }
    index += 1;
  }
}

function dealsForm(name: string, deals: () => Iterable<DemoDeal>): DemoFile {
  const columns = DEALS_FORM.map(([column]) => column);
  return table(name, deals, columns, (deal) => DEALS_FORM.map(([, cell]) => cell(deal)));
}

function isOwnForm(file: DemoFile): boolean {
  return file.format === 'csv' && !file.bomAndCrLf;
}

function table(
  name: string,
  deals: () => Iterable<DemoDeal>,
  columns: readonly string[],
  row: (deal: DemoDeal) => readonly string[],
): DemoFile {
  function* rows(): Generator<readonly string[]> {
    for (const deal of deals()) yield row(deal);
  }
  return { name, format: 'csv', bomAndCrLf: false, columns, rows };
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function day(ms: number | undefined): string {
  return ms === undefined ? '' : utcDay(ms);
}

function kebabCase(words: string): string {
  return words.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
}
