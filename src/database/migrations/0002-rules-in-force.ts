import type { Knex } from 'knex';
import { sealEarlierDecisions } from './seal-earlier-decisions.js';
import { textColumn } from './text-column.js';

/**
 * Which rules were in force when, and by whom; impacts computed of drafts; which rules and which state of knowledge
 * an evaluation judged by; and the seals over the decision log.
 */
export async function up(knex: Knex): Promise<void> {
  await ruleSets(knex);
  await impacts(knex);
  await evaluations(knex);
  await seals(knex);
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('decisions', (table) => {
    table.dropIndex(['seal_id', 'deal_id', 'sequence']);
    table.dropColumn('seal_id');
    table.index(['evaluation_id', 'deal_id']);
  });
  await knex.schema.alterTable('evaluations', (table) => {
    table.dropColumns('rule_set_id', 'known_at');
  });
  for (const table of ['seals', 'impacts', 'rule_texts', 'rule_set_members', 'rule_sets']) {
    await knex.schema.dropTable(table);
  }
}

async function ruleSets(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('rule_sets', (table) => {
    // Counted from 1 without gaps by whoever adds one: two that start from the same set cannot both be added.
    table.integer('rule_set_id').primary();
    // loaded, edited, activated or rolled-back.
    text(table, 'action').notNullable();
    // The version that was activated or rolled back; null where files were merely read.
    text(table, 'version');
    text(table, 'by').notNullable();
    table.bigInteger('recorded_at').notNullable();
    // Digest of the members.
    text(table, 'digest').notNullable();
    // JSON: the files of the rules folder that it changed, each with the digest of its text before and after.
    text(table, 'files').notNullable();
    // JSON: the summary of the impact that was known at activation.
    text(table, 'impact');
    // Over all of this, the members and the hash of the set before; given as the last step of adding the set.
    text(table, 'hash').notNullable().defaultTo('');
  });
  await knex.schema.createTable('rule_set_members', (table) => {
    table.integer('rule_set_id').notNullable();
    text(table, 'policy').notNullable();
    text(table, 'version').notNullable();
    text(table, 'hash').notNullable();
    text(table, 'effective_from').notNullable();
    text(table, 'effective_until');
    text(table, 'text_sha256').notNullable();
    table.primary(['rule_set_id', 'policy', 'version']);
  });
  // The bytes of rule and case files as they were, so that they can be put back.
  await knex.schema.createTable('rule_texts', (table) => {
    text(table, 'sha256').primary();
    text(table, 'text').notNullable();
  });
}

async function impacts(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('impacts', (table) => {
    table.bigIncrements('impact_id');
    text(table, 'policy').notNullable();
    text(table, 'version').notNullable();
    text(table, 'hash').notNullable();
    text(table, 'text_sha256').notNullable();
    // The rules in force, the last import (0: none yet) and the day that it was computed against: any other one
    // makes the impact stale.
    table.integer('rule_set_id').notNullable();
    table.bigInteger('last_import_id').notNullable();
    text(table, 'as_of').notNullable();
    table.bigInteger('computed_at').notNullable();
    // Null when whoever asked did not say.
    text(table, 'by');
    // JSON: what becomes of the book.
    text(table, 'summary').notNullable();
    table.index(['policy', 'version', 'impact_id']);
  });
}

async function evaluations(knex: Knex): Promise<void> {
  await knex.schema.alterTable('evaluations', (table) => {
    // Null for evaluations from before rule sets were kept.
    table.integer('rule_set_id');
    // Catalogues, customers and rates counted as they were known at this instant.
    table.bigInteger('known_at');
  });
}

async function seals(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('seals', (table) => {
    // Counted from 1 without gaps.
    table.integer('seal_id').primary();
    table.bigInteger('evaluation_id').notNullable();
    table.integer('decisions').notNullable();
    text(table, 'rows_hash').notNullable();
    // The hash of the rule set that the evaluation judged by; null for what was judged before rule sets were kept.
    text(table, 'rules_hash');
    text(table, 'previous_hash').notNullable();
    text(table, 'hash').notNullable();
    table.bigInteger('sealed_at').notNullable();
  });
  await knex.schema.alterTable('decisions', (table) => {
    // A row whose number is that of no seal has been put there by somebody else.
    table.integer('seal_id');
    table.dropIndex(['evaluation_id', 'deal_id']);
    table.index(['seal_id', 'deal_id', 'sequence']);
  });
  await sealEarlierDecisions(knex);
}
