import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { groupBy } from '../kernel/group-by.js';
import { DEAL_COLUMNS, dealToCells } from './deal-row.js';
import type { DealVersion, Learnt } from './domain/deal-history.js';
import { STANDING_COLUMNS, standingRow } from './standings.store.js';

/** Deals read at a time. */
const PAGE = 2000;

/**
 * A deal as the database holds it: every column as text, its solutions as one text, and the row that reports read of it
 * as another (`STANDING`). One that somebody has changed to what no deal can be must be found, not stop the reader.
 */
export type StoredDeal = Readonly<Record<string, string | null>>;

interface SolutionRow {
  readonly deal_id: string;
  readonly position: string;
  readonly solution_id: string;
  readonly name: string | null;
}

/** Where a stored deal has the row that reports read of it. */
export const STANDING = 'standing';

const STANDING_NAMES = STANDING_COLUMNS.map(({ name }) => name);
const DEAL_LIST = DEAL_COLUMNS.map(({ name }) => `cast(${name} as text) as ${name}`).join(', ');

/** How a version of a deal is stored, of which files told all that was learnt. */
export function storedForm({ deal, version, ...recording }: DealVersion, told: Learnt): StoredDeal {
  const cells = dealToCells(deal, version, recording).map((cell) => {
    if (cell === null) return null;
    return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  });
  const solutions = (deal.solutions ?? []).map(({ solutionId, name }, index) => [index, solutionId, name]);
  return {
    ...Object.fromEntries(DEAL_COLUMNS.map(({ name }, index) => [name, cells[index] ?? null])),
    solutions: JSON.stringify(solutions),
    [STANDING]: JSON.stringify(standingRow(deal, told.sightings, told.counterparts)),
  };
}

/** Reads deals exactly as they are stored, to hold them against what they follow from. */
@Injectable()
export class StoredDealsReadModel {
  constructor(private readonly database: Database) {}

  /** All deals in order of id, page by page. */
  async *pages(): AsyncGenerator<ReadonlyMap<string, StoredDeal>> {
    for await (const dealIds of this.idPages('select deal_id from deals t where')) {
      const rows = await this.database.rowsIn<StoredDeal & { readonly deal_id: string }>(
        `select ${DEAL_LIST} from deals where {in} order by deals.deal_id`,
        'deal_id',
        dealIds,
      );
      const solutions = await this.database.rowsIn<SolutionRow>(
        'select deal_id, cast(position as text) as position, solution_id, name from deal_solutions t where {in} order by deal_id, t.position',
        'deal_id',
        dealIds,
      );
      const held = groupBy(solutions, (row) => row.deal_id);
      const standings = await this.standings(dealIds);
      yield new Map(
        rows.map((row) => [
          row.deal_id,
          {
            ...row,
            solutions: solutionsText(held.get(row.deal_id) ?? []),
            [STANDING]: standings.get(row.deal_id) ?? null,
          },
        ]),
      );
    }
  }

  /** Ids of deals that reports read, but that the book does not have, page by page. */
  idsReadWithoutDeal(): AsyncGenerator<readonly string[]> {
    return this.idPages(
      'select deal_id from deal_standings t where not exists (select 1 from deals d where d.deal_id = t.deal_id) and',
    );
  }

  private async standings(dealIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.rowsIn<StoredDeal & { readonly deal_id: string }>(
      `select ${STANDING_NAMES.join(', ')} from deal_standings where {in}`,
      'deal_id',
      dealIds,
    );
    return new Map(
      rows.map((row) => [row.deal_id, JSON.stringify(STANDING_NAMES.map((name) => row[name] ?? null))]),
    );
  }

  /** Ids of which files told, but that the book has no deal of, page by page: of most nothing tells the status. */
  idsWithoutDeal(): AsyncGenerator<readonly string[]> {
    return this.idPages(
      'select distinct deal_id from sightings t where not exists (select 1 from deals d where d.deal_id = t.deal_id) and',
    );
  }

  private async *idPages(select: string): AsyncGenerator<readonly string[]> {
    let after = '';
    for (;;) {
      const rows = await this.database.rows<{ deal_id: string }>(
        this.database.reader,
        `${select} t.deal_id > ? order by deal_id limit ${PAGE}`,
        [after],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((row) => row.deal_id);
      after = last.deal_id;
    }
  }
}

function solutionsText(rows: readonly SolutionRow[]): string {
  return JSON.stringify(rows.map(({ position, solution_id, name }) => [Number(position), solution_id, name]));
}
