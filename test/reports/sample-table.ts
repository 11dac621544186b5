import type { AmountColumn, Column, Report, ReportTable, Row } from '../../src/reports/domain/report.js';

/** A column of amounts, in US dollars unless told otherwise. */
export function amounts(key: string, title: string, currency = 'USD'): AmountColumn {
  return { key, title, type: 'amount', currency, measure: key };
}

/** A column of every type. */
export const COLUMNS: readonly Column[] = [
  { key: 'id', title: 'Id', type: 'text' },
  { key: 'count', title: 'Count', type: 'integer' },
  amounts('usd', 'USD'),
  { key: 'money', title: 'Money', type: 'money' },
  { key: 'share', title: 'Share', type: 'percent' },
  { key: 'ratio', title: 'Ratio', type: 'ratio' },
  { key: 'day', title: 'Day', type: 'date' },
  { key: 'moment', title: 'Moment', type: 'instant' },
];

/** A table over the columns of every type, and what a test says of it. */
export function aTable(rows: ReportTable['rows'], told: Partial<ReportTable> = {}): ReportTable {
  return { name: 'table', title: 'Table', columns: COLUMNS, rows, totals: null, additive: true, ...told };
}

/** A report of one table. */
export function aReport(table: ReportTable): Report {
  return {
    name: 'sample',
    title: 'A sample',
    description: 'What it says.',
    version: '1',
    parameters: [['zone', 'UTC']],
    asOf: Date.UTC(2021, 5, 30),
    currency: 'USD',
    zone: 'UTC',
    saved: null,
    rateVersion: 3,
    figures: [{ ...amounts('usd', 'USD'), value: 12_34n }],
    tables: [table],
    notes: ['Read it well.'],
  };
}

/** A row with something in every column. */
export const SAMPLE: Row = [
  '007',
  -1234,
  -12_50n,
  { minor: 1_234_567, currency: 'KWD' },
  0.25,
  -0.4,
  '2021-03-28',
  Date.UTC(2021, 2, 28, 1, 30, 15, 250),
];
