import { DomainError } from '../../kernel/errors.js';
import { compareText } from '../../kernel/text.js';
import { RateTable } from '../../rates/domain/rate-table.js';
import { ANALYTICS_COLUMNS, analyticsRow } from './analytics-csv.js';
import { EXPORT_CAP, buildDeal, buildLead } from './build-deal.js';
import type { BookOptions } from './build-deal.js';
import { BULK_COLUMNS, bulkRow } from './bulk-csv.js';
import { creationDay } from './calendar.js';
import { customersOf } from './customers.js';
import type { DemoDeal } from './demo-deal.js';
import { leadReferral } from './lead-json.js';
import { campaignsTable, customersTable, ratesTable, solutionsTable, spendTable } from './own-forms.js';
import type { Table } from './own-forms.js';
import { ratesOf } from './rates.js';
import { referralsOf } from './referral-json.js';
import type { ReferralJson } from './referral-parts.js';

/** A file of the book. What is in it is made while it is read, so that a large book needs no memory. */
export type DemoFile =
  | {
      readonly name: string;
      readonly format: 'csv';
      /** Partner Center's exports begin with a byte order mark and end their lines with CR LF. */
      readonly bomAndCrLf: boolean;
      readonly columns: readonly string[];
      readonly rows: () => Iterable<readonly string[]>;
    }
  | { readonly name: string; readonly format: 'json'; readonly referrals: () => Iterable<ReferralJson> };

/** A made-up organisation's book of two years. */
export interface DemoBook {
  /** All own deals in order of their day of creation. */
  readonly deals: () => Iterable<DemoDeal>;
  /** The files in the order to import them in: catalogues first. */
  readonly files: readonly DemoFile[];
}

const MOST_DEALS = 10_000_000;
/** A lead comes on top after every so many deals. */
const LEAD_EVERY = 61;
/** The bulk export was filtered to deals that are open or closed since then. */
const BULK_SINCE = Date.UTC(2022, 3, 1);

/** The calendar quarters of the book: the API lists are kept one file a quarter of creation. */
const QUARTERS = ['2020-q4', '2021-q1', '2021-q2', '2021-q3', '2021-q4', '2022-q1', '2022-q2', '2022-q3'];

/**
 * Makes up the book of an organisation over two years, 2020-10-01 to 2022-09-30: the same seed and size give the
 * same files to the last byte.
 * @throws DomainError `invalid-input` when the size or seed cannot be used.
 */
export function generateBook(options: BookOptions): DemoBook {
  check(options);
  const customers = customersOf(options.seed);
  const rates = new RateTable(1, ratesOf(options.seed));
  function* deals(from = 0, until = options.deals): Generator<DemoDeal> {
    for (let index = from; index < until; index += 1) yield buildDeal(options, customers, index);
  }
  function* referrals(quarter: string): Generator<ReferralJson> {
    for (const deal of deals(...quarterRange(options.deals, quarter))) {
      if (!deal.onlyInBulk) yield* referralsOf(deal);
      if (deal.index % LEAD_EVERY === 30) yield leadReferral(buildLead(options, customers, deal.index));
    }
  }
  const newest = (): readonly DemoDeal[] =>
    [...deals(Math.max(0, options.deals - EXPORT_CAP))].toSorted(newestFirst);
  return {
    deals: () => deals(),
    files: [
      form('solutions.csv', solutionsTable()),
      form('customers.csv', customersTable(customers)),
      form('campaigns.csv', campaignsTable()),
      form('spend.csv', spendTable(options.seed, options.deals)),
      form('rates.csv', ratesTable(options.seed)),
      ...QUARTERS.map((quarter): DemoFile => ({
        name: `referrals-${quarter}.json`,
        format: 'json',
        referrals: () => referrals(quarter),
      })),
      exported('co-sell-analytics.csv', ANALYTICS_COLUMNS, () =>
        newest().flatMap((deal) => {
          const row = deal.onlyInBulk ? null : analyticsRow(deal, rates);
          return row === null ? [] : [row];
        }),
      ),
      exported('co-sell-export.csv', BULK_COLUMNS, () => newest().filter(isInBulk).map(bulkRow)),
    ],
  };
}

function check({ seed, deals }: BookOptions): void {
  if (!Number.isSafeInteger(deals) || deals < 1 || deals > MOST_DEALS) {
    throw new DomainError('invalid-input', `A demo book cannot have ${deals} deals.`, [
      {
        message: 'The number of deals is not usable.',
        remedy: `Give a whole number from 1 to ${MOST_DEALS}.`,
      },
    ]);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new DomainError('invalid-input', `${seed} cannot be used as a seed.`, [
      { message: 'The seed is not usable.', remedy: 'Give a whole number from 0 to 4294967295.' },
    ]);
  }
}

/** Indexes (from, until) of the deals created in a quarter such as `2021-q3`. */
function quarterRange(deals: number, quarter: string): readonly [from: number, until: number] {
  const year = Number(quarter.slice(0, 4));
  const month = (Number(quarter.slice(6)) - 1) * 3;
  return [
    firstCreatedSince(deals, Date.UTC(year, month)),
    firstCreatedSince(deals, Date.UTC(year, month + 3)),
  ];
}

function firstCreatedSince(deals: number, ms: number): number {
  let low = 0;
  let high = deals;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (creationDay(middle, deals) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function newestFirst(a: DemoDeal, b: DemoDeal): number {
  return b.created.ms - a.created.ms || compareText(a.dealId, b.dealId);
}

function isInBulk({ status, closed, onlyInBulk }: DemoDeal): boolean {
  const open = status === 'received' || status === 'active';
  return onlyInBulk || open || (closed !== null && closed.ms >= BULK_SINCE);
}

function form(name: string, { columns, rows }: Table): DemoFile {
  return { name, format: 'csv', bomAndCrLf: false, columns, rows: () => rows };
}

function exported(
  name: string,
  columns: readonly string[],
  rows: () => Iterable<readonly string[]>,
): DemoFile {
  return { name, format: 'csv', bomAndCrLf: true, columns, rows };
}
