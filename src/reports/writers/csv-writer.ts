import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { ReportTable, Row } from '../domain/report.js';
import { plainCell } from './cell-values.js';
import { guardFormula } from './formula-guard.js';

/**
 * Writes one table of a report as CSV and ends the destination: UTF-8 with a byte order mark, which spreadsheets need
 * to see that it is UTF-8, lines ended by CRLF, quoted as RFC 4180 says. The totals are the last line.
 */
export async function writeCsv(table: ReportTable, destination: Writable): Promise<void> {
  const lines = stringify({
    bom: true,
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    cast: {
      // Every cell arrives as text or null; the library's own ways with other types are never wanted.
      string: (text) => text,
      null: () => '',
    },
  });
  await pipeline(Readable.from(csvLines(table)), lines, destination);
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
