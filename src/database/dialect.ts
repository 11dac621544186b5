import type { Knex } from 'knex';

/** The database engines that hold the book. */
export type Engine = 'sqlite' | 'postgres';

/** A column of a bulk write: its name and how its values are typed. */
export interface BulkColumn {
  readonly name: string;
  readonly type: 'text' | 'integer';
}

/** What to do where a row with the same key is already there. */
export type OnConflict =
  | { readonly do: 'ignore'; readonly key: readonly string[] }
  | { readonly do: 'replace'; readonly key: readonly string[] };

/** A value of a bulk write into an ordinary column. */
export type Cell = string | number | null;

/** What a statement is given for a question mark. */
export type Binding = Cell | Buffer;

/** A value that is written as JSON text, as `JSON.stringify` writes it. */
export type JsonCell = object;

/** Inserts rows inside an open transaction. */
type CopyRows = (
  transaction: Knex,
  table: string,
  columns: readonly BulkColumn[],
  rows: readonly (readonly (Cell | JsonCell)[])[],
  onConflict: OnConflict | null,
) => Promise<void>;

/** What differs between SQLite and PostgreSQL, in one place. */
export interface Dialect {
  readonly engine: Engine;
  /** SQL and bindings that insert all rows in one statement. */
  bulkInsert(
    table: string,
    columns: readonly BulkColumn[],
    rows: readonly (readonly (Cell | JsonCell)[])[],
    onConflict: OnConflict | null,
  ): { readonly sql: string; readonly bindings: readonly Binding[] };
  /**
   * Inserts many rows inside an open transaction in a way that is quicker than one statement; null where the engine
   * has none.
   */
  readonly copyRows: CopyRows | null;
  /** SQL of a JSON text that lists what a column holds in all rows of a group, in their order. */
  jsonArray(column: string): string;
  /** SQL of a JSON list of some expressions. */
  jsonRow(expressions: readonly string[]): string;
  /** SQL of a long text in the form its driver hands over fastest: as bytes of UTF-8, or as text. */
  longText(expression: string): string;
  /** SQL of a one-column subquery (`value`) over a list of texts bound as one JSON array. */
  textList(): string;
  /** Begins a read that sees one moment of the book until the transaction ends. */
  beginSnapshot(transaction: Knex.Transaction): Promise<void>;
  /** Makes writers of the book wait for each other until the transaction ends; they read, merge and write deals. */
  lockBook(transaction: Knex): Promise<void>;
  /** Makes whoever stores verdicts wait for each other until the transaction ends. */
  lockVerdicts(transaction: Knex): Promise<void>;
  /** Makes whoever brings the tables up to date wait for each other until the transaction ends. */
  lockMigrations(transaction: Knex): Promise<void>;
  /** Who writes the book at the moment, in words; null where that is not known or nobody does. */
  bookWriter(knex: Knex): Promise<string | null>;
  /** Drops the indexes of tables; returns the statements that lay them again. */
  dropIndexes(transaction: Knex, tables: readonly string[]): Promise<readonly string[]>;
  /** Brings planner statistics up to date after bulk writes. */
  analyze(knex: Knex): Promise<void>;
}

/** The `ON CONFLICT` clause of a bulk insert, the same in both engines. */
export function conflictClause(columns: readonly BulkColumn[], onConflict: OnConflict | null): string {
  if (onConflict === null) return '';
  const key = onConflict.key.join(', ');
  const updated = columns.map((column) => column.name).filter((name) => !onConflict.key.includes(name));
  if (onConflict.do === 'ignore' || updated.length === 0) return ` on conflict (${key}) do nothing`;
  return ` on conflict (${key}) do update set ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
