import {
  addMonths,
  DAY_MS,
  dateInZone,
  listByDay,
  parseDate,
  startOfDay,
  utcDay,
} from '../../kernel/instants.js';

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

/** Dates whose numbers are kept: a report asks for a few thousand of them a million times. */
const MOST_DATES = 20_000;
const numbers = new Map<string, number>();

/** Days since 1970-01-01 of a `YYYY-MM-DD` date. @throws RangeError when the calendar has no such date. */
export function dayNumber(date: string): number {
  const known = numbers.get(date);
  if (known !== undefined) return known;
  const midnight = parseDate(date);
  if (midnight === undefined) throw new RangeError(`${date} is not a date`);
  if (numbers.size === MOST_DATES) numbers.clear();
  numbers.set(date, midnight / DAY_MS);
  return midnight / DAY_MS;
}

/** Spans of the calendar that begin on a day of their own; weeks begin on Monday, as ISO 8601 says. */
export const SPANS = ['week', 'month', 'quarter', 'year'] as const;
export type Span = (typeof SPANS)[number];

/** Whether a text names a span. */
export function isSpan(text: string): text is Span {
  return SPANS.some((span) => span === text);
}

/**
 * The first day of the span of the calendar that a `YYYY-MM-DD` date lies in.
 * @param yearStart the month (1 to 12) in which years begin; quarters are counted from there.
 */
export function firstDayOf(span: Span, date: string, yearStart = 1): string {
  const monthsSince = (length: number): number => (Number(date.slice(5, 7)) - yearStart + 12) % length;
  const firstOf = (length: number): string => `${addMonths(date.slice(0, 7), -monthsSince(length))}-01`;
  switch (span) {
    case 'week':
      // 1970-01-01 was a Thursday, three days after a Monday.
      return addDays(date, -((((dayNumber(date) + 3) % 7) + 7) % 7));
    case 'month':
      return firstOf(1);
    case 'quarter':
      return firstOf(3);
    case 'year':
      return firstOf(12);
  }
}

/** A period by the first instants of it and of what comes after it, epoch ms; infinite where it has no bound. */
interface Bounds {
  readonly period: Period;
  readonly from: number;
  readonly until: number;
}

/** A day of a zone: its first instant and that of the next, epoch ms. */
interface ZoneDay {
  readonly date: string;
  /** As `dayNumber` has it. */
  readonly number: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Days of one IANA zone. The first instants of days are kept, since reports ask for the day of every deal and the
 * days are few.
 */
export class Calendar {
  private readonly starts = new Map<string, number>();
  /** By UTC day since 1970. */
  private readonly days = listByDay<readonly ZoneDay[]>();
  /** Of the period that was asked for last: a report asks for the same one a million times. */
  private bounds: Bounds | null = null;

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
    return this.zoneDay(ms)?.date ?? dateInZone(ms, this.zone);
  }

  /** The number (`dayNumber`) of the date an instant falls on in the zone. */
  dayNumberAt(ms: number): number {
    return this.zoneDay(ms)?.number ?? dayNumber(dateInZone(ms, this.zone));
  }

  private zoneDay(ms: number): ZoneDay | undefined {
    const utc = Math.floor(ms / DAY_MS);
    const days = this.days[utc] ?? this.daysAround(utc);
    for (let place = 0; place < days.length; place += 1) {
      const day = days[place];
      if (day !== undefined && day.from <= ms && ms < day.until) return day;
    }
    return undefined;
  }

  /** The zone's days that instants of a UTC day can fall on. */
  private daysAround(utc: number): readonly ZoneDay[] {
    const guess = utcDay(utc * DAY_MS);
    const days = [guess, addDays(guess, -1), addDays(guess, 1)].map((date) => ({
      date,
      number: dayNumber(date),
      from: this.startOf(date),
      until: this.startOf(addDays(date)),
    }));
    if (utc >= 0 && utc < this.days.length) this.days[utc] = days;
    return days;
  }

  /** The date of a moment: of its instant in the zone, else the date the source gave; null when neither is known. */
  dayOf(moment: Moment): string | null {
    return moment.at === null ? moment.on : this.dateOf(moment.at);
  }

  /** The number (`dayNumber`) of the date of a moment, as `dayOf` has it. */
  dayNumberOf(moment: Moment): number | null {
    if (moment.at !== null) return this.dayNumberAt(moment.at);
    return moment.on === null ? null : dayNumber(moment.on);
  }

  /**
   * Whether a moment lies in a half-open period of the zone's days; null when it is not known when it was. A date
   * without a time counts as that date in whichever zone: a source that gives no time gives no zone either.
   */
  within(moment: Moment, period: Period): boolean | null {
    if (moment.at !== null) {
      const { from, until } = this.boundsOf(period);
      return from <= moment.at && moment.at < until;
    }
    if (moment.on === null) return null;
    return (
      (period.from === null || period.from <= moment.on) && (period.to === null || moment.on < period.to)
    );
  }

  /** The first instants of a period and of what comes after it, epoch ms; infinite where it has no bound. */
  boundsOf(period: Period): { readonly from: number; readonly until: number } {
    if (this.bounds?.period === period) return this.bounds;
    const from = period.from === null ? -Infinity : this.startOf(period.from);
    const until = period.to === null ? Infinity : this.startOf(period.to);
    this.bounds = { period, from, until };
    return this.bounds;
  }
}
