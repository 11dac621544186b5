import type { SavedReport } from './saved-report.js';

/** How a column's cells are to be read, and so how each file format shows them. */
type PlainType =
  /** Any text; ids are text too, so that 007 stays 007. */
  | 'text'
  /** A whole number. */
  | 'integer'
  /** An amount in a currency of its own; the cell holds a `Money`. */
  | 'money'
  /** A share; the cell holds the fraction (0.25), files made for people show 25.0%. */
  | 'percent'
  /** A quotient that is no share, such as a return of 2.5. */
  | 'ratio'
  /** A date of the calendar, `YYYY-MM-DD`. */
  | 'date'
  /** Epoch milliseconds UTC. */
  | 'instant';

interface Named {
  /** Name for machines: JSON keys. */
  readonly key: string;
  /** Heading for people: CSV and XLSX. */
  readonly title: string;
}

/** A column of amounts in the currency of display; a cell holds integer minor units of it. */
export interface AmountColumn extends Named {
  readonly type: 'amount';
  readonly currency: string;
  /** What is measured, whatever the currency: the key without it. */
  readonly measure: string;
}

/** A column of a report's table. */
export type Column = AmountColumn | (Named & { readonly type: PlainType });

/** What a column is called whatever the currency: an amount by what is measured, any other by its key. */
export function measureOf(column: Column): string {
  return column.type === 'amount' ? column.measure : column.key;
}

/** An amount in integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly minor: number | bigint;
  readonly currency: string;
}

/** A value in a table; null is an empty cell, which never means zero. */
export type Cell = string | number | bigint | Money | null;

/** A row's cells in the order of the columns. */
export type Row = readonly Cell[];

/**
 * A table of a report. Rows may be a stream that can be read once, and only while the report is open: of pages, since
 * handing on a row at a time takes longer than writing it.
 */
export interface ReportTable {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[] | AsyncIterable<readonly Row[]>;
  /** The last line of the table, computed from the deals and never from rounded rows; null when it has none. */
  readonly totals: Row | null;
  /** False where one deal can be in several rows, so that the rows add up to more than the totals. */
  readonly additive: boolean;
}

/** A figure that answers the report's question on its own. */
export type KeyFigure = Column & { readonly value: Cell };

/** What a report says, before it is known as which file. The first table is the main one. */
export interface ReportContent {
  readonly figures: readonly KeyFigure[];
  readonly tables: readonly [ReportTable, ...ReportTable[]];
  /** What a reader must know to read the numbers rightly, in whole sentences. */
  readonly notes: readonly string[];
}

/** A report with everything that was asked of it, ready to be written in any format. */
export interface Report extends ReportContent {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Version of the definition file. */
  readonly version: string;
  /** The saved report that it was made as; null where the report itself was asked for. */
  readonly saved: Pick<SavedReport, 'name' | 'version' | 'csv'> | null;
  /** All parameters with the values they had, defaults included, in a fixed order. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** The moment the report speaks of; epoch milliseconds UTC. */
  readonly asOf: number;
  /** The ISO 4217 currency that amounts are shown in. */
  readonly currency: string;
  /** IANA zone in which days and months begin. */
  readonly zone: string;
  /** Version of the rate table that converted the money; null when no rates are known. */
  readonly rateVersion: number | null;
}
