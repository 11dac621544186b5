import type { ReportTable } from './report.js';

/** A share of the book's deals. */
export interface BalanceLine {
  readonly line: string;
  readonly deals: number;
}

/**
 * The table that shows where every deal of the book went: the parts add up to the whole, and what is `ofWhich` tells
 * more of a part without being added.
 * @throws RangeError when the parts do not add up, which would be a fault of the report.
 */
export function balanceTable(
  book: number,
  parts: readonly BalanceLine[],
  ofWhich: readonly BalanceLine[] = [],
): ReportTable {
  const sum = parts.reduce((total, part) => total + part.deals, 0);
  if (sum !== book) throw new RangeError(`The report counts ${sum} deals, the book has ${book}.`);
  return {
    name: 'balance',
    title: 'Balance against the book',
    columns: [
      { key: 'line', title: 'Deals', type: 'text' },
      { key: 'counted_as', title: 'Counted as', type: 'text' },
      { key: 'deals', title: 'Number', type: 'integer' },
    ],
    rows: [
      ...parts.map((part) => [part.line, 'part', part.deals]),
      ...ofWhich.map((part) => [part.line, 'of which', part.deals]),
    ],
    totals: ['Deals in the book', 'whole', book],
    additive: true,
  };
}

/** Joins what there is to say in one cell; null when there is nothing. */
export function noteOf(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join('; ');
}
