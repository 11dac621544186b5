import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import readSheets from 'read-excel-file/node';
import { openDatabase } from '../../src/database/open-database.js';
import type { Column, ReportTable, Row } from '../../src/reports/domain/report.js';
import { writeXlsx } from '../../src/reports/writers/xlsx-writer.js';
import { fillBook } from '../support/book-builder.js';
import { arbitraryBook } from './arbitrary-book.js';
import { inkIn, readPng } from './png-pixels.js';
import { readWorkbook, ReportDesk } from './report-harness.js';
import { aReport, aTable } from './sample-table.js';

const REPORTS = ['pipeline', 'campaign-roi', 'conversion', 'registration-audit'] as const;
/** Another program that reckons; where it is not installed, formulas are held against the rows only. */
const OFFICE = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/libreoffice/program/soffice'].find(
  (file) => existsSync(file),
);

interface FormulaCell {
  readonly place: string;
  readonly formula: string;
  readonly stored: unknown;
}

function formulasOf(workbook: ExcelJS.Workbook): FormulaCell[] {
  const found: FormulaCell[] = [];
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.formula)
          found.push({ place: `${sheet.name}!${cell.address}`, formula: cell.formula, stored: cell.result });
      }),
    ),
  );
  return found;
}

/** The four workbooks of a drawn book in which all that can be drawn occurs. */
async function workbooks(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const database = await openDatabase({ dataDir: folder, databaseUrl: null });
  try {
    const [book] = fc.sample(arbitraryBook, { numRuns: 1, seed: 26 });
    if (book === undefined) throw new Error('A book is drawn.');
    await fillBook(database, book);
    const desk = new ReportDesk(database, Date.now());
    const question = { asOf: '2021-09-30', zone: 'Europe/Stockholm' };
    const made = new Map<string, Buffer>();
    for (const name of REPORTS) {
      // One in a currency of three decimals, to which its quotients are rounded.
      const currency = name === 'campaign-roi' ? 'KWD' : 'USD';
      made.set(name, await desk.bytes(name, { ...question, currency }, { format: 'xlsx' }));
    }
    return made;
  } finally {
    await database.close();
  }
}

describe('the totals of a workbook', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const books = workbooks(folder);

  it('are sums of their columns and quotients of sums', async () => {
    const formulas: string[] = [];
    for (const bytes of (await books).values()) {
      formulas.push(...formulasOf(await readWorkbook(bytes)).map(({ formula }) => formula));
    }
    const kinds = formulas.map((formula) => formula.replaceAll(/\d+/gu, '#').replaceAll(/[A-Z]#/gu, 'X#'));
    expect([...new Set(kinds)].toSorted()).toEqual(
      expect.arrayContaining(['ROUND(X#/X#,#)', 'SUM(X#:X#)', 'SUMIF(X#:X#,"part",X#:X#)']),
    );
    expect(formulas.length).toBeGreaterThan(25);
  });

  it('come to what is stored when LibreOffice reckons them', async () => {
    if (OFFICE === undefined) return;
    for (const [name, bytes] of await books) {
      const workbook = await readWorkbook(bytes);
      const formulas = formulasOf(workbook);
      // Without what is stored beside it there is nothing but the formula to go by.
      for (const { place, formula } of formulas) {
        const [sheet = '', address = ''] = place.split('!');
        const cell = workbook.getWorksheet(sheet)?.getCell(address);
        if (cell !== undefined) cell.value = { formula };
      }
      await workbook.xlsx.writeFile(join(folder, `${name}.xlsx`));
      const profile = `-env:UserInstallation=file://${join(folder, 'office')}`;
      const args = [
        profile,
        '--headless',
        '--convert-to',
        'xlsx',
        '--outdir',
        join(folder, 'out'),
        join(folder, `${name}.xlsx`),
      ];
      await promisify(execFile)(OFFICE, args);
      const reckoned = await readWorkbook(readFileSync(join(folder, 'out', `${name}.xlsx`)));
      for (const { place, stored } of formulas) {
        const [sheet = '', address = ''] = place.split('!');
        const value = Number(reckoned.getWorksheet(sheet)?.getCell(address).result);
        expect([name, place, Math.abs(value - Number(stored)) < 1e-6]).toEqual([name, place, true]);
      }
    }
  });

  it('are read back by another library, beside a summary with pictures', async () => {
    for (const [name, bytes] of await books) {
      const sheets = await readSheets(bytes);
      expect(sheets[0]?.sheet).toBe('Summary');
      const workbook = await readWorkbook(bytes);
      expect(sheets.map(({ sheet }) => sheet)).toEqual(workbook.worksheets.map((sheet) => sheet.name));
      const [summary] = workbook.worksheets;
      const images = summary?.getImages() ?? [];
      expect([name, images.length]).toEqual([name, expect.any(Number)]);
      expect(images.length).toBeGreaterThan(0);
      for (const { imageId } of images) {
        const { buffer: png } = workbook.getImage(Number(imageId));
        if (png === undefined) throw new Error('A picture has bytes.');
        expect(inkIn(readPng(new Uint8Array(png)), { x: 0, y: 0, width: 1300, height: 60 })).toBeGreaterThan(
          500,
        );
      }
    }
  });
});

describe('a total', () => {
  const columns: readonly Column[] = [
    { key: 'line', title: 'Line', type: 'text' },
    { key: 'deals', title: 'Deals', type: 'integer' },
    { key: 'value_usd', title: 'Value', type: 'amount', currency: 'USD', measure: 'value' },
    { key: 'age_days_median', title: 'Median', type: 'integer' },
  ];
  const rows: readonly Row[] = [
    ['a', 1, 10_01n, 3],
    ['b', 2, 20_02n, 4],
    ['c', null, 30_03n, null],
  ];

  async function totalsLine(told: Partial<ReportTable>, maxRows?: number): Promise<unknown[]> {
    const table = aTable(rows, { name: 'pipeline', title: "It's open", columns, ...told });
    const body = new PassThrough();
    const [bytes] = await Promise.all([buffer(body), writeXlsx(aReport(table), [table], body, maxRows)]);
    const sheet = (await readWorkbook(bytes)).worksheets.at(-1);
    const lines: unknown[][] = [];
    sheet?.eachRow((row) => lines.push(Array.isArray(row.values) ? row.values.slice(1) : []));
    return lines.filter(([first]) => first === 'Total' || / deals? /u.test(String(first)));
  }

  const totals: Row = ['Total', 3, 60_06n, 3];

  it('is a formula over every sheet of its table', async () => {
    expect(await totalsLine({ totals }, 2)).toEqual([
      [
        'Total',
        { formula: "SUM('It''s open'!B2:B3,'It''s open (2)'!B2:B2)", result: 3 },
        { formula: "SUM('It''s open'!C2:C3,'It''s open (2)'!C2:C2)", result: 60.06 },
        3,
      ],
      ['Reckoned from the deals and not from the rows above: Median.'],
    ]);
  });

  it('that the rows do not come to stands as a number, and the sheet says so', async () => {
    expect(await totalsLine({ totals: ['Total', 3, 60_07n, 3] })).toEqual([
      ['Total', { formula: 'SUM(B2:B4)', result: 3 }, 60.07, 3],
      ['Reckoned from the deals and not from the rows above: Value, Median.'],
    ]);
  });

  it('of rows that overlap is no sum of them', async () => {
    expect(await totalsLine({ totals, additive: false })).toEqual([
      ['Total', 3, 60.06, 3],
      ['The totals count each deal once. A deal can be in several rows, so that the rows add up to more.'],
    ]);
  });

  it('over no rows is no formula', async () => {
    const [line] = await totalsLine({ totals: ['Total', 0, 0n, null], rows: [] });
    expect(line).toEqual(['Total', 0, 0]);
  });
});
