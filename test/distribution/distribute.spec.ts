import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { TABLE_PLACEMENTS } from '../../src/distribution/domain/table-placements.js';
import { citusCalls, installCitusStandIn, onDatabase, urlOf } from '../support/citus-stand-in.js';
import { eachDatabase, type Home, onPostgres } from '../support/each-database.js';
import { Book, RULES } from '../support/open-book.js';
import { PostgresSession } from '../support/postgres-session.js';

/** What a person sees of a command on the book of a home, and how it ends. */
async function dealproof(home: Home, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const address = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
  const environment = { DEALPROOF_DATA: home.dataDir, DEALPROOF_RULES: RULES, ...address };
  const code = await runCli(args, { stdout, stderr }, environment);
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

/** A book with seventeen deals, all of them judged, in a database that seems to have Citus. */
async function bookOnCitus(home: Home): Promise<Book> {
  const book = await Book.open(home);
  await book.import('cosell-bulk-import-43col.csv');
  await book.eligibility.evaluate({});
  await installCitusStandIn(urlOf(home));
  return book;
}

eachDatabase('where the tables of the book belong', (homes) => {
  it('is declared of every table, and of no other', async () => {
    const database = await homes.open();
    const catalog =
      database.engine === 'sqlite'
        ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        : "select tablename as name from pg_tables where schemaname = 'public'";
    const tables = await database.rows<{ name: string }>(database.reader, catalog, []);
    expect(TABLE_PLACEMENTS.map(({ table }) => table).toSorted()).toEqual(
      tables.map(({ name }) => name).toSorted(),
    );
  });
});

onPostgres('a book that is distributed', (homes) => {
  it('has every table moved in its order, past all the rules of Citus, and works on', async () => {
    const home = await homes.create();
    const book = await bookOnCitus(home);
    const seen = await dealproof(home, 'db', 'distribute');
    expect(seen).toEqual({
      code: 0,
      err: '',
      out: [
        'deals                now distributed by deal_id',
        'sightings            now distributed by deal_id, beside deals',
        'deal_solutions       now distributed by deal_id, beside deals',
        'deal_standings       now distributed by deal_id, beside deals',
        'standings_due        now distributed by deal_id, beside deals',
        'verdicts             now distributed by deal_id, beside deals',
        'decisions            now distributed by deal_id, beside deals',
        'evaluation_due       now distributed by deal_id, beside deals',
        'counterparts         now distributed by engagement_id',
        'solutions            now whole on every machine',
        'solution_incentives  now whole on every machine',
        'customers            now whole on every machine',
        'campaigns            now whole on every machine',
        'spend                now whole on every machine',
        'rates                now whole on every machine',
        'seals                now whole on every machine',
        '16 of 16 tables were moved; all others stay on the coordinator.',
        '',
      ].join('\n'),
    });
    const calls = await citusCalls(urlOf(home));
    expect(calls.slice(0, 2)).toEqual([
      'deals distributed by deal_id, colocated with none',
      'sightings distributed by deal_id, colocated with deals',
    ]);
    // What was left behind is freed only once all is moved.
    expect(calls.slice(16)).toEqual(
      calls.slice(0, 16).map((call) => `local copy of ${call.split(' ')[0] ?? ''} freed`),
    );
    await book.import('referrals-page-1.json');
    expect((await book.eligibility.evaluate({})).judged).toBeGreaterThan(0);
  });

  it('waits for an evaluation that is storing verdicts', async () => {
    const home = await homes.create();
    const { database } = await bookOnCitus(home);
    const onlooker = await PostgresSession.on(home);
    const distributing = await database.transaction(async () => {
      await database.lockVerdicts();
      const started = dealproof(home, 'db', 'distribute');
      await Promise.race([started, onlooker.waiting(1)]);
      expect(await citusCalls(urlOf(home))).toEqual([]);
      return { started };
    });
    expect((await distributing.started).code).toBe(0);
  });

  it('is left alone when it is distributed again, but for a table that came later', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    await dealproof(home, 'db', 'distribute');
    await onDatabase(
      urlOf(home),
      "delete from stand_in_calls; delete from pg_dist_partition where logicalrelid = 'evaluation_due'::regclass",
    );
    const again = await dealproof(home, 'db', 'distribute');
    expect(again.out).toContain('deals                already distributed by deal_id\n');
    expect(again.out).toContain('evaluation_due       now distributed by deal_id, beside deals\n');
    expect(again.out).toContain('1 of 16 tables were moved');
    expect(await citusCalls(urlOf(home))).toEqual([
      'evaluation_due distributed by deal_id, colocated with deals',
      'local copy of evaluation_due freed',
    ]);
  });

  it('stays as it is in a dry run, which tells what would be done', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    const { code, out } = await dealproof(home, 'db', 'distribute', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('deals                to be distributed by deal_id\n');
    expect(out).toContain('16 of 16 tables would be moved (dry run, nothing was changed)');
    const { tables } = JSON.parse((await dealproof(home, 'db', 'distribute', '--dry-run', '--json')).out);
    expect(tables[0]).toEqual({
      table: 'deals',
      placement: { is: 'distributed', by: 'deal_id', beside: null },
      todo: true,
    });
    expect(await citusCalls(urlOf(home))).toEqual([]);
  });

  it('stays whole when Citus refuses one of its tables', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    await onDatabase(urlOf(home), 'create unique index own_index on decisions (md5(deal_id))');
    const { code, err } = await dealproof(home, 'db', 'distribute');
    expect([code, err]).toEqual([
      1,
      `The book cannot be distributed. Nothing was changed.
  value “decisions”: The database refused a statement: cannot create constraint on "decisions". Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column (own_index). Do as Citus asks, then run this again.
`,
    ]);
    expect(await citusCalls(urlOf(home))).toEqual([]);
  });

  it('can be distributed only by the role that its tables belong to', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    const session = await PostgresSession.on(home);
    const guest = await session.asGuest(
      'all on all tables in schema public',
      'all on all sequences in schema public',
      'usage on schema citus',
    );
    const { code, err } = await dealproof(guest, 'db', 'distribute');
    expect(code).toBe(1);
    expect(err).toContain('Make it the owner of the database, and of the tables of the book.');
    expect(await citusCalls(urlOf(home))).toEqual([]);
  });

  it('is not touched where somebody has distributed it otherwise, or tied its tables together', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    await onDatabase(
      urlOf(home),
      `select create_reference_table('counterparts');
       insert into pg_dist_partition values ('deals', 'n', null, 7, 's'), ('imports', 'n', null, 0, 's');
       alter table decisions add constraint of_deal foreign key (deal_id) references deals`,
    );
    const { code, err } = await dealproof(home, 'db', 'distribute');
    expect([code, err]).toEqual([
      1,
      `The book cannot be distributed. Nothing was changed.
  value “deals”: This table is on one machine alone already, but it belongs elsewhere: distributed by deal_id. Take that back with “select undistribute_table('deals')”, then run this again.
  value “counterparts”: This table is a reference table already, but it belongs elsewhere: distributed by engagement_id. Take that back with “select undistribute_table('counterparts')”, then run this again.
  value “decisions.of_deal”: This foreign key ties tables that are to lie on different machines. Drop it; the program keeps none.
`,
    ]);
  });

  it('is not touched while Citus would not copy the lists to the coordinator', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    await onDatabase(urlOf(home), 'delete from pg_dist_node where groupid = 0');
    const { code, err } = await dealproof(home, 'db', 'distribute');
    expect(code).toBe(1);
    expect(err).toContain('citus_set_coordinator_host');
    expect(await citusCalls(urlOf(home))).toEqual([]);
  });

  it('is distributed also when the old copy on the coordinator cannot be freed, which is told', async () => {
    const home = await homes.create();
    await bookOnCitus(home);
    await onDatabase(
      urlOf(home),
      `create or replace function truncate_local_data_after_distributing_table(function_name regclass) returns void
         language plpgsql as $$ begin raise exception 'cannot truncate'; end $$`,
    );
    const { code, err } = await dealproof(home, 'db', 'distribute');
    expect(code).toBe(1);
    expect(err).toContain(
      'The book is distributed, but its old copy on the coordinator still takes up space.',
    );
    expect(err).toContain("Run “select truncate_local_data_after_distributing_table('deals')”");
    expect(await citusCalls(urlOf(home))).toHaveLength(16);
  });
});

eachDatabase('a book in a database without Citus', (homes) => {
  it('stays as it is, and what is missing is told', async () => {
    const home = await homes.create();
    await Book.open(home);
    const { code, out, err } = await dealproof(home, 'db', 'distribute');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('The book cannot be distributed. Nothing was changed.\n  ');
    expect(err).toContain(
      home.databaseUrl === null
        ? 'The book is in an SQLite file, and that is on one machine. Set DATABASE_URL'
        : 'The extension Citus is not installed on this server, which is PostgreSQL',
    );
  });
});
