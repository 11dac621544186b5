import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { buildCli, type BuiltCli } from '../support/built-cli.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { Book, RULES } from '../support/open-book.js';
import { stall } from '../support/stall.js';

/** Two transactions, of 10,000 deals at most. */
const DEALS = 10_500;

/** A deal of the second transaction. */
const IN_THE_SECOND = 'opp-10250';

eachDatabase('An evaluation whose process is killed', (homes) => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  const count = async (book: Book, table: string): Promise<number> => {
    const rows = await book.database.rows<{ n: number }>(
      book.database.reader,
      `select count(*) as n from ${table}`,
      [],
    );
    return rows[0]?.n ?? 0;
  };

  /** Judges the book in a process of its own, and kills that in the middle of its second transaction. */
  const killed = async (book: Book, home: Home): Promise<void> => {
    const child = spawn(process.execPath, [cli.path, 'evaluate', '--data', home.dataDir, '--rules', RULES], {
      env: home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    try {
      while ((await count(book, 'seals')) < 1 && child.exitCode === null) await pause(20);
      // By now it stores the second transaction, which it cannot finish.
      await pause(1000);
    } finally {
      child.kill('SIGKILL');
    }
    expect(await ended).toEqual([null, 'SIGKILL']);
  };

  it('leaves decisions, verdicts and seals together, and the next one completes the log', async () => {
    const home = await homes.create();
    const book = await Book.open(home, Date.now());
    const rows = Array.from({ length: DEALS }, (_, index) => {
      const id = String(index).padStart(5, '0');
      return `opp-${id},active,partner-led,2021-06-01T12:00:00Z`;
    });
    await book.importText('deals.csv', ['deal_id,status,deal_type,updated_at', ...rows, ''].join('\n'));
    // Storing that verdict takes long, after its decision was stored.
    const when = `new.deal_id = '${IN_THE_SECOND}'`;
    const goOn = await stall(book.database, { on: 'insert', table: 'verdicts', when });
    await killed(book, home);
    await goOn();
    const counts = await Promise.all(['decisions', 'verdicts', 'seals'].map((table) => count(book, table)));
    expect(counts).toEqual([10_000, 10_000, 1]);
    const log = book.app.get(DecisionLogService);
    expect(await log.verify()).toMatchObject({ intact: true, reproduced: 10_000 });
    book.setNow(Date.now());
    await book.eligibility.evaluate();
    expect(await log.verify()).toMatchObject({ intact: true, seals: 2, reproduced: DEALS });
  }, 180_000);
});
