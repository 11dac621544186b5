import { createHash } from 'node:crypto';
import type { Cell, Report, ReportTable, Row } from './domain/report.js';
import { isList } from './domain/row-pages.js';

/**
 * SHA-256 over what a report says: its parameters, figures, tables and rows, but not the moment it was made, so that
 * two reports have the same one where nothing has changed in between.
 */
export class ContentDigest {
  private readonly hash = createHash('sha256');

  /** Takes the report in with the tables that are written; to be called once, before their rows are read. */
  begin(report: Omit<Report, 'tables'>, tables: readonly ReportTable[]): void {
    const { name, parameters, figures, rateVersion } = report;
    const shapes = tables.map(({ name: table, columns, totals }) => [
      table,
      columns.map(({ key }) => key),
      totals,
    ]);
    this.add([name, parameters, figures.map(({ key, value }) => [key, value]), rateVersion, shapes]);
    // Rows that are read of a stream are taken in when they come by.
    for (const [index, { rows }] of tables.entries()) {
      if (isList(rows)) this.rows(index, rows);
    }
  }

  /** Takes rows in of the table of an index. */
  rows(table: number, rows: readonly Row[]): void {
    for (const row of rows) this.add([table, row]);
  }

  /** Hexadecimal; ask once, when all was written. */
  hex(): string {
    return this.hash.digest('hex');
  }

  private add(value: unknown): void {
    this.hash.update(JSON.stringify(value, plain));
    this.hash.update('\n');
  }
}

/** JSON knows no whole numbers beyond 2^53. */
function plain(_key: string, value: Cell): unknown {
  return typeof value === 'bigint' ? { integer: String(value) } : value;
}
