import type { Knex } from 'knex';

/** Adds a text column to a table that is being made. */
export type TextColumn = (table: Knex.CreateTableBuilder, name: string) => Knex.ColumnBuilder;

/**
 * Makes text columns that are ordered by code point in both engines: PostgreSQL would otherwise order by the
 * locale of the machine it was set up on, and the same book would give differently ordered reports.
 */
export function textColumn(knex: Knex): TextColumn {
  const type = knex.client.config.client === 'pg' ? 'text collate "C"' : 'text';
  return (table, name) => table.specificType(name, type);
}
