import { type Column, measureOf, type ReportTable } from './report.js';

/** How the last line of a table can be reckoned from what stands in the table. */
export type ColumnTotal =
  /** The sum of the column. */
  | { readonly is: 'sum' }
  /** The quotient of two totals of the same line. */
  | { readonly is: 'quotient'; readonly of: string; readonly per: string };

interface TableTotals {
  /** Only the rows that have this text in this column count for the totals. */
  readonly only?: { readonly column: string; readonly text: string };
  readonly columns: Readonly<Record<string, ColumnTotal>>;
}

const SUM: ColumnTotal = { is: 'sum' };

function sums(...keys: readonly string[]): Readonly<Record<string, ColumnTotal>> {
  return Object.fromEntries(keys.map((key) => [key, SUM]));
}

function quotient(of: string, per: string): ColumnTotal {
  return { is: 'quotient', of, per };
}

const OPEN_DEALS: TableTotals = {
  columns: sums(
    'deals',
    'value',
    'weighted',
    'observed_weighted',
    'unconverted_deals',
    'deals_without_value',
    'inferred_deals',
    'age_deals',
    'stage_age_deals',
    'overdue_deals',
    'overdue',
  ),
};

const CAMPAIGNS: TableTotals = {
  columns: {
    ...sums(
      'spend',
      'deals',
      'open_deals',
      'open',
      'weighted',
      'won_deals',
      'won',
      'return',
      'unconverted_deals',
      'unconverted_spend',
    ),
    roi: quotient('return', 'spend'),
    roas: quotient('won', 'spend'),
    cost_per_won: quotient('spend', 'won_deals'),
    open_per_spend: quotient('open', 'spend'),
  },
};

/** By name of the table. What is not named, such as a median, is reckoned from the deals and cannot be from the rows. */
const TOTALS: Readonly<Record<string, TableTotals>> = {
  pipeline: OPEN_DEALS,
  subtotals: OPEN_DEALS,
  bridge: { columns: sums('deals', 'value') },
  campaigns: CAMPAIGNS,
  outcomes: { columns: { ...sums('deals', 'value'), share: quotient('deals', 'of_deals') } },
  // Of the campaigns, the conversion and the audit: what has one name in several is a sum in all of them.
  groups: {
    columns: {
      ...CAMPAIGNS.columns,
      ...sums('created', 'won', 'lost', 'declined', 'expired', 'open', 'won_value', 'created_value'),
      ...sums('closed_won', 'closed_deals', 'closed_won_value', 'closed_value'),
      ...sums('days_to_won_deals', 'immature_deals'),
      ...sums('eligible_deals', 'registered_deals', 'exceptions', 'exceptions_value'),
      created_win_rate: quotient('won', 'created'),
      created_win_rate_by_value: quotient('won_value', 'created_value'),
      closed_win_rate: quotient('closed_won', 'closed_deals'),
      closed_win_rate_by_value: quotient('closed_won_value', 'closed_value'),
    },
  },
  months: {
    only: { column: 'maturity', text: 'mature' },
    columns: {
      ...sums('created', 'open', 'won', 'lost', 'declined', 'expired'),
      created_win_rate: quotient('won', 'created'),
    },
  },
  balance: { only: { column: 'counted_as', text: 'part' }, columns: sums('deals') },
  exceptions: { columns: sums('deals', 'value') },
};

/** How a column's total follows from its table; null where it does not, or where the rows overlap. */
export function totalOf(table: ReportTable, column: Column): ColumnTotal | null {
  const totals = TOTALS[table.name];
  if (totals === undefined || (!table.additive && totals.only === undefined)) return null;
  return totals.columns[measureOf(column)] ?? null;
}

/** Which rows of a table its totals count; null: all of them. */
export function countedRows(table: ReportTable): { readonly index: number; readonly text: string } | null {
  const only = TOTALS[table.name]?.only;
  if (only === undefined) return null;
  return { index: table.columns.findIndex((column) => measureOf(column) === only.column), text: only.text };
}
