import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/**
 * The deals that an evaluation still has to judge, and the way to those that changed since a moment; they take the
 * place of a digest of everything that verdicts hang on.
 */
export async function up(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('evaluation_due', (table) => {
    table.bigInteger('evaluation_id').notNullable();
    text(table, 'deal_id').notNullable();
    table.primary(['evaluation_id', 'deal_id']);
  });
  await knex.schema.alterTable('deals', (table) => table.index(['recorded_at']));
  await knex.raw('alter table evaluations drop column context_hash');
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table evaluations add column context_hash text not null default ''");
  await knex.schema.alterTable('deals', (table) => table.dropIndex(['recorded_at']));
  await knex.schema.dropTable('evaluation_due');
}
