import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/** What is to be sent of runs of saved reports, a row a recipient, and the log of what left the book. */
export async function up(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('deliveries', (table) => {
    table.bigIncrements('delivery_id');
    // Its name for the other side, of which there is no other in the world.
    text(table, 'key').notNullable();
    text(table, 'run_id').notNullable();
    text(table, 'saved_report').notNullable();
    // report, run-notice or delivery-notice.
    text(table, 'purpose').notNullable();
    // folder, email or webhook.
    text(table, 'kind').notNullable();
    // The one folder, e-mail address or web address.
    text(table, 'recipient').notNullable();
    // JSON: all there is to say and to send.
    text(table, 'content').notNullable();
    // SHA-256 of what the report says; null for notices.
    text(table, 'content_sha256');
    table.integer('only_when_changed').notNullable();
    // waiting, sending, delivered, skipped or failed.
    text(table, 'state').notNullable();
    table.integer('attempt').notNullable().defaultTo(0);
    // Grows whenever somebody takes the row to send it; who has an older one must not write what became of it.
    table.integer('fence').notNullable().defaultTo(0);
    table.bigInteger('next_attempt_at').notNullable();
    table.bigInteger('leased_until');
    // Until when links to its files are good; the files must be kept until then.
    table.bigInteger('links_until');
    // Why it failed last, or is not sent, in words.
    text(table, 'error');
    // JSON: what the other side said, or where the files lie.
    text(table, 'receipt');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('ended_at');
    text(table, 'retried_by');
    table.unique(['run_id', 'purpose', 'kind', 'recipient']);
    table.index(['state', 'next_attempt_at']);
    table.unique(['key']);
    // What a recipient is still to be sent, and what it was sent last.
    table.index(['saved_report', 'kind', 'recipient', 'state', 'ended_at']);
  });
  await knex.schema.createTable('exports', (table) => {
    table.bigIncrements('export_id');
    text(table, 'who').notNullable();
    text(table, 'what').notNullable();
    text(table, 'run_id');
    // JSON: names of the files.
    text(table, 'files').notNullable();
    table.bigInteger('row_count');
    table.bigInteger('bytes').notNullable();
    table.bigInteger('taken_at').notNullable();
    // download, cli or delivery.
    text(table, 'how').notNullable();
    table.integer('complete').notNullable();
  });
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('exports');
  await knex.schema.dropTable('deliveries');
}
