import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvStream } from '../../csv/csv-stream.js';
import { guardFormula } from '../../csv/formula-guard.js';
import type { ReportTable, Row } from '../domain/report.js';
import { plainCell } from './cell-values.js';

/**
 * Writes one table of a report as CSV and ends the destination. The totals are the last line.
 */
export async function writeCsv(table: ReportTable, destination: Writable): Promise<void> {
  await pipeline(Readable.from(csvLines(table)), csvStream(), destination);
}

async function* csvLines(table: ReportTable): AsyncGenerator<(string | null)[]> {
  yield table.columns.map((column) => guardFormula(column.title));
  for await (const row of table.rows) yield csvLine(table, row);
  if (table.totals !== null) yield csvLine(table, table.totals);
}

function csvLine(table: ReportTable, row: Row): (string | null)[] {
  return table.columns.map((column, index) => {
    const plain = plainCell(row[index] ?? null, column);
    if (plain === null) return null;
    return plain.isNumber ? plain.text : guardFormula(plain.text);
  });
}
