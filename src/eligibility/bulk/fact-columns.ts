import type { FactName } from '../../policies/domain/vocabulary.js';
import { definitionOf } from '../domain/facts.js';
import { ALL_TAGS, TAGGED_THROUGHOUT, TAGS_COMPLETE } from './tag-bits.js';

/**
 * How a fact stands in SQL: `exact` in one column, `bounds` in two (`_min`, `_max`, equal where it is exact), `tags`
 * as bits in one column.
 */
export type FactShape = 'exact' | 'bounds' | 'tags';

/** The columns of a fact: its shape, and the expression of each over `d`, a row of `dealSource`. */
interface FactColumns {
  readonly shape: FactShape;
  /** One expression, or those of the lower and the upper bound. */
  readonly sql: readonly [string] | readonly [string, string];
  /** The columns of `deals` that it is read from, beside the times of the deal. */
  readonly reads: readonly string[];
}

const asTold = (column: string): FactColumns => ({ shape: 'exact', sql: [`d.${column}`], reads: [column] });
const exact = (sql: string, ...reads: readonly string[]): FactColumns => ({
  shape: 'exact',
  sql: [sql],
  reads,
});
const bounds = (min: string, max: string): FactColumns => ({ shape: 'bounds', sql: [min, max], reads: [] });

/** Milliseconds of an hour, as a number with a fraction: the quotient must be the double nearest to it. */
const HOUR = 'cast(3600000 as double precision)';
/** The files contradict each other about a deal that was won before it was created. */
const hours = (sql: string): string => `case when d.won_max >= d.created_min then (${sql}) / ${HOUR} end`;

const COLUMNS: Readonly<Record<FactName, FactColumns>> = {
  dealType: asTold('deal_type'),
  direction: asTold('direction'),
  status: asTold('status'),
  salesStagePercent: asTold('sales_stage_percent'),
  allSalesStagesMarked: asTold('all_sales_stages_marked'),
  microsoftInvited: asTold('microsoft_invited'),
  microsoftStatus: asTold('microsoft_status'),
  incentiveTags: { shape: 'tags', sql: [`d.tags & ${ALL_TAGS + TAGS_COMPLETE}`], reads: ['solutions_known'] },
  hasIncentiveEligibleSolution: exact(
    `case when (d.tags & ${ALL_TAGS + TAGGED_THROUGHOUT}) <> 0 then 1 when (d.tags & ${TAGS_COMPLETE}) <> 0 then 0 end`,
    'solutions_known',
  ),
  createdAt: bounds('d.created_min', 'd.created_max'),
  wonAt: bounds('d.won_min', 'd.won_max'),
  hoursFromCreationToWon: bounds(hours('d.won_min - d.created_max'), hours('d.won_max - d.created_min')),
  dealValueUsd: exact('d.usd_cents / cast(100 as double precision)', 'currency', 'value_minor'),
  currency: asTold('currency'),
  customerCountry: asTold('customer_country'),
  customerManagedByMicrosoft: exact(
    'd.customer_managed',
    'customer_duns_key',
    'customer_name_key',
    'customer_country',
  ),
  campaignId: asTold('campaign_id'),
  location: asTold('location'),
  partnersInvited: asTold('partners_invited'),
  marketplaceTransacted: asTold('marketplace_transacted'),
};

/** How a fact stands in SQL. */
export function factShape(fact: FactName): FactShape {
  return COLUMNS[fact].shape;
}

/** The column of a fact, or the stem of its two columns. */
export function columnOf(fact: FactName): string {
  return `f_${fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** The columns of `deals` that some facts are read from, beside the times of the deal; each once. */
export function columnsRead(facts: readonly FactName[]): readonly string[] {
  return [...new Set(facts.flatMap((fact) => COLUMNS[fact].reads))];
}

/** A column of a fact: its name, its type in either database, and its expression over `d`. */
interface FactColumn {
  readonly name: string;
  readonly type: 'text' | 'double precision' | 'bigint';
  readonly sql: string;
}

/** The columns of some facts, as compiled conditions ask for them. */
export function factColumns(facts: readonly FactName[]): readonly FactColumn[] {
  return facts.flatMap((fact): FactColumn[] => {
    const { shape, sql } = COLUMNS[fact];
    const { type: told } = definitionOf(fact);
    const type = told === 'text' ? 'text' : told === 'number' ? 'double precision' : 'bigint';
    const name = columnOf(fact);
    if (shape !== 'bounds') return sql.map((one) => ({ name, type, sql: one }));
    return sql.map((one, index) => ({ name: `${name}_${index === 0 ? 'min' : 'max'}`, type, sql: one }));
  });
}
