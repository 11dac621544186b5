import { addMonths } from '../../kernel/instants.js';
import { compareText } from '../../kernel/text.js';

/** Months between two of which something is told, at most: a date such as 1026-03-01 would bring thousands. */
const LONGEST_GAP = 120;

/** Months in order, with those between them. */
export interface MonthsInOrder {
  /** `YYYY-MM` each. */
  readonly months: readonly string[];
  /** Those before and after the months that are left out, since they are too many. */
  readonly gaps: readonly (readonly [string, string])[];
}

/**
 * Some months in order, with the months between them, since a line over time has no holes; none between two that lie
 * more than ten years apart.
 */
export function withMonthsBetween(told: Iterable<string>): MonthsInOrder {
  const months: string[] = [];
  const gaps: (readonly [string, string])[] = [];
  for (const next of [...told].toSorted(compareText)) {
    const last = months.at(-1);
    if (last !== undefined && next > addMonths(last, LONGEST_GAP)) gaps.push([last, next]);
    else if (last !== undefined) {
      for (let month = addMonths(last, 1); month < next; month = addMonths(month, 1)) months.push(month);
    }
    months.push(next);
  }
  return { months, gaps };
}
