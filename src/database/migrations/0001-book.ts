import type { Knex } from 'knex';
import { textColumn } from './text-column.js';

/**
 * The book from its first day: sightings with valid and recorded time, the deals that follow from them, catalogues
 * that keep what they replace, and the decision log.
 *
 * Every key of a per-deal table starts with the deal's id, so that the tables can be distributed by it.
 */
export async function up(knex: Knex): Promise<void> {
  await imports(knex);
  await deals(knex);
  await catalogues(knex);
  await decisions(knex);
}

/** Takes the whole book away again. */
export async function down(knex: Knex): Promise<void> {
  for (const table of [
    'idempotency_keys',
    'decisions',
    'verdicts',
    'evaluations',
    'policy_versions',
    'rates',
    'rate_tables',
    'spend_met',
    'spend',
    'campaigns',
    'customers',
    'solution_incentives',
    'solutions',
    'deal_solutions',
    'deals',
    'counterparts',
    'sightings',
    'imports',
  ]) {
    await knex.schema.dropTable(table);
  }
}

async function imports(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('imports', (table) => {
    table.bigIncrements('import_id');
    text(table, 'kind').notNullable();
    text(table, 'file_name').notNullable();
    text(table, 'content_sha256').notNullable();
    table.bigInteger('taken_at').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('finished_at');
    for (const count of ['read', 'created', 'updated', 'unchanged', 'counterparts', 'left_out', 'rejected']) {
      table.integer(`rows_${count}`).notNullable().defaultTo(0);
    }
    table.index(['content_sha256']);
  });
}

async function deals(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('sightings', (table) => {
    text(table, 'deal_id').notNullable();
    text(table, 'source').notNullable();
    // Valid time: when it was so, as the source says. Recorded time: when we learnt it.
    table.bigInteger('as_of').notNullable();
    text(table, 'content_hash').notNullable();
    table.smallint('has_own_time').notNullable();
    // Null where an earlier row of the same deal with the same digest holds the fields.
    text(table, 'fields');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['deal_id', 'source', 'as_of', 'content_hash']);
  });
  await knex.schema.createTable('counterparts', (table) => {
    text(table, 'engagement_id').notNullable();
    text(table, 'referral_id').notNullable();
    table.bigInteger('as_of').notNullable();
    text(table, 'content_hash').notNullable();
    text(table, 'party').notNullable();
    text(table, 'organisation_id').notNullable();
    text(table, 'status').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['engagement_id', 'referral_id', 'as_of', 'content_hash']);
  });
  await knex.schema.createTable('deals', (table) => {
    text(table, 'deal_id').primary();
    table.integer('version').notNullable();
    // When and by which import this version was learnt.
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    text(table, 'engagement_id').index();
    text(table, 'name');
    text(table, 'deal_type');
    text(table, 'direction');
    text(table, 'status').notNullable();
    table.integer('sales_stage_percent');
    table.smallint('all_sales_stages_marked');
    table.smallint('microsoft_invited');
    text(table, 'microsoft_status');
    table.smallint('partners_invited');
    table.smallint('marketplace_transacted');
    text(table, 'organisation_id');
    text(table, 'customer_name');
    text(table, 'customer_country');
    text(table, 'customer_city');
    text(table, 'customer_duns');
    // Digits without leading zeros, and the name folded: what a customers file is matched by.
    text(table, 'customer_duns_key');
    text(table, 'customer_name_key');
    text(table, 'location');
    text(table, 'campaign_id').index();
    text(table, 'crm_id');
    text(table, 'msx_id');
    table.bigInteger('value_minor');
    text(table, 'currency');
    text(table, 'estimated_close_date');
    table.smallint('solutions_known').notNullable();
    text(table, 'team');
    table.bigInteger('created_at');
    text(table, 'created_on');
    text(table, 'created_from');
    table.bigInteger('accepted_at');
    text(table, 'accepted_from');
    table.bigInteger('closed_at');
    text(table, 'closed_on');
    text(table, 'closed_from');
    table.bigInteger('closed_not_before');
    table.bigInteger('closed_not_after');
    text(table, 'status_reason');
    text(table, 'notes');
    text(table, 'registration_state');
    text(table, 'registration_submitted_on');
    text(table, 'registration_decided_on');
    // The registration audit pages through the won deals in the order they were won.
    table.index(['status', 'closed_on', 'deal_id']);
  });
  await knex.schema.createTable('deal_solutions', (table) => {
    text(table, 'deal_id').notNullable();
    table.integer('position').notNullable();
    text(table, 'solution_id').notNullable();
    text(table, 'name');
    table.primary(['deal_id', 'position']);
    table.index(['solution_id', 'deal_id']);
  });
}

/** Columns of a catalogue row that is never overwritten: a newer row ends the time it was believed. */
function believed(table: Knex.CreateTableBuilder): void {
  table.bigInteger('as_of').notNullable();
  table.bigInteger('recorded_from').notNullable();
  table.bigInteger('recorded_until');
  table.bigInteger('import_id').notNullable();
}

async function catalogues(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('solutions', (table) => {
    text(table, 'solution_id').notNullable();
    text(table, 'name').notNullable();
    text(table, 'kind').notNullable();
    believed(table);
    table.primary(['solution_id', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('solution_incentives', (table) => {
    text(table, 'solution_id').notNullable();
    text(table, 'incentive').notNullable();
    // Empty where it was held since ever: part of the key, since an incentive can be held in several periods.
    text(table, 'valid_from').notNullable();
    text(table, 'valid_until');
    believed(table);
    table.primary(['solution_id', 'incentive', 'valid_from', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('customers', (table) => {
    text(table, 'customer_key').notNullable();
    text(table, 'duns');
    text(table, 'duns_key');
    text(table, 'name');
    text(table, 'name_key');
    text(table, 'country');
    table.smallint('managed_by_microsoft');
    believed(table);
    table.primary(['customer_key', 'recorded_from', 'as_of']);
    table.index(['duns_key']);
    table.index(['name_key', 'country']);
  });
  await knex.schema.createTable('campaigns', (table) => {
    text(table, 'campaign_id').notNullable();
    text(table, 'name').notNullable();
    text(table, 'channel');
    text(table, 'start_date');
    text(table, 'end_date');
    table.bigInteger('budget_minor');
    text(table, 'currency');
    believed(table);
    table.primary(['campaign_id', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('spend', (table) => {
    // A ledger: the same entry twice in one file is two entries, the same file twice is not.
    text(table, 'entry_hash').notNullable();
    table.integer('ordinal').notNullable();
    text(table, 'campaign_id').notNullable().index();
    text(table, 'date').notNullable();
    table.bigInteger('amount_minor').notNullable();
    text(table, 'currency').notNullable();
    text(table, 'note');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['entry_hash', 'ordinal']);
  });
  // How often an import has met an entry so far; emptied when the import ends.
  await knex.schema.createTable('spend_met', (table) => {
    table.bigInteger('import_id').notNullable();
    text(table, 'entry_hash').notNullable();
    table.integer('times').notNullable();
    table.primary(['import_id', 'entry_hash']);
  });
  await knex.schema.createTable('rate_tables', (table) => {
    table.bigIncrements('rate_version');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
  });
  await knex.schema.createTable('rates', (table) => {
    text(table, 'month').notNullable();
    text(table, 'currency').notNullable();
    // Exact decimal text: US dollars for one unit.
    text(table, 'usd_per_unit').notNullable();
    believed(table);
    table.primary(['month', 'currency', 'recorded_from', 'as_of']);
  });
}

async function decisions(knex: Knex): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable('policy_versions', (table) => {
    text(table, 'policy').notNullable();
    text(table, 'version').notNullable();
    text(table, 'hash').notNullable();
    text(table, 'content').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.primary(['policy', 'version', 'hash']);
  });
  await knex.schema.createTable('evaluations', (table) => {
    table.bigIncrements('evaluation_id');
    // The day that open deals are judged on.
    text(table, 'as_of').notNullable();
    // Digest of the rules, rates and catalogues that it judged with.
    text(table, 'context_hash').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('finished_at');
    table.integer('deals_judged').notNullable().defaultTo(0);
    table.integer('decisions_recorded').notNullable().defaultTo(0);
  });
  const judged = (table: Knex.CreateTableBuilder): void => {
    table.integer('deal_version').notNullable();
    text(table, 'policy').notNullable();
    // Null where no version was in force.
    text(table, 'policy_version');
    text(table, 'policy_hash');
    // Bit n is criterion n of the policy version, in its order; neither bit set means unknown.
    table.bigInteger('pass_mask').notNullable();
    table.bigInteger('fail_mask').notNullable();
    text(table, 'outcome').notNullable();
    table.bigInteger('rate_version');
    table.bigInteger('decided_at').notNullable();
    table.bigInteger('evaluation_id').notNullable();
  };
  await knex.schema.createTable('verdicts', (table) => {
    text(table, 'deal_id').primary();
    table.integer('sequence').notNullable();
    judged(table);
    table.index(['outcome']);
  });
  await knex.schema.createTable('decisions', (table) => {
    text(table, 'deal_id').notNullable();
    table.integer('sequence').notNullable();
    judged(table);
    // Why it was judged again: first, data, policy, rate, catalogue or day.
    text(table, 'cause').notNullable();
    table.primary(['deal_id', 'sequence']);
    table.index(['evaluation_id', 'deal_id']);
  });
  await knex.schema.createTable('idempotency_keys', (table) => {
    text(table, 'key').notNullable();
    text(table, 'route').notNullable();
    text(table, 'request_hash').notNullable();
    text(table, 'response');
    table.bigInteger('recorded_at').notNullable();
    table.primary(['route', 'key']);
  });
}
