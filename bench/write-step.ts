import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Column, Report, ReportTable, Row } from '../src/reports/domain/report.js';
import { writeCsv } from '../src/reports/writers/csv-writer.js';
import { writeXlsx } from '../src/reports/writers/xlsx-writer.js';

function column(key: string, type: Exclude<Column['type'], 'amount'> = 'text'): Column {
  return { key, title: key, type };
}

const VALUE_USD: Column = {
  key: 'value_usd',
  title: 'value_usd',
  type: 'amount',
  currency: 'USD',
  measure: 'value',
};

/** Fifteen columns of every type, as wide as those of real reports. */
const COLUMNS: readonly Column[] = [
  column('deal_id'),
  column('deal'),
  column('customer'),
  column('city'),
  column('created_at', 'instant'),
  column('won_at', 'instant'),
  column('won_on', 'date'),
  column('value', 'money'),
  column('currency'),
  VALUE_USD,
  column('share', 'percent'),
  column('ratio', 'ratio'),
  column('deals', 'integer'),
  column('outcome'),
  column('notes'),
];

const CUSTOMERS = [
  'Contoso GmbH',
  'Ромашка ООО',
  '北京科技有限公司',
  'Société Générale, "SA"',
  'Plain & Sons',
];

/** Rows that are read at a time, as the registration audit reads them. */
const PAGE = 1000;

/** Rows without a book, so that writing is all that is measured. */
async function* syntheticPages(count: number): AsyncGenerator<readonly Row[]> {
  for (let first = 0; first < count; first += PAGE) {
    yield Array.from({ length: Math.min(PAGE, count - first) }, (_, place) => syntheticRow(first + place));
  }
}

function syntheticRow(index: number): Row {
  return [
    `00000000-0000-4000-8000-${String((index * 7_919_777) % 100_000_007).padStart(12, '0')}`,
    `Deal ${index}: renewal of the platform`,
    CUSTOMERS[index % CUSTOMERS.length] ?? null,
    'Göteborg',
    1_600_000_000_000 + index * 60_000,
    index % 7 === 0 ? null : 1_610_000_000_000 + index * 60_000,
    `2021-0${1 + (index % 9)}-1${index % 10}`,
    { minor: index * 137, currency: 'EUR' },
    'EUR',
    index * 151,
    (index % 1000) / 1000,
    index / 1000,
    index,
    index % 3 === 0 ? 'at-risk' : 'eligible',
    index % 10 === 0 ? 'not converted: no rate for 2021-07; see the rates' : null,
  ];
}

/** A small table that has a chart, since a workbook is written with its pictures. */
const CHARTED: ReportTable = {
  name: 'pipeline',
  title: 'Open pipeline',
  columns: [column('stage'), column('deals', 'integer'), VALUE_USD],
  rows: [
    ['Qualified', 2, 30_000_00],
    ['Proposed', 1, 20_000_00],
  ],
  totals: ['Total', 3, 50_000_00],
  additive: true,
};

/**
 * Writes a made-up table into a folder, as CSV or as a workbook, and nothing else.
 * Arguments: the folder, an empty text (no book is read), the format and how many rows.
 */
async function main([folder = '.', , format, count]: readonly string[]): Promise<void> {
  const rows = syntheticPages(Number(count));
  const table: ReportTable = {
    name: 't',
    title: 'Deals',
    columns: COLUMNS,
    rows,
    totals: null,
    additive: true,
  };
  const file = createWriteStream(join(folder, `synthetic.${format}`));
  if (format === 'csv') return writeCsv(table, file);
  const report: Report = {
    name: 'synthetic',
    title: 'Made-up deals',
    description: 'As many rows as it takes.',
    version: '1',
    saved: null,
    parameters: [],
    asOf: Date.UTC(2022, 9, 1),
    currency: 'USD',
    zone: 'UTC',
    rateVersion: null,
    figures: [],
    tables: [CHARTED, table],
    notes: [],
  };
  await writeXlsx(report, report.tables, file);
}

await main(process.argv.slice(2));
