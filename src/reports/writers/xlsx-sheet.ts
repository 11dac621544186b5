import type ExcelJS from 'exceljs';
import { currencyExponent } from '../../kernel/money.js';
import { parseDate } from '../../kernel/instants.js';
import type { Cell, Column, Row } from '../domain/report.js';
import { isMoney, plainCell } from './cell-values.js';
import { excelText } from './xlsx-text.js';

/** Excel counts days from 1900 and believes in 29 February 1900: earlier dates it would show a day off. */
const FIRST_SAFE_DATE = '1900-03-01';
/** Digits that a number in Excel holds. */
const MAX_DIGITS = 15;

const NUMBER_FORMATS: Readonly<Partial<Record<Column['type'], string>>> = {
  integer: '#,##0',
  usd: '#,##0.00',
  percent: '0.0%',
  ratio: '0.00',
  date: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm:ss',
};

const WIDTHS: Readonly<Record<Column['type'], number>> = {
  text: 12,
  integer: 11,
  usd: 17,
  money: 17,
  percent: 11,
  ratio: 11,
  date: 12,
  instant: 20,
};
/** Text is shown up to this width; longer text is all there, and seen by widening. */
const MAX_WIDTH = 60;

/** A value as exceljs takes it. */
export type ExcelValue = string | number | Date | null;

/** A cell as a typed value: real numbers and dates, texts that XML can hold. Instants are shown in UTC. */
export function excelValue(cell: Cell, column: Column): ExcelValue {
  const plain = plainCell(cell, column);
  if (plain === null) return null;
  if (plain.isNumber) {
    const digits = plain.text.replace(/\D/gu, '').length;
    // Beyond its digits Excel would round silently; such a number is given as text.
    return digits > MAX_DIGITS && column.type !== 'ratio' && column.type !== 'percent'
      ? plain.text
      : Number(plain.text);
  }
  if (column.type === 'instant') return new Date(plain.text);
  if (column.type !== 'date') return excelText(plain.text);
  const midnight = parseDate(plain.text);
  return midnight === undefined || plain.text < FIRST_SAFE_DATE ? plain.text : new Date(midnight);
}

/** The number format of a cell, where it is not the column's: money in a currency of its own. */
export function cellFormat(cell: Cell): string | null {
  if (!isMoney(cell)) return null;
  const digits = currencyExponent(cell.currency);
  return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
}

/** The number format of a column's cells; undefined for text. */
export function columnFormat(column: Column): string | undefined {
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

/** Lines that a wrapped text takes in the widest column, rather one too many. */
export function linesOf(text: string): number {
  return Math.ceil(displayWidth(text) / MIN_WRAPPED);
}

function longestText(index: number, sample: readonly Row[]): number {
  return Math.max(0, ...sample.map((row) => displayWidth(String(row[index] ?? ''))));
}

/** East Asian characters take the room of two. */
function displayWidth(text: string): number {
  return text.length + (text.match(/[\u1100-\u115f\u2e80-\uffdc]/gu)?.length ?? 0);
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

/** The line of totals. */
export const TOTALS_STYLE: Partial<ExcelJS.Style> = {
  font: { ...FONT, bold: true },
  border: { top: { style: 'thin' } },
};
