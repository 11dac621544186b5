import type { ReportTable, Row } from './report.js';

/** Whether the rows of a table are all there, as opposed to a stream of them. */
export function isList(rows: ReportTable['rows']): rows is readonly Row[] {
  return Array.isArray(rows);
}

/** The rows of a table, many at a time; a list is one page. */
export function rowPages({ rows }: ReportTable): Iterable<readonly Row[]> | AsyncIterable<readonly Row[]> {
  return isList(rows) ? [rows] : rows;
}
