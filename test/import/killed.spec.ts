import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type BuiltCli, buildCli } from '../support/built-cli.js';
import { CliProcess } from '../support/cli-process.js';
import { onSqlite } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { stall } from '../support/stall.js';

/** More rows than are booked at a time. */
const DEALS = 4500;
/** A deal of a later batch, at which the process stays for minutes. */
const IN_A_LATER_BATCH = "new.deal_id = 'd4250'";

onSqlite('An import whose process is killed', (homes) => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  it('leaves nothing of the file, and the next one takes it all', async () => {
    const home = await homes.create();
    const file = join(home.dataDir, 'deals.csv');
    const rows = Array.from({ length: DEALS }, (_, index) => `d${index},active,2021-06-01T12:00:00Z`);
    writeFileSync(file, ['deal_id,status,updated_at', ...rows, ''].join('\n'));
    const before = await Book.open(home);
    const empty = await before.contents();
    const { writer } = before.database;
    const goOn = await stall(before.database, { on: 'insert', table: 'deals', when: IN_A_LATER_BATCH });
    expect(await isLocked(before)).toBe(false);
    const killed = new CliProcess(cli, home, ['import', file]);
    // It has come to the deal when the lock of its transaction does not go away.
    for (let held = 0; held < 8;) {
      await pause(100);
      held = (await isLocked(before)) ? held + 1 : 0;
    }
    killed.kill();
    expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
    await goOn();
    expect(await before.contents()).toEqual(empty);
    const again = await before.import(file);
    expect(again).toMatchObject({ read: DEALS, created: DEALS, rejected: 0 });
    expect(await writer.raw('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }, 60_000);
});

/** Whether another process is writing to the book. */
async function isLocked({ database: { writer } }: Book): Promise<boolean> {
  await writer.raw('pragma busy_timeout = 0');
  try {
    await writer.raw('begin immediate');
    await writer.raw('rollback');
    return false;
  } catch (error) {
    if (!String(error).includes('SQLITE_BUSY')) throw error;
    return true;
  }
}
