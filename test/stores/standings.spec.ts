import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { DEMO_TAKEN_AT } from '../../src/demo/domain/calendar.js';
import { writeDemoFiles } from '../../src/demo/write-demo-files.js';
import { eachDatabase } from '../support/each-database.js';
import { fillStandings } from '../support/fill-standings.js';
import { Book } from '../support/open-book.js';

const folder = mkdtempSync(join(tmpdir(), 'dealproof-standings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function standings(database: Database): Promise<readonly unknown[]> {
  return database.rows(database.reader, 'select * from deal_standings order by deal_id', []);
}

eachDatabase('What reports read of deals', (homes) => {
  it('is kept up by every import as if it were made anew from all that files told', async () => {
    const book = await Book.open(await homes.create(), DEMO_TAKEN_AT + 1);
    const files = await writeDemoFiles(folder, { seed: 3, deals: 120 });
    // The catalogue comes last, and makes assessments of deals that are in the book.
    const catalogue = files.filter((file) => file.includes('solutions'));
    for (const file of [...files.filter((one) => !catalogue.includes(one)), ...catalogue]) {
      await book.import(file);
      const kept = await standings(book.database);
      await fillStandings(book.database);
      expect([file, kept]).toEqual([file, await standings(book.database)]);
    }
    expect((await standings(book.database)).length).toBe(await book.deals.count());
  });

  it('is made when a book is opened that was written before there was such a thing', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    await book.importText('deals.csv', 'deal_id,status,updated_at\nd1,active,2021-05-01T00:00:00Z\n');
    const kept = await standings(book.database);
    await book.database.execute('delete from deal_standings');
    await book.database.execute('insert into standings_due (deal_id) select deal_id from deals');
    await book.close();
    const { database } = await Book.open(home);
    expect(kept).toHaveLength(1);
    expect(await standings(database)).toEqual(kept);
    expect(await database.rows(database.reader, 'select * from standings_due', [])).toEqual([]);
  });
});
