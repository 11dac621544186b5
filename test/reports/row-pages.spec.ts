import { PassThrough, Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, it } from '@jest/globals';
import type { ReportTable, Row } from '../../src/reports/domain/report.js';
import { writeCsv } from '../../src/reports/writers/csv-writer.js';
import { jsonChunks } from '../../src/reports/writers/json-writer.js';
import { writeXlsx } from '../../src/reports/writers/xlsx-writer.js';
import { aReport, aTable, SAMPLE } from './sample-table.js';

/** More rows than a workbook looks at to choose the widths of its columns, in pages of which one is empty. */
const PAGES: readonly (readonly Row[])[] = [0, 150, 170, 130].map((length, page) =>
  Array.from({ length }, (_, index): Row => [`row ${page} ${index % 7}`, ...SAMPLE.slice(1)]),
);

async function* inPages(): AsyncGenerator<readonly Row[]> {
  yield* PAGES;
}

it.each([
  ['CSV', (table: ReportTable, body: Writable) => writeCsv(table, body)],
  ['JSON', (table: ReportTable, body: Writable) => pipeline(Readable.from(jsonChunks(aReport(table))), body)],
  ['workbook', (table: ReportTable, body: Writable) => writeXlsx(aReport(table), [table], body)],
])('gives the same %s of rows that come in pages as of a list of them', async (_, write) => {
  const bytesOf = async (rows: ReportTable['rows']): Promise<Buffer> => {
    const body = new PassThrough();
    const [bytes] = await Promise.all([buffer(body), write(aTable(rows), body)]);
    return bytes;
  };
  const listed = await bytesOf(PAGES.flat());
  expect((await bytesOf(inPages())).equals(listed)).toBe(true);
});
