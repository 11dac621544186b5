import type { ImportKind, ImportRecord, ReadOptions } from '../domain/record.js';
import { type ColumnSpec, matchHeaders } from '../domain/headers.js';
import { Row } from '../domain/row.js';

/** Reads one row of a table: its number and its cells, as many as there are headers. */
export type RowReader = (row: number, cells: readonly string[]) => ImportRecord;

/** How a table fits a form. */
export interface TableFit {
  readonly kind: ImportKind;
  readonly matched: number;
  readonly missing: readonly string[];
  readonly repeated: readonly { readonly first: string; readonly again: string }[];
  /** A reader for the rows of this table. */
  readonly reader: (options: ReadOptions) => RowReader;
}

/** A form of table that can be imported. */
export interface TableForm {
  readonly kind: ImportKind;
  /** The names of its columns, for messages. */
  readonly columnNames: readonly string[];
  /** Matches the header row of a file to the form. */
  readonly fit: (headers: readonly string[]) => TableFit;
}

/**
 * Reads the cells of a row into a record. It asks the row for cells and lets it collect the problems; with any
 * problem the row is rejected and what is returned does not matter.
 */
export type ReadRow<Field extends string> = (
  row: Row<Field>,
  options: ReadOptions,
) => ImportRecord | undefined;

/** Defines a form of table by its columns and the reading of a row. */
export function tableForm<Field extends string>(
  kind: ImportKind,
  columns: readonly ColumnSpec<Field>[],
  read: ReadRow<Field>,
): TableForm {
  const fit = (headers: readonly string[]): TableFit => {
    const match = matchHeaders(columns, headers);
    const reader = (options: ReadOptions): RowReader => {
      const row = new Row(match.columns);
      return (number, cells) => {
        row.goTo(number, cells);
        return outcome(row, read, options);
      };
    };
    return { kind, matched: match.matched, missing: match.missing, repeated: match.repeated, reader };
  };
  return { kind, columnNames: columns.flatMap(({ headers }) => headers.slice(0, 1)), fit };
}

function outcome<Field extends string>(
  row: Row<Field>,
  read: ReadRow<Field>,
  options: ReadOptions,
): ImportRecord {
  const record = read(row, options);
  if (row.problems.length > 0) return { is: 'reject', row: row.number, problems: row.problems };
  if (record === undefined) throw new Error(`row ${row.number} gave neither a record nor a problem`);
  return record;
}
