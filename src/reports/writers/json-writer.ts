import { formatInstant } from '../../kernel/instants.js';
import type { Cell, Column, Report, ReportTable, Row } from '../domain/report.js';
import { rowPages } from '../domain/row-pages.js';
import { isNumeric, plainText } from './cell-values.js';

/** Characters of JSON that are handed on at a time. */
const CHUNK = 65_536;

/**
 * A report as JSON text, piece by piece. Money is written as a JSON number with all its decimals, so that
 * a reader with exact decimals loses nothing.
 */
export async function* jsonChunks(
  report: Report,
  tables: readonly ReportTable[] = report.tables,
): AsyncGenerator<string> {
  const head = {
    report: report.name,
    title: report.title,
    description: report.description,
    version: report.version,
    ...savedOf(report),
    parameters: Object.fromEntries(report.parameters),
    asOf: formatInstant(report.asOf),
    zone: report.zone,
    rateTable: report.rateVersion,
    notes: report.notes,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"figures":${jsonFigures(report)},"tables":[`;
  let separator = '';
  for (const table of tables) {
    yield separator;
    yield* tableChunks(table);
    separator = ',';
  }
  yield ']}\n';
}

/** Which saved report it is, where it is one. */
function savedOf({ saved }: Report): { readonly saved?: Readonly<Record<'name' | 'version', string>> } {
  return saved === null ? {} : { saved: { name: saved.name, version: saved.version } };
}

function jsonFigures(report: Report): string {
  const members = report.figures.map(
    (figure) => `${JSON.stringify(figure.key)}:${jsonValue(figure.value, figure)}`,
  );
  return `{${members.join(',')}}`;
}

/** A column as readers know it: `usd` from when there were US dollars only, and which currency where it is another. */
function shapeOf(column: Column): Readonly<Record<string, string>> {
  const { key, title } = column;
  if (column.type !== 'amount') return { key, title, type: column.type };
  const { currency } = column;
  return currency === 'USD' ? { key, title, type: 'usd' } : { key, title, type: 'money', currency };
}

async function* tableChunks(table: ReportTable): AsyncGenerator<string> {
  const head = {
    name: table.name,
    title: table.title,
    additive: table.additive,
    columns: table.columns.map(shapeOf),
  };
  const names = table.columns.map((column) => JSON.stringify(column.key));
  let text = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for await (const page of rowPages(table)) {
    for (const row of page) {
      text += separator + jsonRow(row, table.columns, names);
      separator = ',\n';
      if (text.length < CHUNK) continue;
      yield text;
      text = '';
    }
  }
  const totals = table.totals === null ? 'null' : jsonRow(table.totals, table.columns, names);
  yield `${text}],"totals":${totals}}`;
}

function jsonRow(row: Row, columns: readonly Column[], names: readonly string[]): string {
  const members = columns.map((column, index) => `${names[index]}:${jsonValue(row[index] ?? null, column)}`);
  return `{${members.join(',')}}`;
}

function jsonValue(cell: Cell, column: Column): string {
  const plain = plainText(cell, column);
  if (plain === null) return 'null';
  return isNumeric(column) ? plain : JSON.stringify(plain);
}
