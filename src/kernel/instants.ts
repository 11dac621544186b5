import { Temporal } from 'temporal-polyfill';

/** One day in milliseconds: UTC days have no daylight saving. */
export const DAY_MS = 86_400_000;
/** One hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000;

/** Dates are of the years 100 to 9999; before the first instant there is room for its day, and the day before, in any zone. */
const FIRST_INSTANT = Date.UTC(100, 0, 3);
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Milliseconds of midnight UTC of a calendar date, or undefined when the calendar has no such date
 * (2021-02-30). `new Date` would move it to 2 March instead.
 */
export function utcMidnight(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  const exists =
    back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return exists ? ms : undefined;
}

/** Milliseconds of midnight UTC of a `YYYY-MM-DD` text, or undefined when it is not a date of the calendar. */
export function parseDate(text: string): number | undefined {
  const match = ISO_DATE.exec(text);
  return match ? utcMidnight(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/**
 * Epoch milliseconds of an ISO 8601 instant with `Z` or an offset, or undefined when it is none. Digits beyond
 * milliseconds (Partner Center writes seven) are cut, never rounded up into the next millisecond. Written by
 * hand, and held equal to Temporal by a property test, since imports read several per row.
 */
export function parseInstant(text: string): number | undefined {
  const match = ISO_INSTANT.exec(text);
  if (!match) return undefined;
  const midnight = parseDate(match[1] ?? '');
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  if (midnight === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const millis = Number((match[5] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = offsetMs(match[6] ?? 'Z');
  if (offset === undefined) return undefined;
  const instant = midnight + hours * HOUR_MS + minutes * 60_000 + seconds * 1000 + millis - offset;
  // An offset can push the first and the last day beyond the dates that there are.
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT ? instant : undefined;
}

/** A moment that a person names by an instant, or by a whole UTC day. */
export interface Moment {
  /** Epoch ms, both inclusive; the same where an instant was given. */
  readonly first: number;
  readonly last: number;
}

/** The moment of an ISO 8601 instant or of a `YYYY-MM-DD` date, or undefined when the text is neither. */
export function parseMoment(text: string): Moment | undefined {
  const midnight = parseDate(text);
  if (midnight !== undefined) return { first: midnight, last: midnight + DAY_MS - 1 };
  const instant = parseInstant(text);
  return instant === undefined ? undefined : { first: instant, last: instant };
}

function offsetMs(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  const size = hours * HOUR_MS + minutes * 60_000;
  return text.startsWith('-') ? -size : size;
}

/** An instant as ISO 8601 UTC text with milliseconds. @throws RangeError for a number that is none. */
export function formatInstant(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  // What the days' names are kept for; reports write instants by the million, and a Date takes four times as long.
  if (!(day >= 0 && day < MOST_DAYS && Number.isInteger(ms))) return new Date(ms).toISOString();
  const time = ms - day * DAY_MS;
  const minutes = Math.floor(time / MINUTE_MS);
  const [hour, minute] = [DIGITS[Math.floor(minutes / 60)], DIGITS[minutes % 60]];
  const second = DIGITS[Math.floor(time / 1000) % 60];
  return `${utcDay(ms)}T${hour}:${minute}:${second}.${THOUSANDTHS[time % 1000]}Z`;
}

/** The whole numbers below sixty in two digits. */
const DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Those below a thousand in three. */
const THOUSANDTHS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/** Days from 1970 on whose names are kept, a hundred years: reports ask for a few thousand of them a million times. */
const MOST_DAYS = 36_525;
const utcDays = listByDay<string>();
const utcMonths = listByDay<string>();

/** Room for something of each of those days, by its number: a list that begins with a far day becomes a hash table. */
export function listByDay<T>(): (T | undefined)[] {
  const days: (T | undefined)[] = [];
  days.length = MOST_DAYS;
  return days;
}

/** The UTC day (`YYYY-MM-DD`) that an instant falls on. */
export function utcDay(ms: number): string {
  return ofDay(utcDays, ms, 10);
}

/** The UTC month (`YYYY-MM`) that an instant falls in. */
export function utcMonth(ms: number): string {
  return ofDay(utcMonths, ms, 7);
}

function ofDay(names: (string | undefined)[], ms: number, length: number): string {
  const day = Math.floor(ms / DAY_MS);
  const known = names[day];
  if (known !== undefined) return known;
  const name = new Date(ms).toISOString().slice(0, length);
  if (day >= 0 && day < names.length) names[day] = name;
  return name;
}

/** The month `count` months after (negative: before) a `YYYY-MM` month. */
export function addMonths(month: string, count: number): string {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  const year = Math.floor(total / 12);
  return `${String(year).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
}

/** Whether a name is an IANA time zone known here. */
export function isZone(zone: string): boolean {
  // Temporal would take a fixed offset too, which has no daylight saving and so is no zone to cut days in.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first instant of a date in an IANA zone. Where daylight saving skips midnight this is the first moment
 * that exists.
 * @throws RangeError when the date or zone is invalid; check input first.
 */
export function startOfDay(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}

/** The date (`YYYY-MM-DD`) that an instant falls on in an IANA zone. */
export function dateInZone(ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
}
