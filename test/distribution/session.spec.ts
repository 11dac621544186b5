import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { runCli } from '../../src/cli/run-cli.js';
import * as standingNames from '../../src/database/migrations/0009-standing-names.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { exampleFiles } from '../docs/doc-blocks.js';
import { installCitusStandIn, onDatabase, urlOf } from '../support/citus-stand-in.js';
import { type Home, onPostgres } from '../support/each-database.js';
import { Book, FIXTURES } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';
import { distributedTables, refusedByCitus } from '../support/sharded-sql.js';

/** What people do with a book in a year, a command at a time; `+` is a file of the fixtures, `:` one of the guide. */
const SESSION = [
  'import :solutions.csv :customers.csv :campaigns.csv :spend.csv :rates.csv :deals.csv',
  'import +cosell-bulk-export-43col.csv +analytics-cosell-export.csv +fxrates-2021.csv +referrals-page-1.json',
  'evaluate --as-of 2021-07-01 --verify 5',
  'import +referrals-page-2.json :deals.csv',
  'evaluate --as-of 2021-08-01',
  'evaluate --as-of 2021-08-01',
  'evaluate --as-of 2021-08-01 --all',
  'evaluate --policy 2021-02-03',
  'report pipeline --format csv',
  'report pipeline --by solution --format csv',
  'report campaign-roi --format csv',
  'report pipeline --as-of 2021-06-15 --format csv',
  'report conversion --format csv',
  'report registration-audit --format csv',
  'report registration-audit --as-of 2021-07-15 --solution S-1 --format csv',
  'report registration-audit --known-at 2021-07-15 --format csv',
  'explain opp-2',
  'explain opp-2 --as-of 2021-06-10',
  'history opp-2',
  'rules impact ~2021-08-20.json',
  'rules activate ~2021-08-20.json --by Alva',
  'rules list',
  'rules log',
  'rules rollback 2021-08-20 --by Alva',
  'decisions verify',
  'decisions seal',
  'decisions export',
];

afterEach(() => {
  jest.restoreAllMocks();
});

/** Every statement that is sent to PostgreSQL from now on. */
function listen(): ReadonlySet<string> {
  const heard = new Set<string>();
  const send: unknown = pg.Client.prototype.query;
  if (typeof send !== 'function') throw new TypeError('the driver sends statements otherwise');
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [what] = args;
    const text: unknown = typeof what === 'string' ? what : Object(what).text;
    heard.add(String(text));
    return Reflect.apply(send, this, args);
  });
  return heard;
}

async function run(home: Home, command: string, rules: RulesCopy): Promise<void> {
  const words = command.split(' ').map((word) => {
    if (word.startsWith('+')) return join(FIXTURES, word.slice(1));
    if (word.startsWith(':')) return join(home.dataDir, word.slice(1));
    return word.startsWith('~') ? rules.fileOf(word.slice(1, -'.json'.length)) : word;
  });
  const screen = new PassThrough();
  const pieces: Buffer[] = [];
  screen.on('data', (piece: Buffer) => pieces.push(piece));
  const environment = {
    DATABASE_URL: urlOf(home),
    DEALPROOF_DATA: home.dataDir,
    DEALPROOF_RULES: rules.path,
  };
  const code = await runCli(words, { stdout: screen, stderr: screen }, environment);
  expect([command, code, code === 0 ? '' : Buffer.concat(pieces).toString('utf8')]).toEqual([command, 0, '']);
}

/** Gives the commands of a session, and tells what then stands in the decision log. */
async function live(home: Home, rules: RulesCopy, session: readonly string[]): Promise<readonly unknown[]> {
  for (const [name, text] of exampleFiles('formats.md')) {
    if (!name.includes('/')) writeFileSync(join(home.dataDir, name), text);
  }
  for (const command of session) await run(home, command, rules);
  return onDatabase(
    urlOf(home),
    `select deal_id, sequence, deal_version, policy_version, pass_mask, fail_mask, outcome, cause, seal_id
       from decisions order by deal_id, sequence`,
  );
}

onPostgres('a year with a book', (homes) => {
  it('sends nothing that Citus would refuse once the book is distributed, and comes to the same decisions', async () => {
    const [plain, spread, rules] = [await homes.create(), await homes.create(), new RulesCopy()];
    const changing = SESSION.filter((command) =>
      /^(import|evaluate|rules (impact|activate|rollback))/.test(command),
    );
    const decisions = await live(plain, rules, changing);
    expect(decisions.length).toBeGreaterThan(20);

    await Book.open(spread).then((book) => book.close());
    await installCitusStandIn(urlOf(spread));
    await run(spread, 'db distribute', rules);
    const heard = listen();
    expect(await live(spread, rules, SESSION)).toEqual(decisions);
    const book = await Book.open(spread);
    const filter = { status: 'won', dealType: 'co-sell', campaignId: 'C-1', outcome: 'eligible' };
    await book.app.get(DealsReadModel).list(filter, null, 5);
    // As a book of an earlier version, distributed before there was more in the rows that reports read.
    await standingNames.down(book.database.writer);
    await standingNames.up(book.database.writer);

    const sharded = [...heard].filter((sql) => distributedTables(sql).length > 0);
    expect(sharded.length).toBeGreaterThan(50);
    const refused = sharded.flatMap((sql) =>
      refusedByCitus(sql).map((why) => `${why}: ${sql.replace(/\s+/g, ' ')}`),
    );
    expect(refused).toEqual([]);
  }, 300_000);
});
