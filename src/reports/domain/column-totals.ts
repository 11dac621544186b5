import type { Column, ReportTable } from './report.js';

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

/** By name of the table. What is not named, such as a median, is reckoned from the deals and cannot be from the rows. */
const TOTALS: Readonly<Record<string, TableTotals>> = {
  pipeline: {
    columns: sums(
      'deals',
      'value_usd',
      'weighted_usd',
      'observed_weighted_usd',
      'unconverted_deals',
      'deals_without_value',
      'inferred_deals',
      'age_deals',
      'stage_age_deals',
      'overdue_deals',
      'overdue_usd',
    ),
  },
  bridge: { columns: sums('deals', 'value_usd') },
  campaigns: {
    columns: {
      ...sums(
        'spend_usd',
        'deals',
        'open_deals',
        'open_usd',
        'weighted_usd',
        'won_deals',
        'won_usd',
        'return_usd',
        'unconverted_deals',
        'unconverted_spend',
      ),
      roi: quotient('return_usd', 'spend_usd'),
      roas: quotient('won_usd', 'spend_usd'),
      cost_per_won_usd: quotient('spend_usd', 'won_deals'),
      open_per_spend: quotient('open_usd', 'spend_usd'),
    },
  },
  outcomes: { columns: { ...sums('deals', 'value_usd'), share: quotient('deals', 'of_deals') } },
  months: {
    only: { column: 'maturity', text: 'mature' },
    columns: {
      ...sums('created', 'open', 'won', 'lost', 'declined', 'expired'),
      created_win_rate: quotient('won', 'created'),
    },
  },
  balance: { only: { column: 'counted_as', text: 'part' }, columns: sums('deals') },
  exceptions: { columns: sums('deals', 'value_usd') },
};

/** How a column's total follows from its table; null where it does not, or where the rows overlap. */
export function totalOf(table: ReportTable, column: Column): ColumnTotal | null {
  const totals = TOTALS[table.name];
  if (totals === undefined || (!table.additive && totals.only === undefined)) return null;
  return totals.columns[column.key] ?? null;
}

/** Which rows of a table its totals count; null: all of them. */
export function countedRows(table: ReportTable): { readonly index: number; readonly text: string } | null {
  const only = TOTALS[table.name]?.only;
  if (only === undefined) return null;
  return { index: table.columns.findIndex(({ key }) => key === only.column), text: only.text };
}
