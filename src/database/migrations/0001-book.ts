import type { Knex } from 'knex';

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
  await knex.schema.createTable('imports', (table) => {
    table.bigIncrements('import_id');
    table.text('kind').notNullable();
    table.text('file_name').notNullable();
    table.text('content_sha256').notNullable();
    table.bigInteger('taken_at').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('finished_at');
    for (const count of ['read', 'created', 'updated', 'unchanged', 'left_out', 'rejected']) {
      table.integer(`rows_${count}`).notNullable().defaultTo(0);
    }
    table.index(['content_sha256', 'kind']);
  });
}

async function deals(knex: Knex): Promise<void> {
  await knex.schema.createTable('sightings', (table) => {
    table.text('deal_id').notNullable();
    table.text('source').notNullable();
    // Valid time: when it was so, as the source says. Recorded time: when we learnt it.
    table.bigInteger('as_of').notNullable();
    table.text('content_hash').notNullable();
    table.smallint('has_own_time').notNullable();
    // Null where an earlier row of the same deal with the same digest holds the fields.
    table.text('fields');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['deal_id', 'source', 'as_of', 'content_hash']);
  });
  await knex.schema.createTable('counterparts', (table) => {
    table.text('engagement_id').notNullable();
    table.text('referral_id').notNullable();
    table.bigInteger('as_of').notNullable();
    table.text('content_hash').notNullable();
    table.text('party').notNullable();
    table.text('organisation_id').notNullable();
    table.text('status').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['engagement_id', 'referral_id', 'as_of', 'content_hash']);
  });
  await knex.schema.createTable('deals', (table) => {
    table.text('deal_id').primary();
    table.integer('version').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.text('engagement_id').index();
    table.text('name');
    table.text('deal_type');
    table.text('direction');
    table.text('status').notNullable();
    table.integer('sales_stage_percent');
    table.smallint('all_sales_stages_marked');
    table.smallint('microsoft_invited');
    table.text('microsoft_status');
    table.smallint('partners_invited');
    table.smallint('marketplace_transacted');
    table.text('organisation_id');
    table.text('customer_name');
    table.text('customer_country');
    table.text('customer_city');
    table.text('customer_duns');
    // Digits without leading zeros, and the name folded: what a customers file is matched by.
    table.text('customer_duns_key');
    table.text('customer_name_key');
    table.text('location');
    table.text('campaign_id').index();
    table.text('crm_id');
    table.text('msx_id');
    table.bigInteger('value_minor');
    table.text('currency');
    table.text('estimated_close_date');
    table.smallint('solutions_known').notNullable();
    table.text('team');
    table.bigInteger('created_at');
    table.text('created_on');
    table.text('created_from');
    table.bigInteger('accepted_at');
    table.text('accepted_from');
    table.bigInteger('closed_at');
    table.text('closed_on');
    table.text('closed_from');
    table.bigInteger('closed_not_before');
    table.bigInteger('closed_not_after');
    table.text('status_reason');
    table.text('notes');
    table.text('registration_state');
    table.text('registration_submitted_on');
    table.text('registration_decided_on');
  });
  await knex.schema.createTable('deal_solutions', (table) => {
    table.text('deal_id').notNullable();
    table.integer('position').notNullable();
    table.text('solution_id').notNullable();
    table.text('name');
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
  await knex.schema.createTable('solutions', (table) => {
    table.text('solution_id').notNullable();
    table.text('name').notNullable();
    table.text('kind').notNullable();
    believed(table);
    table.primary(['solution_id', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('solution_incentives', (table) => {
    table.text('solution_id').notNullable();
    table.text('incentive').notNullable();
    table.text('valid_from');
    table.text('valid_until');
    believed(table);
    table.primary(['solution_id', 'incentive', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('customers', (table) => {
    table.text('customer_key').notNullable();
    table.text('duns');
    table.text('duns_key');
    table.text('name');
    table.text('name_key');
    table.text('country');
    table.smallint('managed_by_microsoft');
    believed(table);
    table.primary(['customer_key', 'recorded_from', 'as_of']);
    table.index(['duns_key']);
    table.index(['name_key', 'country']);
  });
  await knex.schema.createTable('campaigns', (table) => {
    table.text('campaign_id').notNullable();
    table.text('name').notNullable();
    table.text('channel');
    table.text('start_date');
    table.text('end_date');
    table.bigInteger('budget_minor');
    table.text('currency');
    believed(table);
    table.primary(['campaign_id', 'recorded_from', 'as_of']);
  });
  await knex.schema.createTable('spend', (table) => {
    // A ledger: the same entry twice in one file is two entries, the same file twice is not.
    table.text('entry_hash').notNullable();
    table.integer('ordinal').notNullable();
    table.text('campaign_id').notNullable().index();
    table.text('date').notNullable();
    table.bigInteger('amount_minor').notNullable();
    table.text('currency').notNullable();
    table.text('note');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    table.primary(['entry_hash', 'ordinal']);
  });
  await knex.schema.createTable('rate_tables', (table) => {
    table.bigIncrements('rate_version');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
  });
  await knex.schema.createTable('rates', (table) => {
    table.text('month').notNullable();
    table.text('currency').notNullable();
    // Exact decimal text: US dollars for one unit.
    table.text('usd_per_unit').notNullable();
    table.bigInteger('rate_version').notNullable();
    believed(table);
    table.primary(['month', 'currency', 'recorded_from', 'as_of']);
  });
}

async function decisions(knex: Knex): Promise<void> {
  await knex.schema.createTable('policy_versions', (table) => {
    table.text('policy').notNullable();
    table.text('version').notNullable();
    table.text('hash').notNullable();
    table.text('content').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.primary(['policy', 'version', 'hash']);
  });
  await knex.schema.createTable('evaluations', (table) => {
    table.bigIncrements('evaluation_id');
    table.text('requested_version');
    // The day that open deals are judged on.
    table.text('as_of').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('finished_at');
    table.integer('deals_judged').notNullable().defaultTo(0);
    table.integer('decisions_recorded').notNullable().defaultTo(0);
  });
  const judged = (table: Knex.CreateTableBuilder): void => {
    table.integer('deal_version').notNullable();
    table.text('policy').notNullable();
    // Null where no version was in force.
    table.text('policy_version');
    table.text('policy_hash');
    // Bit n is criterion n of the policy version, in its order; neither bit set means unknown.
    table.bigInteger('pass_mask').notNullable();
    table.bigInteger('fail_mask').notNullable();
    table.text('outcome').notNullable();
    table.bigInteger('rate_version');
    table.bigInteger('decided_at').notNullable();
    table.bigInteger('evaluation_id').notNullable();
  };
  await knex.schema.createTable('verdicts', (table) => {
    table.text('deal_id').primary();
    table.integer('sequence').notNullable();
    judged(table);
    table.index(['outcome']);
  });
  await knex.schema.createTable('decisions', (table) => {
    table.text('deal_id').notNullable();
    table.integer('sequence').notNullable();
    judged(table);
    // Why it was judged again: first, data, policy, rate, catalogue or day.
    table.text('cause').notNullable();
    table.primary(['deal_id', 'sequence']);
    table.index(['evaluation_id', 'deal_id']);
  });
  await knex.schema.createTable('idempotency_keys', (table) => {
    table.text('key').notNullable();
    table.text('route').notNullable();
    table.text('request_hash').notNullable();
    table.integer('status');
    table.text('response');
    table.bigInteger('recorded_at').notNullable();
    table.primary(['route', 'key']);
  });
}
