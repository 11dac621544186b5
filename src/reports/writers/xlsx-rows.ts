import type ExcelJS from 'exceljs';
import { currencyExponent } from '../../kernel/money.js';
import type { Cell, Column, Row } from '../domain/report.js';
import { isMoney } from './cell-values.js';
import {
  alignmentOf,
  columnFormat,
  excelCell,
  heightOf,
  linesOf,
  MIN_WRAPPED,
  moneyFormat,
  REMARK_STYLE,
  TOTALS_STYLE,
} from './xlsx-sheet.js';
import { excelText, isTooLong, xmlContent } from './xlsx-text.js';

/** Numbers the styles of a workbook. */
type StyleNumber = (style: Partial<ExcelJS.Style>) => number;

/** A cell in the line of totals: with the formula that leads to it, where one does. */
export interface TotalCell {
  readonly cell: Cell;
  readonly formula: string | null;
}

/** A column with what its cells need again and again. */
interface ColumnXml {
  readonly column: Column;
  readonly letters: string;
  readonly wrapped: boolean;
  readonly style: number;
  readonly totalsStyle: number;
}

/**
 * Rows of a table as sheet XML. exceljs builds an object for each cell and its style, which takes seven times as long
 * as the XML itself; styles, headings, columns and all else of the workbook are exceljs's.
 */
export class XlsxRows {
  private readonly columns: readonly ColumnXml[];
  private readonly moneyStyles = new Map<string, number>();
  private readonly remarkStyle: number;

  /**
   * @param wrapped which columns show their texts on several lines.
   * @param onCut told of each cell, such as C7, whose text is longer than Excel holds.
   */
  constructor(
    columns: readonly Column[],
    wrapped: readonly boolean[],
    private readonly styleNumber: StyleNumber,
    private readonly onCut: (cell: string) => void,
  ) {
    this.columns = columns.map((column, index) => ({
      column,
      letters: columnLetters(index),
      wrapped: wrapped[index] === true,
      style: styleNumber(bodyStyle(column, wrapped[index] === true)),
      totalsStyle: styleNumber({ ...bodyStyle(column, wrapped[index] === true), ...TOTALS_STYLE }),
    }));
    this.remarkStyle = styleNumber(REMARK_STYLE);
  }

  /** A row of the table as the row of the sheet with a number. */
  row(number: number, cells: Row): string {
    let xml = '';
    let lines = 1;
    for (let index = 0; index < this.columns.length; index += 1) {
      const column = this.columns[index];
      const cell = cells[index] ?? null;
      if (column === undefined || cell === null) continue;
      const style = isMoney(cell) ? this.moneyStyle(column, cell.currency, false) : column.style;
      xml += this.cell(column.letters + number, cell, column.column, style, '');
      lines = Math.max(lines, linesIn(column, cell));
    }
    return rowXml(number, xml, lines);
  }

  /** The line of totals: every cell has its style, empty ones too. */
  totals(number: number, cells: readonly TotalCell[]): string {
    const xml = this.columns.map((column, index) => {
      const { cell, formula } = cells[index] ?? { cell: null, formula: null };
      const reference = column.letters + number;
      if (cell === null) return `<c r="${reference}" s="${column.totalsStyle}"/>`;
      const style = isMoney(cell) ? this.moneyStyle(column, cell.currency, true) : column.totalsStyle;
      const formulaXml = formula === null ? '' : `<f>${xmlContent(formula)}</f>`;
      return this.cell(reference, cell, column.column, style, formulaXml);
    });
    const lines = this.columns.map((column, index) => linesIn(column, cells[index]?.cell ?? null));
    return rowXml(number, xml.join(''), Math.max(1, ...lines));
  }

  /** A line of words in the first column. */
  remark(number: number, text: string): string {
    return rowXml(number, textCell(`A${number}`, this.remarkStyle, excelText(text)), 1);
  }

  private cell(reference: string, cell: Cell, column: Column, style: number, formula: string): string {
    const shown = excelCell(cell, column);
    if (shown === null) return '';
    if (shown.is === 'number') return `<c r="${reference}" s="${style}">${formula}<v>${shown.number}</v></c>`;
    if (isTooLong(shown.text)) this.onCut(reference);
    return textCell(reference, style, excelText(shown.text));
  }

  private moneyStyle({ column, letters, wrapped }: ColumnXml, currency: string, isTotal: boolean): number {
    const decimals = currencyExponent(currency);
    const key = `${letters} ${decimals} ${isTotal}`;
    const known = this.moneyStyles.get(key);
    if (known !== undefined) return known;
    const style = { ...bodyStyle(column, wrapped), numFmt: moneyFormat(decimals) };
    const number = this.styleNumber(isTotal ? { ...style, ...TOTALS_STYLE } : style);
    this.moneyStyles.set(key, number);
    return number;
  }
}

/** The style of a column and of its cells. */
export function bodyStyle(column: Column, wrapText: boolean): Partial<ExcelJS.Style> {
  const numFmt = columnFormat(column);
  const alignment = { ...alignmentOf(column), wrapText };
  return numFmt === undefined ? { alignment } : { alignment, numFmt };
}

/** What a sheet calls a column: A to Z, then AA and on. */
export function columnLetters(index: number): string {
  const rest = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? rest : columnLetters(Math.floor(index / 26) - 1) + rest;
}

/** Lines that a cell takes in its column. */
function linesIn({ wrapped }: ColumnXml, cell: Cell): number {
  return wrapped && typeof cell === 'string' && cell.length > MIN_WRAPPED ? linesOf(cell) : 1;
}

function rowXml(number: number, cells: string, lines: number): string {
  const tall = lines > 1 ? ` ht="${heightOf(lines)}" customHeight="1"` : '';
  return `<row r="${number}"${tall}>${cells}</row>`;
}

function textCell(reference: string, style: number, text: string): string {
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlContent(text)}</t></is></c>`;
}
