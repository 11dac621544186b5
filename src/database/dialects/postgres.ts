import type { Knex } from 'knex';
import { type Cell, conflictClause, type Dialect, type JsonCell } from '../dialect.js';
import { copyRows } from './copy-rows.js';

/** Numbers of advisory locks, which hold until the transaction ends; any will do that nobody else uses. */
const BOOK_LOCK = 3_205_871_204;
const VERDICTS_LOCK = BOOK_LOCK + 1;
const MIGRATIONS_LOCK = BOOK_LOCK + 2;

/** The session that holds the lock of the book: who it says it is, and for how many seconds it is at it. */
const BOOK_WRITER = `select a.application_name as name, a.pid, host(a.client_addr) as address,
    extract(epoch from clock_timestamp() - a.xact_start)::bigint as seconds
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
 where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = ${BOOK_LOCK} and l.objsubid = 1
   and l.database = (select oid from pg_database where datname = current_database())`;

/** PostgreSQL 14 or later. */
export const postgresDialect: Dialect = {
  engine: 'postgres',
  bulkInsert(table, columns, rows, onConflict) {
    const names = columns.map((column) => column.name).join(', ');
    // One array a column: reading one JSON document row by row took seven times as long.
    const casts = columns.map((column) => `?::${column.type === 'text' ? 'text' : 'bigint'}[]`).join(', ');
    const bindings = columns.map((_, index) => arrayLiteral(rows.map((row) => row[index] ?? null)));
    return {
      sql: `insert into ${table} (${names}) select * from unnest(${casts})${conflictClause(columns, onConflict)}`,
      bindings,
    };
  },
  copyRows,
  jsonArray: (column) => `cast(json_agg(${column}) as text)`,
  jsonRow: (expressions) => `json_build_array(${expressions.join(', ')})`,
  // Bytes come as hexadecimal digits, twice as many.
  longText: (expression) => expression,
  textList: () => 'select value from jsonb_array_elements_text(?::jsonb)',
  async beginSnapshot(transaction: Knex.Transaction) {
    await transaction.raw('set transaction isolation level repeatable read, read only');
    // The moment that it sees is that of its first read.
    await transaction.raw('select 1');
  },
  async lockBook(transaction: Knex) {
    await lock(transaction, BOOK_LOCK);
  },
  async lockVerdicts(transaction: Knex) {
    await lock(transaction, VERDICTS_LOCK);
  },
  async lockMigrations(transaction: Knex) {
    await lock(transaction, MIGRATIONS_LOCK);
  },
  async bookWriter(knex: Knex) {
    const { rows } = await knex.raw<{ rows: readonly BookWriter[] }>(BOOK_WRITER);
    const [writer] = rows;
    if (writer === undefined) return null;
    const { name, pid, address, seconds } = writer;
    const from = address === null ? '' : ` from ${address}`;
    const since =
      seconds === null ? 'has it' : `has been at it for ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    return `“${name}”${from}, server process ${pid}, ${since}`;
  },
  // Readers would have to wait until the transaction ends.
  dropIndexes: async () => [],
  async analyze(knex: Knex) {
    // What other work keeps locked is left to the server, which looks after statistics itself before long.
    await knex.raw('analyze (skip_locked)');
  },
};

interface BookWriter {
  readonly name: string;
  readonly pid: number;
  readonly address: string | null;
  /** Null where it is another role, which the server does not let be seen. */
  readonly seconds: number | null;
}

async function lock(transaction: Knex, number: number): Promise<void> {
  await transaction.raw('select pg_advisory_xact_lock(?)', [number]);
}

function arrayLiteral(values: readonly (Cell | JsonCell)[]): string {
  const items = values.map((value) => {
    if (value === null) return 'NULL';
    if (typeof value === 'number') return String(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}
