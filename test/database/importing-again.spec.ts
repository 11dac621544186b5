import { expect, it } from '@jest/globals';
import type { Problem } from '../../src/kernel/errors.js';
import { ImportService } from '../../src/import/import.service.js';
import { onPostgres } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { PostgresSession } from '../support/postgres-session.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HEAD = 'deal_id,status,updated_at\n';
const GOOD = 'opp-1,active,2021-06-01T12:00:00Z\nopp-2,won,2021-06-02T12:00:00Z\n';
const WRONG = 'opp-3,asleep,2021-06-01T12:00:00Z\n';

onPostgres('An import whose connection breaks off', (homes) => {
  /** Imports a text; the connection is cut when the import is about to write its deals, once. */
  async function cutOff(text: string) {
    const home = await homes.create();
    const book = await Book.open(home);
    const path = join(home.dataDir, 'deals.csv');
    writeFileSync(path, text);
    const session = await PostgresSession.on(home);
    await session.rows('begin; lock table deals in share mode');
    const told: Problem[] = [];
    const importing = book.app
      .get(ImportService)
      .importFile(path, { onReject: (problems) => told.push(...problems) });
    await session.waiting(1);
    await session.rows(`select pg_terminate_backend(pid, 10000) from pg_locks
      where not granted and relation = 'deals'::regclass; rollback`);
    const [outcome] = await Promise.allSettled([importing]);
    const deals = await session.rows('select deal_id from deals');
    return { outcome, told, deals: deals.length };
  }

  it('begins anew and counts everything once', async () => {
    const { outcome, deals } = await cutOff(`${HEAD}${GOOD}`);
    expect(outcome).toMatchObject({
      status: 'fulfilled',
      value: { read: 2, created: 2, importId: expect.any(Number) },
    });
    expect(deals).toBe(2);
  });

  it('ends there once it has told of a wrong row, which is not told of twice', async () => {
    const { outcome, told, deals } = await cutOff(`${HEAD}${WRONG}${GOOD}`);
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', message: expect.stringContaining('nothing of this was kept') },
    });
    expect(told).toHaveLength(1);
    expect(deals).toBe(0);
  });
});
