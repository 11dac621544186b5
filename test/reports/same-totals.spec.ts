import { expect, it } from '@jest/globals';
import type ExcelJS from 'exceljs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { openDatabase } from '../../src/database/open-database.js';
import { fillBook } from '../support/book-builder.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { arbitraryBook } from './arbitrary-book.js';
import { type JsonTable, ReportDesk } from './report-harness.js';

const AT = { asOf: '2021-09-30', zone: 'Europe/Stockholm' };
const REPORTS = ['pipeline', 'campaign-roi', 'conversion', 'registration-audit'];
/** Every report, two of them in currencies with no decimals and with three, and one of some deals. */
const ASKED = [
  ...REPORTS.map((name) => ({ name, currency: 'USD' })),
  { name: 'pipeline', currency: 'JPY' },
  { name: 'campaign-roi', currency: 'KWD' },
  { name: 'campaign-roi', dealType: 'co-sell,none', by: 'channel' },
  { name: 'registration-audit', by: 'campaign', summary: 'true' },
];
const NUMBERS = ['integer', 'usd', 'money', 'percent', 'ratio'];
/** A book in which all that can be drawn occurs; the same at every run. */
const SEED = 26;

/** The numbers of a table line by line, the totals last; null for an empty cell. */
function numbersOf({ columns, rows, totals }: JsonTable): (number | null)[][] {
  const wanted = columns.filter(({ type }) => NUMBERS.includes(type));
  return [...rows, ...(totals === null ? [] : [totals])].map((row) =>
    wanted.map(({ key }) => (typeof row[key] === 'number' ? row[key] : null)),
  );
}

/** The same of lines that another file holds, the heading first. */
function numbersOfLines({ columns }: JsonTable, lines: readonly (readonly unknown[])[]): (number | null)[][] {
  return lines.slice(1).map((line) =>
    columns.flatMap(({ type }, index) => {
      if (!NUMBERS.includes(type)) return [];
      const cell = resultOf(line[index]);
      return [cell === null || cell === undefined || cell === '' ? null : Number(cell)];
    }),
  );
}

/** What stands in a cell, or what its formula is said to come to; exceljs leaves out a result of 0. */
function resultOf(cell: unknown): unknown {
  if (typeof cell !== 'object' || cell === null || !('formula' in cell)) return cell;
  return 'result' in cell ? cell.result : 0;
}

function linesOf(sheet: ExcelJS.Worksheet | undefined): unknown[][] {
  const lines: unknown[][] = [];
  sheet?.eachRow((row) => lines.push(Array.isArray(row.values) ? row.values.slice(1) : []));
  return lines;
}

eachDatabase('a report of one book', ({ create }) => {
  it('has the same numbers as JSON, as CSV, as a workbook and over HTTP', async () => {
    const home = await create();
    const database = await openDatabase(home);
    home.atEnd(() => database.close());
    const [book] = fc.sample(arbitraryBook, { numRuns: 1, seed: SEED });
    if (book === undefined) throw new Error('A book is drawn.');
    await fillBook(database, book);
    const desk = new ReportDesk(database, Date.now());
    const http = await bootServer(home);
    expect((await desk.json('pipeline', AT)).figures.deals).toBeGreaterThan(0);
    expect((await desk.json('registration-audit', AT)).figures.won_deals).toBeGreaterThan(0);
    for (const { name, ...options } of ASKED) {
      const question = { ...AT, ...options };
      const json = await desk.json(name, question);
      const workbook = await desk.xlsx(name, question);
      const api = await http.get(`/api/v1/reports/${name}`).query(question);
      expect(api.body.tables).toEqual(json.tables);
      expect(api.body.figures).toEqual(json.figures);
      for (const table of json.tables) {
        const expected = numbersOf(table);
        const csv = await desk.csv(name, question, table.name);
        const said = await http
          .get(`/api/v1/reports/${name}`)
          .query({ ...question, format: 'csv', table: table.name });
        const lines = Papa.parse<string[]>(said.text, { skipEmptyLines: true }).data;
        expect([name, table.name, numbersOfLines(table, csv)]).toEqual([name, table.name, expected]);
        expect(numbersOfLines(table, lines)).toEqual(expected);
        const sheet = linesOf(workbook.getWorksheet(table.title)).slice(0, expected.length + 1);
        expect([name, table.name, numbersOfLines(table, sheet)]).toEqual([name, table.name, expected]);
      }
    }
  });
});
