import { DAY_MS, dateInZone, parseDate, startOfDay, utcDay } from '../../kernel/instants.js';

/** When something happened: the instant, or only the date a source gave, or neither. */
export interface Moment {
  readonly at: number | null;
  readonly on: string | null;
}

/** A half-open period of days; null is without bound. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** The day after a `YYYY-MM-DD` date, or `count` days after it. */
export function addDays(date: string, count = 1): string {
  return utcDay(dayNumber(date) * DAY_MS + count * DAY_MS);
}

/** Days since 1970-01-01 of a `YYYY-MM-DD` date. @throws RangeError when the calendar has no such date. */
export function dayNumber(date: string): number {
  const midnight = parseDate(date);
  if (midnight === undefined) throw new RangeError(`${date} is not a date`);
  return midnight / DAY_MS;
}

/** Spans of the calendar that begin on a day of their own; weeks begin on Monday, as ISO 8601 says. */
export const SPANS = ['week', 'month', 'quarter', 'year'] as const;
type Span = (typeof SPANS)[number];

/** Whether a text names a span. */
export function isSpan(text: string): text is Span {
  return SPANS.some((span) => span === text);
}

/** The first day of the span of the calendar that a `YYYY-MM-DD` date lies in. */
export function firstDayOf(span: Span, date: string): string {
  const year = date.slice(0, 4);
  switch (span) {
    case 'week':
      // 1970-01-01 was a Thursday, three days after a Monday.
      return addDays(date, -((((dayNumber(date) + 3) % 7) + 7) % 7));
    case 'month':
      return `${date.slice(0, 7)}-01`;
    case 'quarter': {
      const first = Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1;
      return `${year}-${String(first).padStart(2, '0')}-01`;
    }
    case 'year':
      return `${year}-01-01`;
  }
}

/**
 * Days of one IANA zone. The first instants of days are kept, since reports ask for the day of every deal and the
 * days are few.
 */
export class Calendar {
  private readonly starts = new Map<string, number>();

  constructor(readonly zone: string) {}

  /** The first instant of a date in the zone, epoch milliseconds. */
  startOf(date: string): number {
    const known = this.starts.get(date);
    if (known !== undefined) return known;
    const start = startOfDay(date, this.zone);
    this.starts.set(date, start);
    return start;
  }

  /** The date (`YYYY-MM-DD`) an instant falls on in the zone. */
  dateOf(ms: number): string {
    const guess = utcDay(ms);
    for (const date of [guess, addDays(guess, -1), addDays(guess, 1)]) {
      if (this.startOf(date) <= ms && ms < this.startOf(addDays(date))) return date;
    }
    return dateInZone(ms, this.zone);
  }

  /** The date of a moment: of its instant in the zone, else the date the source gave; null when neither is known. */
  dayOf(moment: Moment): string | null {
    return moment.at === null ? moment.on : this.dateOf(moment.at);
  }

  /**
   * Whether a moment lies in a half-open period of the zone's days; null when it is not known when it was. A date
   * without a time counts as that date in whichever zone: a source that gives no time gives no zone either.
   */
  within(moment: Moment, period: Period): boolean | null {
    if (moment.at !== null) {
      const after = period.from === null || this.startOf(period.from) <= moment.at;
      return after && (period.to === null || moment.at < this.startOf(period.to));
    }
    if (moment.on === null) return null;
    return (
      (period.from === null || period.from <= moment.on) && (period.to === null || moment.on < period.to)
    );
  }
}
