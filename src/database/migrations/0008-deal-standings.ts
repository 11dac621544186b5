import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/**
 * What reports ask of every deal, in a narrow row of its own that is kept up as deals are booked. The deals that a
 * book has already are noted as due, and get theirs before the first report: it follows from all that files told of them.
 */
export async function up(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('deal_standings', (table) => {
    text(table, 'deal_id').primary();
    text(table, 'status').notNullable();
    // Numbers in bytes of fixed places, as Base64 (`deals/domain/standing.ts`).
    text(table, 'facts').notNullable();
    for (const name of TEXTS) text(table, name);
  });
  if (knex.client.config.client === 'sqlite3') await clustered(knex);
  await knex.schema.createTable('standings_due', (table) => {
    text(table, 'deal_id').primary();
  });
  await knex.raw('insert into standings_due (deal_id) select deal_id from deals');
}

/** Takes it away again: it can be worked out anew. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('standings_due');
  await knex.schema.dropTable('deal_standings');
}

const TEXTS = ['campaign_id', 'location', 'customer_country', 'organisation_id', 'status_reason'] as const;

/** SQLite: rows in the order of their key, which reports read them in, and no second tree that leads to them. */
async function clustered(knex: Knex): Promise<void> {
  await knex.schema.dropTable('deal_standings');
  await knex.raw(
    `create table deal_standings (deal_id text not null primary key, status text not null, facts text not null,
      ${TEXTS.map((name) => `${name} text`).join(', ')}) without rowid`,
  );
}
