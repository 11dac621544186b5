import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { RULES } from '../support/open-book.js';

const folder = mkdtempSync(join(tmpdir(), 'wrong-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

let books = 0;

/** A data folder of its own. */
function newBook(): string {
  books += 1;
  return join(folder, `book-${books}`);
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Runs a command line as a person would, and tells what it printed where, and how it ended. */
async function dealproof(data: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli(
    args,
    { stdout, stderr },
    { DEALPROOF_DATA: data, DEALPROOF_RULES: RULES, DEALPROOF_LOG: 'silent', ...environment },
  );
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

const DEALS = 'deal_id,status,updated_at\nd1,active,2021-06-01T00:00:00Z\nd2,wun,2021-06-01T00:00:00Z\n';

describe('wrong input at the command line', () => {
  it('an unknown command or option is told with how it is used, and ends with 2', async () => {
    for (const args of [
      ['imprt'],
      ['import'],
      ['evaluate', '--as-of', '2021-02-30'],
      ['report', 'x', '--format', 'pdf'],
    ]) {
      const { code, out, err } = await dealproof(newBook(), args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toMatch(/error: |--help/);
    }
  });

  it('a port that another program holds is told, with how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, out, err } = await dealproof(newBook(), ['serve', '--port', String(port)]);
    other.close();
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `Cannot listen on 127.0.0.1:${port}.\n  Another program listens there already. Stop it, or give another port with --port or DEALPROOF_PORT.\n`,
    );
  });

  it('a folder without a book is told, and no book is begun in it', async () => {
    const misspelt = newBook();
    for (const args of [
      ['evaluate'],
      ['explain', 'opp-1'],
      ['history', 'opp-1'],
      ['report', 'pipeline'],
      ['decisions', 'verify'],
    ]) {
      const { code, out, err } = await dealproof(misspelt, args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toBe(
        `There is no book to work on.\n  ${misspelt}: This folder holds no book (no file dealproof.sqlite). Name the folder of your book with --data, or begin one: “dealproof import FILE…” with your own files, “dealproof demo” with made-up ones.\n`,
      );
      expect(existsSync(misspelt)).toBe(false);
    }
  });

  it('a wrong row ends with 2, a right file with 0; data goes to stdout, words to stderr', async () => {
    const book = newBook();
    const wrong = await dealproof(book, ['import', file('deals.csv', DEALS), '--json']);
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.out)).toMatchObject([{ created: 1, rejected: 1 }]);
    expect(wrong.err).toContain('row 3, column “status”, value “wun”');
    const right = await dealproof(book, ['import', file('right.csv', 'deal_id,status\nd3,active\n')]);
    expect(right).toMatchObject({ code: 0, err: '' });
  });

  it('a file that cannot be read keeps none of the others out', async () => {
    const good = file('good.csv', 'deal_id,status\nd1,active\n');
    const { code, out, err } = await dealproof(newBook(), ['import', join(folder, 'none.csv'), good]);
    expect(code).toBe(2);
    expect(err).toContain('none.csv is left out');
    expect(out).toContain('good.csv (deals): 1 read, 1 created');
  });

  it('rejects go to a file that is not one of the inputs, in a folder that exists', async () => {
    const input = file('wrong.csv', DEALS);
    const over = await dealproof(newBook(), ['import', input, '--rejects', input]);
    expect(over).toMatchObject({ code: 2, out: '' });
    expect(readFileSync(input, 'utf8')).toBe(DEALS);
    const nowhere = await dealproof(newBook(), ['import', input, '--rejects', join(folder, 'no', 'r.csv')]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain('The file of rejected rows cannot be written');
    const rejects = join(folder, 'rejects.csv');
    await dealproof(newBook(), ['import', input, '--rejects', rejects]);
    expect(readFileSync(rejects, 'utf8')).toMatch(
      /^\uFEFFfile,row,column,value,reason,remedy\r\nwrong.csv,3,status,wun,/,
    );
  });

  it('times to come are refused, in a record and for a file', async () => {
    const book = newBook();
    const future = file('future.csv', 'deal_id,status,updated_at\nd1,active,2999-01-01T00:00:00Z\n');
    expect(await dealproof(book, ['import', future])).toMatchObject({ code: 2 });
    const taken = [
      'import',
      file('now.csv', 'deal_id,status\nd1,active\n'),
      '--taken-at',
      '2999-01-01T00:00:00Z',
    ];
    expect((await dealproof(book, taken)).err).toContain('This instant lies in the future');
    expect((await dealproof(book, ['evaluate', '--as-of', '2999-01-01'])).code).toBe(2);
  });

  it('an amount may have a plus sign, and a dollar is a dollar', async () => {
    const spend = file('spend.csv', 'campaign_id,date,amount,currency,note\nc,2021-01-01,+5,USD,\n');
    expect(await dealproof(newBook(), ['import', spend])).toMatchObject({ code: 0 });
    const rates = file('rates.csv', 'month,currency,usd_per_unit\n2021-06,USD,2\n');
    expect((await dealproof(newBook(), ['import', rates])).err).toContain('One US dollar is one US dollar');
  });

  it('a report replaces nothing but an earlier report, and its name tells its format', async () => {
    const book = newBook();
    await dealproof(book, ['import', file('one.csv', 'deal_id,status\nd1,active\n')]);
    const over = await dealproof(book, [
      'report',
      'pipeline',
      '--format',
      'csv',
      '--out',
      file('mine.csv', 'mine'),
    ]);
    expect(over.code).toBe(2);
    expect(readFileSync(join(folder, 'mine.csv'), 'utf8')).toBe('mine');
    const sqlite = await dealproof(book, ['report', 'pipeline', '--out', join(book, 'dealproof.sqlite')]);
    expect(sqlite.code).toBe(2);
    const lying = await dealproof(book, [
      'report',
      'pipeline',
      '--format',
      'csv',
      '--out',
      join(folder, 'a.xlsx'),
    ]);
    expect(lying.err).toContain('End it in .csv');
    const out = join(folder, 'pipeline.csv');
    for (let time = 0; time < 2; time += 1) {
      expect(await dealproof(book, ['report', 'pipeline', '--out', out])).toMatchObject({ code: 0, err: '' });
    }
  });

  it('a folder or database that cannot be used is told in plain words, once', async () => {
    const deals = file('right.csv', 'deal_id,status\nd1,active\n');
    const { code, out, err } = await dealproof(file('a-file', ''), ['import', deals]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^The data folder .* cannot be used: .*\n$/);
    const away = await dealproof(newBook(), ['evaluate'], { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' });
    expect([away.code, away.out]).toEqual([1, '']);
    expect(away.err).toBe(
      'The database cannot be opened: connect ECONNREFUSED 127.0.0.1:1\n  No server answers at the address in DATABASE_URL. Start the server, or correct the host and the port.\n',
    );
    const typo = await dealproof(newBook(), ['evaluate'], { DATABASE_URL: 'mysql://x' });
    expect(typo.code).toBe(2);
    expect(typo.err).toContain('DATABASE_URL');
  });

  it('made-up deals never get in among real ones', async () => {
    const book = newBook();
    mkdirSync(book);
    await dealproof(book, ['import', file('real.csv', 'deal_id,status\nd1,active\n')]);
    const { code, err } = await dealproof(book, ['demo', '--data', book, '--deals', '20']);
    expect(code).toBe(2);
    expect(err).toContain('The demo needs a folder of its own');
    expect(existsSync(join(book, 'files'))).toBe(false);
  });

  it('unknown deals, policies and reports are told with what there is', async () => {
    const book = newBook();
    await dealproof(book, ['import', file('one.csv', 'deal_id,status\nd1,active\n')]);
    expect((await dealproof(book, ['explain', 'nope'])).err).toContain('The book has no deal nope');
    expect((await dealproof(book, ['evaluate', '--policy', '2021-05-08'])).err).toContain('2021-05-07');
    expect((await dealproof(book, ['report', 'pipelin'])).err).toContain('pipeline');
  });

  it('wrong rules end with 3 and name file and line', async () => {
    const rules = join(folder, 'rules', 'deal-registration');
    mkdirSync(rules, { recursive: true });
    writeFileSync(
      join(rules, '2021-01-01.json'),
      '{\n  "policy": "deal-registration",\n  "criteria": []\n}\n',
    );
    const { code, out } = await dealproof(newBook(), ['rules', 'check', '--rules', join(folder, 'rules')]);
    expect(code).toBe(3);
    expect(out).toContain('deal-registration/2021-01-01.json:3:');
    const book = newBook();
    await dealproof(book, ['import', file('one.csv', 'deal_id,status\nd1,active\n')]);
    expect(await dealproof(book, ['evaluate', '--rules', join(folder, 'rules')])).toMatchObject({ code: 3 });
  });
});
