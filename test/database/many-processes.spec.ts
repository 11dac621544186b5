import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Database } from '../../src/database/database.js';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { at } from '../support/a-deal.js';
import { type BuiltCli, buildCli } from '../support/built-cli.js';
import { CliProcess, type Ended } from '../support/cli-process.js';
import { eachDatabase, type Home, type Homes, onPostgres, openHome } from '../support/each-database.js';
import { Book, FIXTURES } from '../support/open-book.js';
import { PostgresSession } from '../support/postgres-session.js';

/** A file of all seventeen deals of the fixtures, and one that tells more of some of them. */
const DEALS = 'cosell-bulk-export-43col.csv';
const MORE = 'referrals-page-1.json';

/** When the files were exported: a table has no times of its own. */
const TAKEN_AT = '2021-09-30T00:00:00Z';

const imported = z.tuple([
  z.object({ created: z.number(), updated: z.number(), unchanged: z.number(), read: z.number() }),
]);

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const importing = (home: Home, file: string): CliProcess =>
  new CliProcess(cli, home, ['import', join(FIXTURES, file), '--taken-at', TAKEN_AT]);
const evaluating = (home: Home): CliProcess => new CliProcess(cli, home, ['evaluate']);

const take = (book: Book, file: string) => book.import(file, { takenAt: at(TAKEN_AT) });

/** Starts processes; on PostgreSQL none of them gets its turn before all of them wait for it. */
async function together(
  home: Home,
  database: Database,
  start: () => readonly CliProcess[],
): Promise<Ended[]> {
  if (home.databaseUrl === null) return Promise.all(start().map(({ ended }) => ended));
  const onlooker = await PostgresSession.on(home);
  const processes = await database.transaction(async () => {
    await database.lockBook();
    await database.lockVerdicts();
    const started = start();
    await onlooker.waiting(started.length);
    return started;
  });
  return Promise.all(processes.map(({ ended }) => ended));
}

/** A book that one process alone has made. */
async function alone(homes: Homes, files: readonly string[]): Promise<Book> {
  const book = await Book.open(await homes.create());
  for (const file of files) await take(book, file);
  return book;
}

/** What the verdicts of a book say, but not when and how often it was judged. */
async function verdicts(book: Book): Promise<readonly unknown[]> {
  return book.database.rows(
    book.database.reader,
    `select d.deal_id, v.outcome, v.pass_mask, v.fail_mask, v.policy_version, v.deal_version = d.version as of_now
       from deals d left join verdicts v on v.deal_id = d.deal_id order by d.deal_id`,
    [],
  );
}

/** Deals whose decisions are not counted 1, 2, 3 …, or whose verdict is not their last decision. */
async function gaps(book: Book): Promise<readonly unknown[]> {
  return book.database.rows(
    book.database.reader,
    `select s.deal_id from (select deal_id, count(*) as n, min(sequence) as first, max(sequence) as last from decisions
        group by deal_id) s left join verdicts v on v.deal_id = s.deal_id
      where s.first <> 1 or s.last <> s.n or v.sequence is null or v.sequence <> s.last`,
    [],
  );
}

/** Judges what is left, and holds the book against one that was made step by step. */
async function expectAsAlone(homes: Homes, home: Home, files: readonly string[]): Promise<void> {
  const book = await Book.open(home, Date.now());
  await book.eligibility.evaluate();
  const other = await alone(homes, files);
  other.setNow(Date.now());
  await other.eligibility.evaluate();
  expect(await book.contents()).toEqual(await other.contents());
  expect(await verdicts(book)).toEqual(await verdicts(other));
  expect(await gaps(book)).toEqual([]);
  expect(await book.app.get(DecisionLogService).verify()).toMatchObject({ intact: true });
}

/** What came of an evaluation, or of an import: done, or another took over; else what it said. */
function came(one: Ended | undefined): string {
  if (one?.code === 0) return 'done';
  return /takes over/.exec(one?.stderr ?? '')?.[0] ?? String(one?.stderr);
}

eachDatabase('Several processes on one book', (homes) => {
  it('that import the same file at once make the book that one of them makes', async () => {
    const home = await homes.create();
    const database = await openHome(home);
    const ended = await together(home, database, () => [1, 2, 3].map(() => importing(home, DEALS)));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']));
    const counts = ended.map(({ stdout }) => imported.parse(JSON.parse(stdout))[0]);
    const deals = counts[0]?.read ?? 0;
    expect(deals).toBeGreaterThan(0);
    expect(counts.map(({ created }) => created).toSorted((a, b) => a - b)).toEqual([0, 0, deals]);
    expect(counts.map(({ unchanged }) => unchanged).toSorted((a, b) => a - b)).toEqual([0, deals, deals]);
    await expectAsAlone(homes, home, [DEALS]);
  }, 120_000);

  it('that evaluate twice and import at once judge every deal once, by all that is known', async () => {
    const home = await homes.create();
    const first = await Book.open(home, Date.now());
    await take(first, DEALS);
    const ended = await together(home, first.database, () => [
      evaluating(home),
      evaluating(home),
      importing(home, MORE),
    ]);
    expect(came(ended[2])).toBe('done');
    // The later of two takes over from the earlier, if that is not done by then.
    const evaluations = ended.slice(0, 2).map(came).toSorted();
    const possible = [
      ['done', 'takes over'],
      ['done', 'done'],
    ];
    expect(home.databaseUrl === null ? possible : possible.slice(0, 1)).toContainEqual(evaluations);
    await expectAsAlone(homes, home, [DEALS, MORE]);
  }, 120_000);

  it('that find a new book and new rules at once record them once', async () => {
    const home = await homes.create();
    await (await openHome(home)).close();
    const ended = await Promise.all([1, 2, 3].map(() => evaluating(home).ended));
    expect(['done', 'takes over']).toEqual(expect.arrayContaining(ended.map(came)));
    expect(ended.map(came)).toContain('done');
    const database = await openHome(home);
    expect(await database.writer('rule_sets').select('rule_set_id')).toEqual([{ rule_set_id: 1 }]);
  }, 120_000);
});

onPostgres('A process that is killed', (homes) => {
  /** Lets the first process come as far as a table that is locked, the second as far as the first's lock. */
  const killed = async (home: Home, table: string, start: () => CliProcess): Promise<Ended> => {
    const session = await PostgresSession.on(home);
    await session.rows(`begin; lock table ${table} in share mode`);
    const first = start();
    await session.waiting(1);
    const second = start();
    await session.waiting(2);
    first.kill();
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    await session.rows('rollback');
    return second.ended;
  };

  it('in the middle of an import leaves nothing of the file, and the next import takes it all', async () => {
    const home = await homes.create();
    await (await openHome(home)).close();
    const { code, stdout } = await killed(home, 'deals', () => importing(home, DEALS));
    expect(code).toBe(0);
    const [{ created, read }] = imported.parse(JSON.parse(stdout));
    expect(created).toBe(read);
    await expectAsAlone(homes, home, [DEALS]);
  }, 120_000);

  it('in the middle of an evaluation leaves whole verdicts, and the next evaluation judges the rest', async () => {
    const home = await homes.create();
    const book = await Book.open(home, Date.now());
    await take(book, DEALS);
    const { code, stderr } = await killed(home, 'verdicts', () => evaluating(home));
    expect([code, stderr]).toEqual([0, '']);
    await expectAsAlone(homes, home, [DEALS]);
  }, 120_000);
});
