import type { Problem } from '../../kernel/errors.js';
import type { PlacedTable, Placement } from './table-placements.js';

/** Where a table of the database is now. */
export interface FoundTable {
  readonly table: string;
  readonly is: Placement['is'];
  /** The column it is distributed by; null where it is not, or as a whole. */
  readonly by: string | null;
  /** Tables with the same number keep rows with equal values on the same machine; null for local tables. */
  readonly colocation: number | null;
}

/** What there is to do about a table: nothing where it is as it belongs. */
export interface DistributionStep extends PlacedTable {
  readonly todo: boolean;
}

/** The steps to where all tables belong, and what stands in the way of them. */
export interface DistributionPlan {
  readonly steps: readonly DistributionStep[];
  readonly problems: readonly Problem[];
}

/**
 * What there is to do until all tables are where they belong. A table that somebody has distributed in another way is
 * a problem: moving it back is for whoever did it.
 */
export function planDistribution(
  placed: readonly PlacedTable[],
  found: readonly FoundTable[],
): DistributionPlan {
  const now = new Map(found.map((table) => [table.table, table]));
  const steps = placed.map(({ table, placement }): DistributionStep => ({
    table,
    placement,
    todo: placement.is !== 'local' && now.get(table)?.is === 'local',
  }));
  const problems = placed.flatMap(({ table, placement }) => {
    const is = now.get(table);
    if (is === undefined) return [missing(table)];
    return is.is === 'local' || belongs(is, placement, now) ? [] : [misplaced(is, placement)];
  });
  return { steps, problems };
}

function belongs(
  table: FoundTable,
  placement: Placement,
  now: ReadonlyMap<string, Pick<FoundTable, 'colocation'>>,
): boolean {
  if (placement.is !== 'distributed') return table.is === placement.is;
  const besides = placement.beside === null ? table : now.get(placement.beside);
  return table.is === 'distributed' && table.by === placement.by && table.colocation === besides?.colocation;
}

function missing(table: string): Problem {
  return {
    value: table,
    message: 'The database has no such table.',
    remedy: 'Restore it from your backup before the book is distributed.',
  };
}

function misplaced({ table, is, by }: FoundTable, placement: Placement): Problem {
  const spread = by === null ? 'on one machine alone' : `distributed by ${by}`;
  const now = is === 'distributed' ? spread : 'a reference table';
  return {
    value: table,
    message: `This table is ${now} already, but it belongs elsewhere: ${whereOf(placement)}.`,
    remedy: `Take that back with “select undistribute_table('${table}')”, then run this again.`,
  };
}

/** Where a table belongs, in words. */
export function whereOf(placement: Placement): string {
  if (placement.is === 'local') return 'on the coordinator';
  if (placement.is === 'reference') return 'whole on every machine';
  const beside = placement.beside === null ? '' : `, beside ${placement.beside}`;
  return `distributed by ${placement.by}${beside}`;
}
