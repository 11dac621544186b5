import type { Knex } from 'knex';
import { type Cell, conflictClause, type Dialect, type JsonCell } from '../dialect.js';

/** Number of the advisory lock that stands for writing the book; any will do that nobody else uses. */
const BOOK_LOCK = 3_205_871_204;

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
  textList: () => 'select value from jsonb_array_elements_text(?::jsonb)',
  async beginSnapshot(transaction: Knex.Transaction) {
    await transaction.raw('set transaction isolation level repeatable read, read only');
  },
  async lockBook(transaction: Knex) {
    await transaction.raw('select pg_advisory_xact_lock(?)', [BOOK_LOCK]);
  },
  // Readers would have to wait until the transaction ends.
  dropIndexes: async () => [],
  async analyze(knex: Knex) {
    await knex.raw('analyze');
  },
};

function arrayLiteral(values: readonly (Cell | JsonCell)[]): string {
  const items = values.map((value) => {
    if (value === null) return 'NULL';
    if (typeof value === 'number') return String(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}
