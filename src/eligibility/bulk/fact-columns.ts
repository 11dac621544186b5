import type { FactName } from '../../policies/domain/vocabulary.js';
import { definitionOf } from '../domain/facts.js';

/**
 * How a fact stands in SQL: `exact` in one column, `bounds` in two (`_min`, `_max`, equal where it is exact), `tags`
 * as bits in one column.
 */
export type FactShape = 'exact' | 'bounds' | 'tags';

/** The columns of a fact: its shape, and the expression of each over `d`, a deal with the bounds of its times. */
interface FactColumns {
  readonly shape: FactShape;
  /** One expression, or those of the lower and the upper bound. */
  readonly sql: readonly [string] | readonly [string, string];
}

const exact = (sql: string): FactColumns => ({ shape: 'exact', sql: [sql] });
const bounds = (min: string, max: string): FactColumns => ({ shape: 'bounds', sql: [min, max] });

/** Milliseconds of an hour, as a number with a fraction: the quotient must be the double nearest to it. */
const HOUR = 'cast(3600000 as double precision)';
/** The files contradict each other about a deal that was won before it was created. */
const hours = (sql: string): string => `case when d.won_max >= d.created_min then (${sql}) / ${HOUR} end`;

const COLUMNS: Readonly<Record<FactName, FactColumns>> = {
  dealType: exact('d.deal_type'),
  direction: exact('d.direction'),
  status: exact('d.status'),
  salesStagePercent: exact('d.sales_stage_percent'),
  allSalesStagesMarked: exact('d.all_sales_stages_marked'),
  microsoftInvited: exact('d.microsoft_invited'),
  microsoftStatus: exact('d.microsoft_status'),
  incentiveTags: { shape: 'tags', sql: ['d.tags'] },
  hasIncentiveEligibleSolution: exact('case when (d.tags & 7) <> 0 then 1 when (d.tags & 8) <> 0 then 0 end'),
  createdAt: bounds('d.created_min', 'd.created_max'),
  wonAt: bounds('d.won_min', 'd.won_max'),
  hoursFromCreationToWon: bounds(hours('d.won_min - d.created_max'), hours('d.won_max - d.created_min')),
  dealValueUsd: exact('d.usd_cents / cast(100 as double precision)'),
  currency: exact('d.currency'),
  customerCountry: exact('d.customer_country'),
  customerManagedByMicrosoft: exact('d.customer_managed'),
  campaignId: exact('d.campaign_id'),
  location: exact('d.location'),
  partnersInvited: exact('d.partners_invited'),
  marketplaceTransacted: exact('d.marketplace_transacted'),
};

/** How a fact stands in SQL. */
export function factShape(fact: FactName): FactShape {
  return COLUMNS[fact].shape;
}

/** The column of a fact, or the stem of its two columns. */
export function columnOf(fact: FactName): string {
  return `f_${fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
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
