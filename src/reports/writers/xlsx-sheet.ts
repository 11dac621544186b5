import type ExcelJS from 'exceljs';
import { DAY_MS, parseDate } from '../../kernel/instants.js';
import { currencyExponent } from '../../kernel/money.js';
import type { Cell, Column, Row } from '../domain/report.js';
import { isNumeric, plainText } from './cell-values.js';
import { displayWidth } from './xlsx-text.js';

/** Excel counts days from 1900 and believes in 29 February 1900: earlier dates it would show a day off. */
const FIRST_SAFE_DATE = '1900-03-01';
const FIRST_SAFE_INSTANT = Date.UTC(1900, 2, 1);
/** The day of 1 January 1970 in Excel's count. */
const EPOCH_DAY = 25_569;
/** Digits that a number in Excel holds. */
const MAX_DIGITS = 15;

const NUMBER_FORMATS: Readonly<Partial<Record<Column['type'], string>>> = {
  integer: '#,##0',
  percent: '0.0%',
  ratio: '0.00',
  date: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm:ss',
};

const WIDTHS: Readonly<Record<Column['type'], number>> = {
  text: 12,
  integer: 11,
  amount: 17,
  money: 17,
  percent: 11,
  ratio: 11,
  date: 12,
  instant: 20,
};
/** Text is shown up to this width; longer text is all there, and seen by widening. */
const MAX_WIDTH = 60;

/** A cell of a sheet: a number as the file writes it, with dates as days since 1900, or a text. */
export type ExcelCell =
  { readonly is: 'number'; readonly number: string } | { readonly is: 'text'; readonly text: string };

/**
 * A cell as a sheet can hold it: real numbers and dates wherever Excel would keep them as they are, else the text that
 * says the same. Instants are in UTC. Null for an empty cell.
 */
export function excelCell(cell: Cell, column: Column): ExcelCell | null {
  if (typeof cell === 'number' && column.type === 'instant' && cell >= FIRST_SAFE_INSTANT) {
    return { is: 'number', number: String(EPOCH_DAY + cell / DAY_MS) };
  }
  const text = plainText(cell, column);
  if (text === null) return null;
  if (isNumeric(column)) {
    return isKept(text, column) ? { is: 'number', number: text } : { is: 'text', text };
  }
  if (column.type !== 'date' || text < FIRST_SAFE_DATE) return { is: 'text', text };
  const midnight = parseDate(text);
  return midnight === undefined
    ? { is: 'text', text }
    : { is: 'number', number: String(EPOCH_DAY + midnight / DAY_MS) };
}

/** Whether Excel keeps a number: beyond its digits it would round silently. A quotient is rounded already. */
function isKept(text: string, { type }: Column): boolean {
  if (text.length <= MAX_DIGITS || type === 'ratio' || type === 'percent') return true;
  return text.replace(/\D/gu, '').length <= MAX_DIGITS;
}

/** The number format of an amount in a currency with so many decimals. */
export function moneyFormat(decimals: number): string {
  return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
}

/** The number format of a column's cells; undefined for text. */
export function columnFormat(column: Column): string | undefined {
  if (column.type === 'amount') return moneyFormat(currencyExponent(column.currency));
  return NUMBER_FORMATS[column.type];
}

/** How wide a column is shown, from its heading and the first rows. */
export function columnWidth(column: Column, index: number, sample: readonly Row[]): number {
  const longestWord = Math.max(...column.title.split(/\s+/u).map((word) => word.length));
  const heading = Math.max(longestWord + 4, Math.min(24, Math.ceil(column.title.length / 2) + 3));
  const least = Math.max(WIDTHS[column.type], heading);
  if (column.type !== 'text') return least;
  return Math.min(MAX_WIDTH, Math.max(least, longestText(index, sample) + 3));
}

/** Whether a column of a short table is better shown with its texts on several lines. */
export function isWrapped(column: Column, index: number, sample: readonly Row[]): boolean {
  return column.type === 'text' && longestText(index, sample) + 3 > MAX_WIDTH;
}

/** A text shorter than this fits one line of the widest column. */
export const MIN_WRAPPED = MAX_WIDTH - 6;

/** Lines that a wrapped text takes where so many characters fit one, rather one too many. */
export function linesOf(text: string, fitting = MIN_WRAPPED): number {
  return text
    .split('\n')
    .reduce((lines, line) => lines + Math.max(1, Math.ceil(displayWidth(line) / fitting)), 0);
}

/** Lines that a row holds; Excel has none taller than 409 points. */
const MOST_LINES = 26;
const LINE_POINTS = 15;

/** Points that a row of so many lines is tall. */
export function heightOf(lines: number): number {
  return Math.min(MOST_LINES, lines) * LINE_POINTS;
}

/** A text in parts that each fit a row, where so many characters fit a line; parted between words where there are any. */
export function rowsOf(text: string, fitting: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  const words = text.match(/\s*\S+/gu) ?? [];
  for (const part of words.flatMap((word) => (displayWidth(word) > fitting ? [...word] : [word]))) {
    if (linesOf(row + part, fitting) > MOST_LINES) {
      rows.push(row);
      row = part.trimStart();
    } else row += part;
  }
  return [...rows, row];
}

function longestText(index: number, sample: readonly Row[]): number {
  return Math.max(0, ...sample.map((row) => displayWidth(String(row[index] ?? ''))));
}

/** The font of every cell that has a style of its own; without a name each reader would choose another. */
export const FONT: Partial<ExcelJS.Font> = { name: 'Calibri', family: 2, size: 11 };
/** The colour of headings. */
export const DARK = 'FF1F3A5F';

/** The heading of a column: bold, light on dark, words wrapped, on the side where the cells are. */
export function headingStyle(column: Column): Partial<ExcelJS.Style> {
  return {
    font: { ...FONT, bold: true, color: { argb: 'FFFFFFFF' } },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: DARK } },
    alignment: { ...alignmentOf(column), vertical: 'middle', wrapText: true },
  };
}

/** Where a column's cells stand: texts left with a little room after a number, all else right. */
export function alignmentOf(column: Column): Partial<ExcelJS.Alignment> {
  return column.type === 'text'
    ? { vertical: 'top', horizontal: 'left', indent: 1 }
    : { vertical: 'top', horizontal: 'right' };
}

/** What is said below a table. */
export const REMARK_STYLE: Partial<ExcelJS.Style> = {
  font: { ...FONT, italic: true, color: { argb: 'FF555555' } },
};

/** The line of totals. */
export const TOTALS_STYLE: Partial<ExcelJS.Style> = {
  font: { ...FONT, bold: true },
  border: { top: { style: 'thin' } },
};
