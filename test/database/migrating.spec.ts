import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { migrations } from '../../src/database/migrations/migrations.js';
import { type BuiltCli, buildCli } from '../support/built-cli.js';
import { CliProcess } from '../support/cli-process.js';
import { eachDatabase, type Home, onPostgres, openHome } from '../support/each-database.js';
import { FIXTURES } from '../support/open-book.js';
import { PostgresSession } from '../support/postgres-session.js';

/** Any command that begins a book where there is none. */
const BEGIN = ['import', join(FIXTURES, 'fxrates-2021.csv')];

/** The advisory lock that is held while tables are made; every version of the program must use the same. */
const MIGRATIONS_LOCK = 3_205_871_206;

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

async function names(database: Database): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(
    database.reader,
    'select name from knex_migrations order by id',
    [],
  );
  return rows.map(({ name }) => name);
}

async function allNames(): Promise<readonly string[]> {
  return (await migrations.getMigrations([])).map(({ name }) => name);
}

/** Takes the tables of the book away again, but not what is noted of migrations; marks these as being under way. */
async function asIfCutOff(home: Home): Promise<void> {
  const database = await openHome(home);
  await database.writer.migrate.rollback({ migrationSource: migrations }, true);
  await database.writer('knex_migrations_lock').update({ is_locked: 1 });
}

eachDatabase('The tables of a book', (homes) => {
  it('are made once when several processes begin the same book at once', async () => {
    const home = await homes.createBare();
    const processes = [1, 2, 3].map(() => new CliProcess(cli, home, BEGIN));
    const ended = await Promise.all(processes.map((process) => process.ended));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([1, 2, 3].map(() => [0, '']));
    const database = await openHome(home);
    expect(await names(database)).toEqual(await allNames());
    expect(await database.writer('knex_migrations_lock').select('is_locked')).toEqual([{ is_locked: 0 }]);
  });

  it('are made although an earlier process that was to make them left its mark', async () => {
    const home = await homes.createBare();
    await asIfCutOff(home);
    const database = await openHome(home);
    expect(await names(database)).toEqual(await allNames());
  });

  it('are left alone where they are up to date, also while somebody writes', async () => {
    const home = await homes.createBare();
    const database = await openHome(home);
    await database.transaction(async () => {
      await database.lockBook();
      await database.execute('update knex_migrations_lock set is_locked = 0');
      // Would wait for this transaction if it wrote anything.
      const second = await openHome(home);
      expect(await names(second)).toEqual(await allNames());
    });
  });

  it('of a newer version of the program are not touched, and the message says so', async () => {
    const home = await homes.createBare();
    const database = await openHome(home);
    await database.execute("insert into knex_migrations (name, batch) values ('9999-later', 99)");
    await expect(openHome(home)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The book was made by a newer version of Dealproof.',
      problems: [{ message: expect.stringContaining('9999-later') }],
    });
  });
});

onPostgres('A process that makes the tables', (homes) => {
  it('after a newer version of the program has made them meanwhile says so', async () => {
    const home = await homes.createBare();
    const session = await PostgresSession.on(home);
    const newer = [...(await allNames()), '9999-later'].map((name) => `('${name}', 1)`);
    // Whoever takes its turn to make the tables notes what it did in this one.
    await session.rows(
      'begin; create table knex_migrations (id serial primary key, name text, batch integer)',
    );
    await session.rows(`insert into knex_migrations (name, batch) values ${newer.join(', ')}`);
    await session.rows(`select pg_advisory_xact_lock(${MIGRATIONS_LOCK})`);
    const opening = openHome(home);
    await Promise.all([
      expect(opening).rejects.toMatchObject({
        message: 'The book was made by a newer version of Dealproof.',
        problems: [{ message: expect.stringContaining('9999-later') }],
      }),
      session.waiting(1).then(() => session.rows('commit')),
    ]);
  });

  it('and is killed leaves nothing behind that stops the next one', async () => {
    const home = await homes.createBare();
    const session = await PostgresSession.on(home);
    // Whoever makes the first table has to wait for this.
    await session.rows('begin; create table imports (import_id integer)');
    const first = new CliProcess(cli, home, BEGIN);
    await session.waiting(1);
    const second = new CliProcess(cli, home, BEGIN);
    await session.waiting(2);
    first.kill();
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    await session.rows('rollback');
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await names(await openHome(home))).toEqual(await allNames());
  });

  it('says what is missing where the role may not', async () => {
    const home = await homes.createBare();
    const session = await PostgresSession.on(home);
    await session.rows('revoke create on schema public from public');
    const opening = openHome(await session.asGuest());
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      problems: [{ remedy: expect.stringContaining('owner') }],
    });
  });
});
