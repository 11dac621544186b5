import type { Knex } from 'knex';
import * as book from './0001-book.js';
import * as rulesInForce from './0002-rules-in-force.js';
import * as dueDeals from './0003-due-deals.js';
import * as slimSightings from './0004-slim-sightings.js';
import * as judgedSoFar from './0005-judged-so-far.js';
import * as reportRuns from './0006-report-runs.js';
import * as deliveries from './0007-deliveries.js';
import * as dealStandings from './0008-deal-standings.js';
import * as standingNames from './0009-standing-names.js';

interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

const ALL: readonly Migration[] = [
  { name: '0001-book', up: book.up, down: book.down },
  { name: '0002-rules-in-force', up: rulesInForce.up, down: rulesInForce.down },
  { name: '0003-due-deals', up: dueDeals.up, down: dueDeals.down },
  { name: '0004-slim-sightings', up: slimSightings.up, down: slimSightings.down },
  { name: '0005-judged-so-far', up: judgedSoFar.up, down: judgedSoFar.down },
  { name: '0006-report-runs', up: reportRuns.up, down: reportRuns.down },
  { name: '0007-deliveries', up: deliveries.up, down: deliveries.down },
  { name: '0008-deal-standings', up: dealStandings.up, down: dealStandings.down },
  { name: '0009-standing-names', up: standingNames.up, down: standingNames.down },
];

/** All migrations in order, listed by hand so that the compiled service needs no folder scan. */
export const migrations: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...ALL],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};
