import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/** Schedules of saved reports as they were last seen, and the runs of saved reports with the files they made. */
export async function up(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('schedules', (table) => {
    // Of the saved report.
    text(table, 'name').primary();
    // As they were when slots were last looked for; null while no saved report of the name has a schedule.
    text(table, 'cron');
    text(table, 'zone');
    // Slots up to this moment have their runs.
    table.bigInteger('considered_until').notNullable();
    table.bigInteger('paused_at');
    text(table, 'paused_by');
  });
  await knex.schema.createTable('report_runs', (table) => {
    table.bigIncrements('run_id');
    text(table, 'saved_report').notNullable();
    // What the file of the saved report said when the run was last begun, or is to be.
    text(table, 'saved_version').notNullable();
    text(table, 'saved_sha256').notNullable();
    // schedule, manual or test.
    text(table, 'cause').notNullable();
    // The moment of the schedule that it is for; null where somebody asked for it.
    table.bigInteger('slot');
    // The slot, or when it was asked for: runs are made in this order.
    table.bigInteger('due_at').notNullable();
    // queued, running, done, failed or skipped.
    text(table, 'state').notNullable();
    table.integer('attempt').notNullable().defaultTo(0);
    table.integer('attempts_allowed').notNullable();
    // Grows whenever the run changes hands; who has an older one must not write what became of it.
    table.integer('fence').notNullable().defaultTo(0);
    text(table, 'lease_owner');
    table.bigInteger('lease_until');
    // While it is queued: not to be begun before.
    table.bigInteger('next_attempt_at').notNullable();
    text(table, 'asked_by');
    table.bigInteger('created_at').notNullable();
    // Of the last attempt.
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    // Of the main table.
    table.bigInteger('row_count');
    // Of all files.
    table.bigInteger('bytes');
    text(table, 'content_sha256');
    // JSON: why it failed last, or was skipped.
    text(table, 'problem');
    table.bigInteger('files_removed_at');
    // A slot has one run, whoever looks for it and however often the clock comes by.
    table.unique(['saved_report', 'slot']);
    table.index(['state', 'next_attempt_at']);
    table.index(['saved_report', 'run_id']);
  });
  // Never two at once for one saved report.
  await knex.raw(
    "create unique index report_runs_one_at_once on report_runs (saved_report) where state = 'running'",
  );
  // What waits, and what still has files, are few of many: rows stay for ever.
  await knex.raw(
    "create index report_runs_waiting on report_runs (saved_report, due_at) where state = 'queued'",
  );
  await knex.raw(
    `create index report_runs_kept on report_runs (saved_report, run_id)
      where state = 'done' and files_removed_at is null`,
  );
  await knex.schema.createTable('report_run_files', (table) => {
    table.bigInteger('run_id').notNullable();
    text(table, 'name').notNullable();
    // That of the file, or manifest.
    text(table, 'format').notNullable();
    // Relative to the data folder.
    text(table, 'path').notNullable();
    text(table, 'media_type').notNullable();
    table.bigInteger('bytes').notNullable();
    text(table, 'sha256').notNullable();
    table.primary(['run_id', 'name']);
  });
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  for (const table of ['report_run_files', 'report_runs', 'schedules']) await knex.schema.dropTable(table);
}
