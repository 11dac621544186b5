import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/** How far an evaluation has come, so that the next one goes on where it was cut short. */
export async function up(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.alterTable('evaluations', (table) => {
    // 1: every deal; 0: those in evaluation_due; null: it has not noted yet what it is to judge, and judged nothing.
    table.integer('judges_all');
    // In order of their ids: the verdicts of deals up to this one are stored.
    text(table, 'judged_up_to').notNullable().defaultTo('');
  });
  // How far those came that were cut short before is not known.
  await knex.raw('update evaluations set judges_all = 1 where finished_at is null');
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('evaluations', (table) => table.dropColumns('judges_all', 'judged_up_to'));
}
