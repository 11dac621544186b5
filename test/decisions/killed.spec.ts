import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { buildCli, type BuiltCli } from '../support/built-cli.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { Book, RULES } from '../support/open-book.js';

/** Four batches, so that there is time to kill between the first and the last. */
const DEALS = 8000;

eachDatabase('An evaluation whose process is killed', (homes) => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  /** Judges the book in a process of its own, and kills that when the log has grown to a number of seals. */
  const killedAtSeal = async (book: Book, home: Home, seals: number): Promise<void> => {
    const child = spawn(process.execPath, [cli.path, 'evaluate', '--data', home.dataDir, '--rules', RULES], {
      env: home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while ((await count(book, 'seals')) < seals && child.exitCode === null) await pause(5);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  };

  const count = async (book: Book, table: string): Promise<number> => {
    const rows = await book.database.rows<{ n: number }>(
      book.database.reader,
      `select count(*) as n from ${table}`,
      [],
    );
    return rows[0]?.n ?? 0;
  };

  it('leaves decisions, verdicts and seals together, and the next one completes the log', async () => {
    const home = await homes.create();
    const book = await Book.open(home, Date.now());
    const rows = Array.from(
      { length: DEALS },
      (_, index) => `opp-${index},active,partner-led,2021-06-01T12:00:00Z`,
    );
    await book.importText('deals.csv', ['deal_id,status,deal_type,updated_at', ...rows, ''].join('\n'));
    const log = book.app.get(DecisionLogService);
    for (const seals of [1, 2]) {
      await killedAtSeal(book, home, seals);
      const decisions = await count(book, 'decisions');
      expect(decisions).toBeGreaterThan(0);
      expect(decisions).toBeLessThan(DEALS);
      expect(await count(book, 'verdicts')).toBe(decisions);
      expect(await log.verify()).toMatchObject({ intact: true, decisions, reproduced: decisions });
    }
    book.setNow(Date.now());
    await book.eligibility.evaluate();
    expect(await log.verify()).toMatchObject({ intact: true, decisions: DEALS, reproduced: DEALS });
  }, 180_000);
});
