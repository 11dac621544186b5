import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BulkColumn, Cell, OnConflict } from '../../src/database/dialect.js';
import { eachDatabase, type Homes } from '../support/each-database.js';

const COLUMNS: readonly BulkColumn[] = [
  { name: 'id', type: 'integer' },
  { name: 'label', type: 'text' },
  { name: 'amount', type: 'integer' },
];
type Row = readonly [id: number, label: string | null, amount: number | null];

/** Text that means something to COPY, to array literals, to JSON or to nobody. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\\',
    '\\N',
    '\\.',
    '\\\\',
    'NULL',
    'null',
    '"',
    "'",
    '{}',
    ',',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\\n',
  ),
  fc.string({
    unit: fc.constantFrom(
      '\\',
      '\t',
      '\n',
      '\r',
      '"',
      ',',
      'N',
      '.',
      'a',
      '\u2028',
      '\u0001',
      '\u007f',
      'é',
      '中',
      '😀',
    ),
  }),
  // PostgreSQL holds no U+0000.
  fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', '')),
);
const number: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const anyRow: fc.Arbitrary<Row> = fc.tuple(
  fc.nat(800),
  fc.option(text, { nil: null }),
  fc.option(number, { nil: null }),
);
const rowsOf = (least: number, most: number): fc.Arbitrary<Row[]> =>
  fc.uniqueArray(anyRow, { minLength: least, maxLength: most, selector: ([id]: Row) => id });

const KEY = ['id'];
const CONFLICTS: readonly OnConflict[] = [
  { do: 'ignore', key: KEY },
  { do: 'replace', key: KEY },
];

async function table(homes: Homes) {
  const database = await homes.open();
  await database.execute('create table labels (id integer primary key, label text, amount bigint)');
  return {
    database,
    write: (rows: readonly Row[], onConflict: OnConflict | null = null) =>
      database.insertRows('labels', COLUMNS, rows, onConflict),
    clear: () => database.execute('delete from labels'),
    held: async () => {
      const rows = await database.rows<{ id: number; label: Cell; amount: Cell }>(
        database.reader,
        'select id, label, amount from labels order by id',
        [],
      );
      return rows.map((row) => [row.id, row.label, row.amount]);
    },
  };
}

const byId = (rows: Iterable<Row>): Row[] => [...rows].toSorted(([a], [b]) => a - b);
const many = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index): Row => [first + index, `row ${index}`, index]);

eachDatabase('rows that are written together', (homes) => {
  it.each([
    ['a few', 1, 40, 60],
    ['many', 100, 450, 25],
  ])('are held as they were given, whatever stands in them: %s', async (_, least, most, numRuns) => {
    const { write, held, clear } = await table(homes);
    await fc.assert(
      fc.asyncProperty(rowsOf(least, most), async (rows) => {
        await clear();
        await write(rows);
        expect(await held()).toEqual(byId(rows));
      }),
      { numRuns },
    );
  });

  it('take the place of those with the same key, or give way to them, as they are told to', async () => {
    const { write, held, clear } = await table(homes);
    await fc.assert(
      fc.asyncProperty(
        rowsOf(1, 300),
        rowsOf(100, 300),
        fc.constantFrom(...CONFLICTS),
        async (before, rows, onConflict) => {
          await clear();
          await write(before);
          await write(rows, onConflict);
          const byKey = new Map(before.map((row) => [row[0], row]));
          for (const row of rows)
            if (onConflict.do === 'replace' || !byKey.has(row[0])) byKey.set(row[0], row);
          expect(await held()).toEqual(byId(byKey.values()));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are all refused when one of them is, and what was written before them in a transaction can go on', async () => {
    const { database, write, held } = await table(homes);
    await write(many(0, 10));
    await expect(write(many(5, 200))).rejects.toThrow(/unique|duplicate key/i);
    expect(await held()).toHaveLength(10);
    await database.transaction(async () => {
      await write(many(1000, 150));
      await write(many(2000, 150), { do: 'replace', key: KEY });
      await write(many(2000, 200), { do: 'ignore', key: KEY });
    });
    expect(await held()).toHaveLength(10 + 150 + 200);
  });

  it('are gone when their transaction is taken back', async () => {
    const { database, write, held } = await table(homes);
    const failing = database.transaction(async () => {
      await write(many(0, 500), { do: 'replace', key: KEY });
      throw new Error('The file ends in the middle.');
    });
    await expect(failing).rejects.toThrow('The file ends in the middle.');
    expect(await held()).toEqual([]);
    await write(many(0, 500), { do: 'replace', key: KEY });
    expect(await held()).toHaveLength(500);
  });

  it('of the same table may name other columns each time', async () => {
    const { database, held } = await table(homes);
    const [id, label, amount] = COLUMNS;
    const columns = (...some: readonly (BulkColumn | undefined)[]) => some.filter((one) => one !== undefined);
    await database.transaction(async () => {
      const rows = Array.from({ length: 120 }, (_, index) => [index, `row ${index}`]);
      await database.insertRows('labels', columns(id, label), rows, { do: 'replace', key: KEY });
      const others = Array.from({ length: 120 }, (_, index) => [index, -index]);
      await database.insertRows('labels', columns(id, amount), others, { do: 'replace', key: KEY });
    });
    const rows = await held();
    expect(rows).toHaveLength(120);
    expect(rows.at(-1)).toEqual([119, 'row 119', -119]);
  });
});
