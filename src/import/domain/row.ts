import type { Problem } from '../../kernel/errors.js';
import { Findings, type Refuse, type Translator } from './findings.js';

/** Where a column stands in a file (from 0), and its header as the file writes it. */
export interface Column {
  readonly index: number;
  readonly header: string;
}

/** The columns of a file by field: one each, but for numbered columns (`Solution 1`, `Solution 2`), which are in order. */
export type Columns<Field extends string> = ReadonlyMap<Field, readonly Column[]>;

/**
 * One row of a table while it is read: its cells by field, and the problems found in them. There is one for all rows of
 * a table, which goes from each to the next, since imports read millions.
 */
export class Row<Field extends string> {
  private findings = new Findings(0);
  private cells: readonly string[] = [];
  private current: Column | undefined;
  private readonly refuseCurrent: Refuse = (message, remedy) =>
    this.refuseCell(this.current, message, remedy);

  constructor(private readonly columns: Columns<Field>) {}

  /** Goes to another row; what was asked of the one before stays as it was told. */
  goTo(number: number, cells: readonly string[]): void {
    this.findings = new Findings(number);
    this.cells = cells;
  }

  get number(): number {
    return this.findings.row;
  }

  /** All problems found so far, in the order of reading. */
  get problems(): readonly Problem[] {
    return this.findings.problems;
  }

  /** The header of a field's column, as the file writes it; else the field's own name. */
  header(field: Field): string {
    return this.columns.get(field)?.[0]?.header ?? field;
  }

  /** The cell without the blanks around it; undefined when there is no such column or nothing in it. */
  text(field: Field): string | undefined {
    const column = this.columns.get(field)?.[0];
    return column && this.cellText(column);
  }

  /** The cell exactly as written; undefined when there is no such column or nothing but blanks in it. */
  verbatim(field: Field): string | undefined {
    const column = this.columns.get(field)?.[0];
    const cell = column && this.cells[column.index];
    return cell === undefined || cell.trim() === '' ? undefined : cell;
  }

  /** The translated cell; undefined when it is blank or was refused. */
  read<T>(field: Field, translator: Translator<T>): T | undefined {
    const column = this.columns.get(field)?.[0];
    const text = column && this.cellText(column);
    return text === undefined ? undefined : this.translate(column, text, translator);
  }

  /** Like `read`, but a blank cell is a problem. */
  need<T>(field: Field, translator: Translator<T>): T | undefined {
    if (this.text(field) !== undefined) return this.read(field, translator);
    return this.refuse(field, 'This cell is empty, but it must be filled.');
  }

  /** The translated cells of a numbered column, in the order of the numbers; undefined when all are blank. */
  readEach<T>(field: Field, translator: Translator<T>): readonly T[] | undefined {
    let values: T[] | undefined;
    for (const column of this.columns.get(field) ?? []) {
      const text = this.cellText(column);
      if (text === undefined) continue;
      const value = this.translate(column, text, translator);
      if (value !== undefined) (values ??= []).push(value);
    }
    return values;
  }

  /** Says that the cell of a field cannot be used. */
  refuse(field: Field, message: string, remedy?: string): undefined {
    return this.refuseCell(this.columns.get(field)?.[0], message, remedy);
  }

  private translate<T>(column: Column | undefined, text: string, translator: Translator<T>): T | undefined {
    this.current = column;
    return translator(text, this.refuseCurrent);
  }

  private refuseCell(column: Column | undefined, message: string, remedy?: string): undefined {
    const value = column && this.cells[column.index];
    const place = { ...(column ? { column: column.header } : {}), ...(value ? { value: value.trim() } : {}) };
    return this.findings.refuse(place, message, remedy);
  }

  private cellText(column: Column): string | undefined {
    const text = this.cells[column.index]?.trim();
    return text === '' ? undefined : text;
  }
}
