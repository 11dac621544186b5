import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { down, up } from '../../src/database/migrations/0004-slim-sightings.js';
import { named, placed } from '../../src/database/migrations/sighting-forms.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import { storedFields } from '../../src/deals/domain/stored-fields.js';
import { eachDatabase } from '../support/each-database.js';
import { everyField } from '../support/every-field.js';

const SIGHTINGS = [
  { name: 'deal_id', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'as_of', type: 'integer' },
  { name: 'content_hash', type: 'text' },
  { name: 'has_own_time', type: 'integer' },
  { name: 'fields', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
] as const;

const SOLUTIONS = [
  { name: 'deal_id', type: 'text' },
  { name: 'position', type: 'integer' },
  { name: 'solution_id', type: 'text' },
] as const;

/** More sightings than are converted at a time, the second of each deal without fields of its own. */
const FIELDS = fc.sample(everyField, { numRuns: 2600, seed: 4 });

async function fillAsBefore(database: Database): Promise<void> {
  const rows = FIELDS.flatMap((fields, index) => [
    [`deal ${index}`, 'deals', 1_622_505_600_000, `hash ${index}`, 1, JSON.stringify(fields), 7, 1],
    [`deal ${index}`, 'deals', 1_622_592_000_000, `hash ${index}`, 1, null, 8, 2],
  ]);
  await database.insertRows('sightings', SIGHTINGS, rows);
  await database.writer('deals').insert({
    deal_id: 'deal 0',
    version: 3,
    recorded_at: 8,
    import_id: 2,
    status: 'won',
    solutions_known: 1,
    notes: 'Ünïcode, "quotes"',
  });
  await database.insertRows('deal_solutions', SOLUTIONS, [
    ['deal 0', 0, 'SOL-1'],
    ['deal 0', 1, 'SOL-2'],
  ]);
}

async function everything(database: Database): Promise<readonly (readonly unknown[])[]> {
  const read = (table: string, order: string): Promise<readonly unknown[]> =>
    database.rows(database.reader, `select * from ${table} order by ${order}`, []);
  return [
    (await read('sightings', 'deal_id, as_of')).map((row) => {
      const { fields, ...others } = Object(row);
      return { ...others, fields: fields === null ? null : JSON.parse(fields) };
    }),
    await read('deals', 'deal_id'),
    await read('deal_solutions', 'deal_id, position'),
  ];
}

eachDatabase('a book of an earlier version', (homes) => {
  it('comes along with all that was told, and goes back as it was', async () => {
    const database = await homes.open();
    await down(database.writer);
    await fillAsBefore(database);
    const before = await everything(database);
    await up(database.writer);
    const store = new DealsStore(database);
    const read = await store.sightings(FIELDS.map((_, index) => `deal ${index}`));
    for (const [index, fields] of FIELDS.entries()) {
      const [first, second, ...more] = (read.get(`deal ${index}`) ?? []).toSorted((a, b) => a.asOf - b.asOf);
      expect(more).toEqual([]);
      expect(first).toEqual({
        dealId: `deal ${index}`,
        source: 'deals',
        asOf: 1_622_505_600_000,
        hasOwnTime: true,
        contentHash: `hash ${index}`,
        fields,
        recordedAt: 7,
        importId: 1,
      });
      expect(second).toEqual({ ...first, asOf: 1_622_592_000_000, recordedAt: 8, importId: 2 });
    }
    await down(database.writer);
    expect(await everything(database)).toEqual(before);
  });

  it('still refuses a second deal of the same id, and a second solution in the same place', async () => {
    const database = await homes.open();
    await fillAsBefore(database);
    for (const turn of [down, up]) {
      await turn(database.writer);
      const deal = {
        deal_id: 'deal 0',
        version: 1,
        recorded_at: 1,
        import_id: 1,
        status: 'won',
        solutions_known: 0,
      };
      await expect(Promise.resolve(database.writer('deals').insert(deal))).rejects.toThrow(/unique/i);
      const solution = { deal_id: 'deal 0', position: 1, solution_id: 'SOL-3' };
      await expect(Promise.resolve(database.writer('deal_solutions').insert(solution))).rejects.toThrow(
        /unique/i,
      );
    }
  });
});

describe('the two forms of a sighting’s fields', () => {
  it('are those that sightings are written in, and that they were written in', () => {
    fc.assert(
      fc.property(everyField, (fields) => {
        const list = placed(JSON.stringify(fields));
        expect(list).toBe(JSON.stringify(storedFields(fields)));
        expect(JSON.parse(named(list))).toEqual(fields);
      }),
    );
  });
});
