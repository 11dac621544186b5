import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildCli, type BuiltCli } from '../support/built-cli.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { holdBook } from './held-book.js';
import { type Process, start } from './started-process.js';

/** So many that their import and their evaluation take many batches. */
const DEALS = 30_000;

eachDatabase('A process that is told to end', (homes) => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  it('takes nothing of a file in that it imports, and keeps those before it', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    const [first, second] = [join(home.dataDir, 'first.csv'), join(home.dataDir, 'second.csv')];
    writeFileSync(first, dealsFile(1));
    writeFileSync(second, dealsFile(DEALS));
    const importing = start(cli, home, 'import', first, second);
    await filled(book, 'deals', importing);
    importing.child.kill('SIGINT');
    expect(await importing.ended).toBe(130);
    expect(importing.said()).toContain('first.csv (deals): 1 read, 1 created');
    expect(importing.said()).toContain(`The import of ${second} was cancelled by Ctrl-C.
  Nothing of this file was taken in. Import it again to take it in.
`);
    expect(await count(book, 'deals')).toBe(1);
  });

  it('says how many deals are judged, and the next evaluation judges the rest', async () => {
    const home = await homes.create();
    const book = await Book.open(home, Date.now());
    await book.importText('deals.csv', dealsFile(DEALS));
    const evaluating = start(cli, home, 'evaluate');
    await filled(book, 'verdicts', evaluating);
    evaluating.child.kill('SIGTERM');
    expect(await evaluating.ended).toBe(143);
    expect(evaluating.said()).toContain('The evaluation was cancelled by SIGTERM.\n');
    const [, judged = ''] = /([\d,]+) of 30,000 deals are judged/.exec(evaluating.said()) ?? [];
    const verdicts = await count(book, 'verdicts');
    expect(judged).toBe(verdicts.toLocaleString('en-US'));
    expect(verdicts).toBeLessThan(DEALS);
    expect(await book.eligibility.evaluate()).toMatchObject({ deals: DEALS, recorded: DEALS - verdicts });
  });

  it('says at the first signal what became of its work, and ends at once at the second, whatever it waits for', async () => {
    const home = await homes.create();
    const file = join(home.dataDir, 'deals.csv');
    writeFileSync(file, dealsFile(1));
    // From the second command on nothing has to be written before the import.
    expect(await start(cli, home, 'import', file).ended).toBe(0);
    const held = await holdBook(home);
    try {
      const importing = start(cli, home, 'import', join(home.dataDir, 'no-such.csv'), file);
      await importing.saying('is left out');
      importing.child.kill('SIGINT');
      await importing.saying('was cancelled by Ctrl-C');
      importing.child.kill('SIGINT');
      expect([130, 'SIGINT']).toContain(await importing.ended);
    } finally {
      await held.release();
    }
  });

  it('answers what it was asked before it ends, when it serves', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    const serving = start(cli, home, 'serve', '--port', '0');
    await serving.saying('Ctrl+C stops it');
    const [url = ''] = /http:\/\/[\d.:]+/.exec(serving.said()) ?? [];
    const answer = fetch(`${url}/api/v1/imports?fileName=deals.csv`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'nightly' },
      body: dealsFile(DEALS),
    });
    const reading = async (): Promise<boolean> => {
      const response = await fetch(`${url}/api/v1/work`);
      return / *"recordsRead":[1-9]/.test(await response.text());
    };
    while (!(await reading()));
    serving.child.kill('SIGTERM');
    const response = await answer;
    expect([response.status, await response.json()]).toMatchObject([
      503,
      {
        type: '/problems/unavailable',
        detail: 'The import of deals.csv was cancelled by the service, which is stopping.',
        errors: [{ message: 'Nothing of this file was taken in.' }],
      },
    ]);
    expect([143, 'SIGTERM']).toContain(await serving.ended);
    expect(await count(book, 'deals')).toBe(0);
    expect(await count(book, 'idempotency_keys')).toBe(0);
    expect(readdirSync(join(home.dataDir, 'uploads'))).toEqual([]);
  });
});

async function count(book: Book, table: string): Promise<number> {
  const rows = await book.database.rows<{ n: number }>(
    book.database.reader,
    `select count(*) as n from ${table}`,
    [],
  );
  return rows[0]?.n ?? 0;
}

/** Waits until a table has rows that a process of its own put there. */
async function filled(book: Book, table: string, { child }: Process): Promise<void> {
  while ((await count(book, table)) === 0 && child.exitCode === null);
}

function dealsFile(deals: number): string {
  const rows = Array.from(
    { length: deals },
    (_, index) => `opp-${String(index).padStart(5, '0')},active,partner-led,2021-06-01T12:00:00Z`,
  );
  return ['deal_id,status,deal_type,updated_at', ...rows, ''].join('\n');
}
