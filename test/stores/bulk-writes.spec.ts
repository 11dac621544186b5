import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { eachDatabase } from '../support/each-database.js';

const COLUMNS = [
  { name: 'deal_id', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'as_of', type: 'integer' },
  { name: 'content_hash', type: 'text' },
  { name: 'has_own_time', type: 'integer' },
  { name: 'fields', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
] as const;

/** Names of all indexes of the tables of deals that SQLite was told to lay. */
async function indexes(database: Database): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(
    database.reader,
    `select name from sqlite_master where type = 'index' and sql is not null and tbl_name in ('deals', 'deal_solutions', 'sightings') order by name`,
    [],
  );
  return rows.map(({ name }) => name);
}

eachDatabase('writing many rows at once', (homes) => {
  it('keeps objects and lists as the JSON text that JavaScript makes of them', async () => {
    const database = await homes.open();
    let run = 0;
    const value = fc.oneof(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
      fc.array(fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 5 }), fc.boolean(), async (some, many) => {
        run += 1;
        // Many rows go another way than a few.
        const values = many ? [...some, ...Array.from({ length: 100 }, () => ({}))] : some;
        const dealId = `deal ${run}`;
        const rows = values.map((one, index) => [dealId, 'deals', index, '', 1, one, 1, 1]);
        await database.insertRows('sightings', COLUMNS, rows);
        const held = await database.rowsIn<{ fields: string }>(
          'select fields from sightings where {in} order by as_of',
          'deal_id',
          [dealId],
        );
        expect(held.map(({ fields }) => fields)).toEqual(values.map((one) => JSON.stringify(one)));
      }),
      { numRuns: 100 },
    );
  });
});

it('into empty tables of SQLite leaves all their indexes as they were, also when it is taken back', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-indexes-'));
  const database = await openDatabase({ dataDir, databaseUrl: null });
  try {
    const before = await indexes(database);
    expect(before.length).toBeGreaterThan(0);
    const fill = (work: () => Promise<void>): Promise<void> =>
      database.transaction(async () => {
        const layIndexes = await database.withoutIndexes(['deals', 'deal_solutions', 'sightings']);
        await work();
        await layIndexes();
      });
    await fill(async () => expect(await indexes(database)).toEqual([]));
    expect(await indexes(database)).toEqual(before);
    const failing = fill(() => Promise.reject(new Error('The file ends in the middle.')));
    await expect(failing).rejects.toThrow('The file ends in the middle.');
    expect(await indexes(database)).toEqual(before);
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true });
  }
});
