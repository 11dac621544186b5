import type { Database } from '../database/database.js';
import type { BulkColumn, Cell } from '../database/dialect.js';

/** A row of a catalogue: what it is about, and what is believed of it. Cells are in the order of the columns. */
export interface CatalogueRow {
  readonly key: readonly Cell[];
  readonly values: readonly Cell[];
}

/** Which table, and which of its columns identify what a row is about. The first key column is looked up by. */
export interface CatalogueTable {
  readonly name: string;
  readonly key: readonly BulkColumn[];
  readonly values: readonly BulkColumn[];
}

/** As of when rows are taken, by which import, and when that was recorded (epoch ms). */
export interface Statement {
  readonly asOf: number;
  readonly importId: number;
  readonly recordedAt: number;
}

/** What became of each given row, in their order. */
export type Statused = 'created' | 'updated' | 'unchanged' | 'conflict';

const BELIEVED: readonly BulkColumn[] = [
  { name: 'as_of', type: 'integer' },
  { name: 'recorded_from', type: 'integer' },
  { name: 'recorded_until', type: 'integer' },
  { name: 'import_id', type: 'integer' },
];

/**
 * Takes rows into a catalogue that keeps what it replaces: the row with the newest `asOf` is believed, whatever
 * the order in which files arrive. Of two rows of the same time that contradict each other one is a `conflict`, and
 * the same one is kept whatever their order.
 */
export async function believeRows(
  database: Database,
  table: CatalogueTable,
  rows: readonly CatalogueRow[],
  statement: Statement,
): Promise<readonly Statused[]> {
  const held = await heldRows(database, table, rows);
  const writes = new Map<string, readonly Cell[]>();
  const write = (
    row: CatalogueRow,
    from: number,
    until: number | null,
    asOf: number,
    importId: number,
  ): void => {
    const cells = [...row.key, ...row.values, asOf, from, until, importId];
    writes.set(JSON.stringify([row.key, from, asOf]), cells);
  };
  const results = rows.map((row): Statused => {
    const id = JSON.stringify(row.key);
    const current = held.get(id);
    const same = current !== undefined && JSON.stringify(current.row.values) === JSON.stringify(row.values);
    const contradicts = !same && current?.asOf === statement.asOf;
    if (current !== undefined && !isNewer(row, current, statement)) {
      return contradicts ? 'conflict' : 'unchanged';
    }
    if (current)
      write(current.row, current.recordedFrom, statement.recordedAt, current.asOf, current.importId);
    write(row, statement.recordedAt, null, statement.asOf, statement.importId);
    held.set(id, {
      row,
      asOf: statement.asOf,
      recordedFrom: statement.recordedAt,
      importId: statement.importId,
    });
    if (current === undefined) return 'created';
    if (contradicts && current.importId === statement.importId) return 'conflict';
    return same ? 'unchanged' : 'updated';
  });
  const columns = [...table.key, ...table.values, ...BELIEVED];
  const key = [...table.key.map(({ name }) => name), 'recorded_from', 'as_of'];
  await database.insertRows(table.name, columns, [...writes.values()], { do: 'replace', key });
  return results;
}

interface HeldRow {
  readonly row: CatalogueRow;
  readonly asOf: number;
  readonly recordedFrom: number;
  readonly importId: number;
}

/** Newer by its time; two rows of the very same time are settled by content, so that their order cannot matter. */
function isNewer(row: CatalogueRow, held: HeldRow, statement: Statement): boolean {
  if (statement.asOf !== held.asOf) return statement.asOf > held.asOf;
  return JSON.stringify(row.values) > JSON.stringify(held.row.values);
}

async function heldRows(
  database: Database,
  table: CatalogueTable,
  rows: readonly CatalogueRow[],
): Promise<Map<string, HeldRow>> {
  const [lookup] = table.key;
  if (lookup === undefined) throw new Error(`${table.name} has no key`);
  const names = [...table.key, ...table.values, ...BELIEVED].map(({ name }) => name).join(', ');
  const found = await database.rowsIn<Readonly<Record<string, Cell>>>(
    `select ${names} from ${table.name} where recorded_until is null and {in}`,
    lookup.name,
    [...new Set(rows.map((row) => String(row.key[0])))],
  );
  const cellsOf = (columns: readonly BulkColumn[], record: Readonly<Record<string, Cell>>): readonly Cell[] =>
    columns.map(({ name }) => record[name] ?? null);
  return new Map(
    found.map((record) => {
      const row = { key: cellsOf(table.key, record), values: cellsOf(table.values, record) };
      return [
        JSON.stringify(row.key),
        {
          row,
          asOf: Number(record.as_of),
          recordedFrom: Number(record.recorded_from),
          importId: Number(record.import_id),
        },
      ];
    }),
  );
}
