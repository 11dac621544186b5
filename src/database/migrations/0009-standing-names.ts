import type { Knex } from 'knex';

/**
 * What the audit shows of a deal beside what reports count, in the row that they read: looked up deal by deal in the
 * wide table of deals it takes three times as long. And the time of the newest file that tells of the deal (epoch ms), by
 * which the audit of a past day leaves out deals that cannot have been won then. Rows that are still due get theirs when
 * they are made.
 */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client === 'sqlite3') {
    // Made anew in order: rows that grow where they are would leave its pages half empty, and slower to read.
    await knex.raw(
      `create table standings_named (${HELD.map((name) => `${name} text${OWN.get(name) ?? ''}`).join(', ')},
        ${NAMES.map((name) => `${name} text`).join(', ')}, last_told bigint) without rowid`,
    );
    await knex.raw(
      `insert into standings_named (${[...HELD, ...NAMES].join(', ')}, last_told)
       select ${HELD.map((name) => `s.${name}`).join(', ')}, ${NAMES.map((name) => `d.${name}`).join(', ')},
         (select max(t.as_of) from sightings t where t.deal_id = s.deal_id)
       from deal_standings s left join deals d on d.deal_id = s.deal_id order by s.deal_id`,
    );
    await knex.raw('drop table deal_standings');
    await knex.raw('alter table standings_named rename to deal_standings');
    return;
  }
  for (const name of NAMES) {
    await knex.raw(`alter table deal_standings add column ${name} text collate "C"`);
  }
  await knex.raw('alter table deal_standings add column last_told bigint');
  // Column by column from what is joined: Citus mixes up, or refuses, columns that one select sets together.
  const told = 'select t.deal_id, max(t.as_of) as last_told from sightings t group by t.deal_id';
  await knex.raw(
    `update deal_standings set ${NAMES.map((name) => `${name} = d.${name}`).join(', ')}, last_told = told.last_told
     from deals d left join (${told}) told on told.deal_id = d.deal_id
     where d.deal_id = deal_standings.deal_id`,
  );
}

/** Takes it away again: the deals have it. */
export async function down(knex: Knex): Promise<void> {
  // One by one and not through knex, which makes a table of SQLite anew, in another form than this one has.
  for (const name of [...NAMES, 'last_told']) {
    await knex.raw(`alter table deal_standings drop column ${name}`);
  }
}

const NAMES = ['name', 'customer_name', 'registration_submitted_on', 'registration_decided_on'] as const;

/** What the row holds already. */
const HELD = [
  'deal_id',
  'status',
  'facts',
  'campaign_id',
  'location',
  'customer_country',
  'organisation_id',
  'status_reason',
] as const;
const OWN: ReadonlyMap<string, string> = new Map([
  ['deal_id', ' not null primary key'],
  ['status', ' not null'],
  ['facts', ' not null'],
]);
