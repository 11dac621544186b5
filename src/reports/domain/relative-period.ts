import { addMonths } from '../../kernel/instants.js';
import { addDays, firstDayOf, type Span } from './calendar.js';

/** Periods told by the as-of day they are seen from, so that a report made again and again moves on by itself. */
export const RELATIVE_PERIODS = [
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
] as const;
export type RelativePeriod = (typeof RELATIVE_PERIODS)[number];

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The half-open days of a relative period. One that is not over yet ends where it will be over.
 * @param day the as-of day, `YYYY-MM-DD`.
 * @param yearStart the month (1 to 12) in which years begin, and from which quarters are counted.
 */
export function periodOn(
  period: RelativePeriod,
  day: string,
  yearStart: number,
): { readonly from: string; readonly to: string } {
  const span = spanOf(period);
  const first = firstDayOf(span, day, yearStart);
  if (period.startsWith('this-')) return { from: first, to: dayAfter(span, first) };
  return { from: firstDayOf(span, addDays(first, -1), yearStart), to: first };
}

function spanOf(period: RelativePeriod): Span {
  if (period.endsWith('-week')) return 'week';
  if (period.endsWith('-month')) return 'month';
  return period.endsWith('-quarter') ? 'quarter' : 'year';
}

/** The first day after the span that begins on a day. */
function dayAfter(span: Span, first: string): string {
  return span === 'week' ? addDays(first, 7) : `${addMonths(first.slice(0, 7), MONTHS[span])}-01`;
}
