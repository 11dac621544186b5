import { currencyExponent } from '../../kernel/money.js';
import { countedRows, totalOf } from '../domain/column-totals.js';
import { RATIO_DIGITS, ratioOf, roundedQuotient } from '../domain/figures.js';
import { type Cell, type Column, measureOf, type ReportTable, type Row } from '../domain/report.js';
import { isNumeric } from './cell-values.js';
import { columnLetters, type TotalCell } from './xlsx-rows.js';
import { excelCell } from './xlsx-sheet.js';

/** The rows of a table on one sheet of it. */
export interface SheetPart {
  readonly sheet: string;
  /** First and last row of the sheet that hold rows of the table; the last is below the first where there are none. */
  readonly first: number;
  readonly last: number;
}

/**
 * Follows the rows of a table to tell which of its totals a formula over them gives. A formula is written only where
 * it comes to the very total that the report reckoned from the deals; what it does not come to, such as a sum of values
 * that were rounded row by row, stands as a number.
 */
export class TotalFormulas {
  private readonly counted: ReturnType<typeof countedRows>;
  private readonly sums: (bigint | null)[];

  constructor(private readonly table: ReportTable) {
    this.counted = countedRows(table);
    this.sums = table.columns.map((column) =>
      table.totals !== null && totalOf(table, column)?.is === 'sum' ? 0n : null,
    );
  }

  /** Takes a row that is written. */
  add(row: Row): void {
    if (this.table.totals === null) return;
    const counts = this.counted === null || row[this.counted.index] === this.counted.text;
    this.sums.forEach((sum, index) => {
      const cell = row[index] ?? null;
      const column = this.table.columns[index];
      if (sum === null || cell === null || column === undefined || !counts) return;
      // What is too large for a number of Excel is a text there, which no sum counts.
      const isNumber = excelCell(cell, column)?.is === 'number';
      this.sums[index] = isNumber && isWhole(cell) ? sum + BigInt(cell) : null;
    });
  }

  /** The line of totals, which is to be on a row of the last of the sheets. */
  cells(totals: Row, row: number, parts: readonly SheetPart[]): readonly TotalCell[] {
    return this.table.columns.map((column, index) => {
      const cell = totals[index] ?? null;
      return { cell, formula: cell === null ? null : this.formula(column, index, totals, row, parts) };
    });
  }

  /** What there is to say of totals that are no formula; null where all are. */
  remark(cells: readonly TotalCell[]): string | null {
    if (!this.table.additive && this.counted === null) {
      return 'The totals count each deal once. A deal can be in several rows, so that the rows add up to more.';
    }
    const reckoned = this.table.columns.filter((column, index) => {
      const total = cells[index];
      return isNumeric(column) && total !== undefined && total.cell !== null && total.formula === null;
    });
    if (reckoned.length === 0) return null;
    return `Reckoned from the deals and not from the rows above: ${reckoned.map(({ title }) => title).join(', ')}.`;
  }

  private formula(
    column: Column,
    index: number,
    totals: Row,
    row: number,
    parts: readonly SheetPart[],
  ): string | null {
    const rule = totalOf(this.table, column);
    if (rule === null || excelCell(totals[index] ?? null, column)?.is !== 'number') return null;
    if (rule.is === 'sum') {
      const filled = parts.filter(({ first, last }) => last >= first);
      const stored = totals[index];
      if (filled.length === 0 || !isWhole(stored) || this.sums[index] !== BigInt(stored)) return null;
      return this.sumOf(columnLetters(index), filled, parts.length > 1);
    }
    const [of, per] = [rule.of, rule.per].map((measure) => this.indexOf(measure));
    if (of === undefined || per === undefined) return null;
    const [above, below] = [totals[of], totals[per]];
    if (!isWhole(above) || !isWhole(below) || BigInt(below) === 0n) return null;
    const isAmount = column.type === 'amount';
    const value = isAmount ? roundedQuotient(BigInt(above), BigInt(below)) : ratioOf(above, below);
    if (value !== totals[index]) return null;
    const decimals = isAmount ? currencyExponent(column.currency) : RATIO_DIGITS;
    return `ROUND(${columnLetters(of)}${row}/${columnLetters(per)}${row},${decimals})`;
  }

  private sumOf(letters: string, parts: readonly SheetPart[], several: boolean): string {
    const range = ({ sheet, first, last }: SheetPart, column: string): string => {
      const place = several ? `'${sheet.replaceAll("'", "''")}'!` : '';
      return `${place}${column}${first}:${column}${last}`;
    };
    const { counted } = this;
    if (counted === null) return `SUM(${parts.map((part) => range(part, letters)).join(',')})`;
    const marks = columnLetters(counted.index);
    return parts
      .map((part) => `SUMIF(${range(part, marks)},"${counted.text}",${range(part, letters)})`)
      .join('+');
  }

  private indexOf(measure: string): number | undefined {
    const index = this.table.columns.findIndex((column) => measureOf(column) === measure);
    return index < 0 ? undefined : index;
  }
}

/** Whether a cell is a count or an amount of minor units. */
function isWhole(cell: Cell | undefined): cell is number | bigint {
  return typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell));
}
