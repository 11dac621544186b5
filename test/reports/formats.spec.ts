import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type ExcelJS from 'exceljs';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import Papa from 'papaparse';
import { guardFormula } from '../../src/csv/formula-guard.js';
import { type CsvStyle, csvStyleOf } from '../../src/reports/domain/csv-style.js';
import type { Cell, Column, ReportTable, Row } from '../../src/reports/domain/report.js';
import { formatMinorUnits } from '../../src/kernel/money.js';
import { writeCsv } from '../../src/reports/writers/csv-writer.js';
import { jsonChunks } from '../../src/reports/writers/json-writer.js';
import { writeXlsx } from '../../src/reports/writers/xlsx-writer.js';
import { readWorkbook } from './report-harness.js';
import { amounts, aReport, aTable, COLUMNS, SAMPLE } from './sample-table.js';

async function csvText(table: ReportTable, style?: CsvStyle): Promise<string> {
  const body = new PassThrough();
  const [bytes] = await Promise.all([buffer(body), writeCsv(table, body, style)]);
  return bytes.toString('utf8');
}

async function xlsxBytes(table: ReportTable, maxRows?: number): Promise<Buffer> {
  const body = new PassThrough();
  const [bytes] = await Promise.all([buffer(body), writeXlsx(aReport(table), [table], body, maxRows)]);
  return bytes;
}

async function sheetOf(table: ReportTable, name = 'Table'): Promise<ExcelJS.Worksheet> {
  const sheet = (await readWorkbook(await xlsxBytes(table))).getWorksheet(name);
  if (sheet === undefined) throw new Error(`There is no sheet ${name}.`);
  return sheet;
}

async function jsonText(table: ReportTable): Promise<string> {
  let text = '';
  for await (const chunk of jsonChunks(aReport(table))) text += chunk;
  return text;
}

/** Midnight of 1 January 1980 as an archive writes it: two bytes of time, two of date. */
const JANUARY_1980 = 0x0021_0000;

/** When each file in an archive was put in, from bytes 10 to 13 of its header. */
function timesInside(archive: Buffer): number[] {
  const times: number[] = [];
  for (let at = archive.indexOf('PK\u0003\u0004'); at >= 0; at = archive.indexOf('PK\u0003\u0004', at + 1)) {
    times.push(archive.readUInt32LE(at + 10));
  }
  return times;
}

describe('a CSV file', () => {
  it('has a byte order mark, CRLF, plain decimals and ISO times, the totals last', async () => {
    const table = aTable([SAMPLE, [null, null, null, null, null, null, null, null]], {
      totals: ['Total', 5n, 100n, { minor: -7, currency: 'JPY' }, null, null, null, null],
    });
    expect(await csvText(table)).toBe(
      '\ufeffId,Count,USD,Money,Share,Ratio,Day,Moment\r\n' +
        '007,-1234,-12.50,1234.567,0.25,-0.4,2021-03-28,2021-03-28T01:30:15.250Z\r\n' +
        ',,,,,,,\r\n' +
        'Total,5,1.00,-7,,,,\r\n',
    );
  });

  it('quotes what needs it and comes back as it was from another reader', async () => {
    const column: Column = { key: 'text', title: 'Text; "quoted"', type: 'text' };
    const text = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'Ж', '京', '😀', ';'),
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async (texts) => {
        // Texts that begin with a line break are guarded; that is another test.
        const plain = texts.map((value) => `x${value}`);
        const written = await csvText(
          aTable(
            plain.map((value) => [value]),
            { columns: [column] },
          ),
        );
        const read = Papa.parse<string[]>(written.slice(1), { newline: '\r\n', delimiter: ',' }).data;
        expect(read).toEqual([[column.title], ...plain.map((value) => [value]), ['']]);
      }),
    );
  });

  it.each([
    [{}, '\ufeffId,Count,USD,', '007,-1234,-12.50,1234.567,0.25,-0.4,2021-03-28,'],
    [{ bom: 'no' }, 'Id,Count,USD,', '007,-1234,-12.50,'],
    [{ decimal: 'comma' }, '\ufeffId;Count;USD;', '007;-1234;-12,50;1234,567;0,25;-0,4;2021-03-28;'],
    [
      { decimal: 'comma', delimiter: 'comma' },
      '\ufeffId,Count,',
      '007,-1234,"-12,50","1234,567","0,25","-0,4",',
    ],
    [{ decimal: 'comma', delimiter: 'tab' }, '\ufeffId\tCount\t', '007\t-1234\t-12,50\t'],
    [{ delimiter: 'semicolon' }, '\ufeffId;Count;', '007;-1234;-12.50;'],
  ] as const)('is written as %j asks', async (options, heading, row) => {
    const [first, second] = (await csvText(aTable([SAMPLE]), csvStyleOf(options))).split('\r\n');
    expect(first?.startsWith(heading)).toBe(true);
    expect(second?.startsWith(row)).toBe(true);
  });

  it('gives a strict reader the texts and numbers that were written, in every style', async () => {
    const columns: readonly Column[] = [
      { key: 'a', title: '=first, "title"', type: 'text' },
      amounts('b', 'b;\ttitle'),
      { key: 'c', title: ' c ', type: 'text' },
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((value) => value.replace(/\p{Surrogate}/gu, '')),
      fc.string({ unit: fc.constantFrom(...'=+-@＝ \t\r\n;,"\'\ufeff\u200b\u00a0aЖ京1') }),
    );
    const style = fc.record({
      delimiter: fc.constantFrom('comma', 'semicolon', 'tab'),
      bom: fc.constantFrom('yes', 'no'),
      decimal: fc.constantFrom('point', 'comma'),
    } as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, fc.bigInt(), text), { maxLength: 6 }),
        style,
        async (rows, options) => {
          const { delimiter, decimal, bom } = csvStyleOf(options);
          const written = await csvText(aTable(rows, { columns }), { delimiter, decimal, bom });
          expect(written.startsWith('\ufeff')).toBe(bom);
          const read: unknown = parse(written, { delimiter, bom, record_delimiter: '\r\n' });
          const guarded = (value: string): string => guardFormula(value, delimiter);
          const cents = (value: bigint): string => formatMinorUnits(value, 'USD').replace('.', decimal);
          expect(read).toEqual([
            columns.map(({ title }) => guarded(title)),
            ...rows.map(([a, b, c]) => [guarded(a), cents(b), guarded(c)]),
          ]);
        },
      ),
    );
  });

  it('keeps a phone number, which a spreadsheet would reckon out, and an amount below zero', async () => {
    const columns: readonly Column[] = [
      { key: 'phone', title: 'Phone', type: 'text' },
      amounts('value', 'Value'),
    ];
    const written = await csvText(aTable([['+46-8-123', -5n]], { columns }));
    expect(written).toBe("\ufeffPhone,Value\r\n'+46-8-123,-0.05\r\n");
  });

  it('runs nothing in a spreadsheet, headings included, and leaves numbers below zero alone', async () => {
    const columns: readonly Column[] = [
      { key: 'a', title: '=HYPERLINK()', type: 'text' },
      amounts('b', 'Value'),
    ];
    expect(await csvText(aTable([['=1+1', -500]], { columns }))).toBe(
      "\ufeff'=HYPERLINK(),Value\r\n'=1+1,-5.00\r\n",
    );
  });
});

describe('JSON', () => {
  it('gives the same values with the names of the columns, money with all its decimals', async () => {
    const text = await jsonText(aTable([SAMPLE], { totals: ['Total', 1, 0n, null, null, null, null, null] }));
    expect(text).toContain('"usd":-12.50,"money":1234.567,');
    expect(JSON.parse(text)).toMatchObject({
      report: 'sample',
      asOf: '2021-06-30T00:00:00.000Z',
      rateTable: 3,
      figures: { usd: 12.34 },
      tables: [
        {
          rows: [
            {
              id: '007',
              count: -1234,
              usd: -12.5,
              money: 1234.567,
              share: 0.25,
              ratio: -0.4,
              day: '2021-03-28',
              moment: '2021-03-28T01:30:15.250Z',
            },
          ],
          totals: { id: 'Total', count: 1, usd: 0, money: null },
        },
      ],
    });
  });

  it('is whole for a table of many pieces and for one of none', async () => {
    const many = Array.from({ length: 5000 }, (_, index): Row => [`row ${index}`, ...SAMPLE.slice(1)]);
    expect(JSON.parse(await jsonText(aTable(many))).tables[0].rows).toHaveLength(5000);
    expect(JSON.parse(await jsonText(aTable([]))).tables[0].rows).toEqual([]);
  });
});

describe('a workbook', () => {
  it('has typed cells: ids as text, numbers as numbers, real dates, each with its format', async () => {
    const sheet = await sheetOf(aTable([SAMPLE]));
    const cells = COLUMNS.map((_, index) => sheet.getCell(2, index + 1));
    expect(cells.map((cell) => cell.value)).toEqual([
      '007',
      -1234,
      -12.5,
      1234.567,
      0.25,
      -0.4,
      new Date('2021-03-28T00:00:00.000Z'),
      new Date('2021-03-28T01:30:15.250Z'),
    ]);
    expect(cells.slice(1).map((cell) => cell.numFmt)).toEqual([
      '#,##0',
      '#,##0.00',
      '#,##0.000',
      '0.0%',
      '0.00',
      'yyyy-mm-dd',
      'yyyy-mm-dd hh:mm:ss',
    ]);
  });

  it('keeps every digit of an id, and of a number too large for a spreadsheet', async () => {
    const sheet = await sheetOf(
      aTable([
        [
          '12345678901234567890',
          null,
          123_456_789_012_345_678n,
          { minor: 5, currency: 'JPY' },
          null,
          null,
          null,
          null,
        ],
      ]),
    );
    expect(sheet.getCell('A2').value).toBe('12345678901234567890');
    expect(sheet.getCell('C2').value).toBe('1234567890123456.78');
    expect([sheet.getCell('D2').value, sheet.getCell('D2').numFmt]).toEqual([5, '#,##0']);
  });

  it('gives dates that Excel would show a day off as text', async () => {
    const sheet = await sheetOf(
      aTable(['1900-02-28', '1900-03-01'].map((day): Row => [null, null, null, null, null, null, day, null])),
    );
    expect(sheet.getCell('G2').value).toBe('1900-02-28');
    expect(sheet.getCell('G3').value).toEqual(new Date('1900-03-01T00:00:00.000Z'));
  });

  it('opens whatever characters a text has', async () => {
    const column: Column = { key: 'text', title: 'Text', type: 'text' };
    const nasty = [
      '=1+1',
      '<a href="x">A & B</a>',
      'a\u0000b\ufffe',
      '\ud83d half',
      'x'.repeat(40_000),
      ' Ж京😀 ',
    ];
    const sheet = await sheetOf(
      aTable(
        nasty.map((text) => [text]),
        { columns: [column] },
      ),
    );
    expect([2, 3, 4, 5, 7].map((row) => sheet.getCell(row, 1).value)).toEqual([
      '=1+1',
      '<a href="x">A & B</a>',
      'ab',
      ' half',
      ' Ж京😀 ',
    ]);
    expect(String(sheet.getCell(6, 1).value)).toHaveLength(32_767);
    expect(sheet.getCell(2, 1).formula).toBeUndefined();
  });

  it('refuses a number that is none rather than write a file that must be repaired', async () => {
    const table = aTable([[null, null, null, null, Number.NaN, null, null, null]]);
    await expect(xlsxBytes(table)).rejects.toThrow('The column share (percent) cannot hold NaN.');
  });

  it('has a frozen, filtered heading and the totals below the filter', async () => {
    const sheet = await sheetOf(
      aTable([SAMPLE, SAMPLE], { totals: ['Total', 2, null, null, null, null, null, null] }),
    );
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.autoFilter).toBe('A1:H3');
    expect(sheet.getCell('A1').font.bold).toBe(true);
    expect([sheet.getCell('A4').value, sheet.getCell('A4').font.bold]).toEqual(['Total', true]);
  });

  it('begins with a summary of what it is and what was asked', async () => {
    const sheet = await sheetOf(aTable([SAMPLE]), 'Summary');
    const texts = sheet.getSheetValues().flat().map(String);
    expect(texts).toEqual(
      expect.arrayContaining([
        'A sample',
        'What it says.',
        '12.34',
        '2021-06-30T00:00:00.000Z',
        '• Read it well.',
      ]),
    );
  });

  it('goes on in another sheet where one is full', async () => {
    const rows = Array.from({ length: 5 }, (_, index): Row => [`row ${index}`, ...SAMPLE.slice(1)]);
    const table = aTable(rows, { totals: ['Total', 5, null, null, null, null, null, null] });
    const workbook = await readWorkbook(await xlsxBytes(table, 2));
    expect(workbook.worksheets.map((sheet) => [sheet.name, sheet.rowCount])).toEqual([
      ['Summary', expect.any(Number)],
      ['Table', 3],
      ['Table (2)', 3],
      ['Table (3)', 5],
    ]);
    expect(workbook.getWorksheet('Table (3)')?.getColumn(1).values.slice(1)).toEqual([
      'Id',
      'row 4',
      'Total',
      undefined,
      'Reckoned from the deals and not from the rows above: Count.',
    ]);
  });

  it('tells where texts were cut and which sheets a table went to', async () => {
    const column: Column = { key: 'text', title: 'Text', type: 'text' };
    const table = aTable([['a'], ['x'.repeat(32_767)], ['y'.repeat(32_768)]], { columns: [column] });
    const body = new PassThrough();
    const [bytes, contents] = await Promise.all([buffer(body), writeXlsx(aReport(table), [table], body, 2)]);
    expect(contents).toEqual({
      sheets: [
        { sheet: 'Table', table: 'table', rows: 2 },
        { sheet: 'Table (2)', table: 'table', rows: 1 },
      ],
      cutCells: 1,
      firstCutCells: ['Table (2)!A2'],
    });
    const last = (await readWorkbook(bytes)).getWorksheet('Table (2)');
    expect(last?.getCell('A2').text.endsWith('… [cut: longer than Excel allows]')).toBe(true);
    expect(last?.getCell('A4').value).toMatch(/cut and marked: 1\.$/u);
  });

  it('has the same bytes whenever it is written', async () => {
    const first = await xlsxBytes(aTable([SAMPLE]));
    const second = await xlsxBytes(aTable([SAMPLE]));
    expect(second.equals(first)).toBe(true);
    expect(new Set(timesInside(first))).toEqual(new Set([JANUARY_1980]));
  });
});

describe('every format', () => {
  const cents = fc.bigInt(-(10n ** 12n), 10n ** 12n);
  const money: fc.Arbitrary<Cell> = fc.record({
    minor: fc.integer({ min: -1e9, max: 1e9 }),
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  });
  const maybe = (cell: fc.Arbitrary<Cell>): fc.Arbitrary<Cell> => fc.option(cell);
  const row: fc.Arbitrary<Row> = fc.tuple(
    maybe(fc.constantFrom('007', 'Ж', '00012345678901234567890', 'a,b"c')),
    maybe(fc.integer()),
    maybe(cents),
    maybe(money),
    maybe(fc.integer({ min: 0, max: 1_000_000 }).map((part) => part / 1e6)),
    maybe(fc.integer({ min: -1e9, max: 1e9 }).map((part) => part / 1e6)),
    maybe(fc.constantFrom('2020-02-29', '2021-12-31')),
    maybe(fc.integer({ min: 0, max: 2e12 })),
  );

  it('says the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        const table = aTable(rows);
        const json = JSON.parse(await jsonText(table)).tables[0].rows.map(Object.values);
        const csv = Papa.parse<string[]>((await csvText(table)).slice(1).trimEnd(), {
          newline: '\r\n',
        }).data.slice(1);
        const sheet = await sheetOf(table);
        const shown = (value: unknown): string =>
          value === null || value === undefined ? '' : String(value);
        rows.forEach((_, at) => {
          const numbers = (index: number): boolean => index > 0 && index < 6;
          const fromCsv = csv[at]?.map((text, index) =>
            numbers(index) && text !== '' ? Number(text) : text,
          );
          expect(json[at].map((value: unknown) => value ?? '')).toEqual(fromCsv);
          const fromSheet = COLUMNS.map(({ type }, index) => {
            const { value } = sheet.getCell(at + 2, index + 1);
            if (!(value instanceof Date)) return value ?? '';
            return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
          });
          expect(fromSheet.map(shown)).toEqual(json[at].map(shown));
        });
      }),
      { numRuns: 40 },
    );
  });
});
