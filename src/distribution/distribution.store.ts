import { isNativeError } from 'node:util/types';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { translated } from '../database/db-errors.js';
import { DomainError } from '../kernel/errors.js';
import type { FoundTable } from './domain/plan-distribution.js';
import { refused } from './domain/refused.js';
import type { Server } from './domain/readiness.js';
import type { PlacedTable } from './domain/table-placements.js';

const serverRow = z.object({
  version: z.string(),
  citus: z.string().nullable(),
  available: z.boolean(),
  preloaded: z.boolean().nullable(),
});

const tableRow = z.object({
  table: z.string(),
  method: z.string().nullable(),
  replication: z.string().nullable(),
  by: z.string().nullable(),
  colocation: z.int().nullable(),
});

/** Asks Citus where tables are, and has it move them. PostgreSQL only. */
@Injectable()
export class DistributionStore {
  constructor(private readonly database: Database) {}

  /** What the database says of itself. */
  async server(): Promise<Server> {
    const { engine, reader } = this.database;
    if (engine === 'sqlite') {
      return {
        engine,
        version: null,
        citus: null,
        available: false,
        preloaded: null,
        coordinatorKnown: false,
      };
    }
    const rows = await this.database.rows<unknown>(
      reader,
      `select current_setting('server_version') as version,
              (select extversion from pg_extension where extname = 'citus') as citus,
              exists (select 1 from pg_available_extensions where name = 'citus') as available,
              (select setting like '%citus%' from pg_settings where name = 'shared_preload_libraries') as preloaded`,
      [],
    );
    const [row] = z.tuple([serverRow]).parse(rows);
    return { engine, ...row, coordinatorKnown: row.citus !== null && (await this.coordinatorKnown()) };
  }

  /** Citus adds it by itself where there is no node yet. */
  private async coordinatorKnown(): Promise<boolean> {
    const nodes = await this.database.rows<{ groupid: number }>(
      this.database.reader,
      'select groupid from pg_dist_node',
      [],
    );
    return nodes.length === 0 || nodes.some(({ groupid }) => groupid === 0);
  }

  /** Where those of the tables that there are now lie. Only where Citus is. */
  async found(tables: readonly string[]): Promise<readonly FoundTable[]> {
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select t.name as table, p.partmethod::text as method, p.repmodel::text as replication,
              column_to_column_name(p.logicalrelid, p.partkey) as by, p.colocationid as colocation
         from unnest(cast(? as text[])) t (name)
         left join pg_dist_partition p on p.logicalrelid = to_regclass(t.name)
        where to_regclass(t.name) is not null`,
      [`{${tables.join(',')}}`],
    );
    return z
      .array(tableRow)
      .parse(rows)
      .map(({ table, method, replication, by, colocation }) => {
        if (method === 'n' && replication === 't') return { table, is: 'reference', by: null, colocation };
        // Citus keeps an account of some local tables too; a whole table on some machine is in a group, these are in none.
        if (method === null || (method === 'n' && replication === 's' && colocation === 0))
          return { table, is: 'local', by: null, colocation: null };
        return { table, is: 'distributed', by, colocation };
      });
  }

  /** Names of the foreign keys from or to one of the tables, sorted, each with its table. */
  async foreignKeys(tables: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.rows<{ key: string }>(
      this.database.reader,
      `select c.conrelid::regclass::text || '.' || c.conname as key
         from pg_constraint c
        where c.contype = 'f'
          and exists (select 1 from unnest(cast(? as text[])) t (name)
                       where to_regclass(t.name) in (c.conrelid, c.confrelid))
        order by 1`,
      [`{${tables.join(',')}}`],
    );
    return rows.map(({ key }) => key);
  }

  /**
   * Prepares the open transaction for moving tables: nobody else writes to the book or stores verdicts, and it may
   * take its time.
   */
  async begin(): Promise<void> {
    await this.database.lockBook();
    await this.database.lockVerdicts();
    await this.database.execute('set local statement_timeout to 0');
    // Else Citus refuses the second table: it would be made over other connections than see the first.
    await this.database.execute("set local citus.multi_shard_modify_mode to 'sequential'");
  }

  /**
   * Has Citus spread a table, with the rows that are in it, inside the open transaction.
   * @throws DomainError `unavailable` with what Citus has against it.
   */
  async move({ table, placement }: PlacedTable): Promise<void> {
    const { writer } = this.database;
    try {
      if (placement.is === 'reference')
        await writer.raw('select create_reference_table(cast(? as regclass))', [table]);
      if (placement.is === 'distributed') {
        await writer.raw(
          'select create_distributed_table(cast(? as regclass), cast(? as text), colocate_with => cast(? as text))',
          // A group of their own, so that no other table of the database decides how many shards deals have.
          [table, placement.by, placement.beside ?? 'none'],
        );
      }
    } catch (error) {
      throw againstIt(table, error);
    }
  }

  /** Frees what the rows of a table that was moved still take up on the coordinator, where nobody sees them any more. */
  async freeLocalCopy(table: string): Promise<void> {
    await this.database.rows(
      this.database.writer,
      'select truncate_local_data_after_distributing_table(cast(? as regclass))',
      [table],
    );
  }
}

const words = z.object({ detail: z.string().optional(), hint: z.string().optional() });

/** What Citus has against a table; its details name tables and columns, and no rows. */
function againstIt(table: string, error: unknown): unknown {
  const plain = translated(error);
  if (plain instanceof DomainError || !isNativeError(plain)) return plain;
  const { detail, hint = 'Do as Citus asks, then run this again.' } = words.parse(error);
  const message = detail === undefined ? plain.message : `${plain.message}. ${detail}`;
  return refused([{ value: table, message, remedy: hint }], plain);
}
