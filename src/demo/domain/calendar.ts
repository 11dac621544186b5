import { DAY_MS, HOUR_MS } from '../../kernel/instants.js';
import type { Random } from './random.js';
import { at } from './random.js';

/** First day of the book, UTC midnight of 2020-10-01. */
const FIRST_DAY = Date.UTC(2020, 9, 1);
/** Days in the book: to 2022-09-30. */
const DAYS = 730;

/** When the files of the book were taken (epoch milliseconds); nothing in it happened later. */
export const DEMO_TAKEN_AT = Date.UTC(2022, 8, 30, 20);
/** The day as of which the book is judged and reported (`YYYY-MM-DD`). */
export const DEMO_AS_OF = '2022-10-01';

/** A moment as Partner Center writes it: epoch milliseconds, and the tenths of microseconds below (0 to 9,999). */
export interface Moment {
  readonly ms: number;
  readonly ticks: number;
}

/**
 * How busy each month is, January first: a rush towards the end of Microsoft's fiscal year in June and of each
 * quarter, and hardly a deal in a Nordic July.
 */
const MONTH_WEIGHTS = [80, 95, 125, 90, 100, 150, 38, 70, 125, 105, 110, 105];
/** Sunday first. */
const WEEKDAY_WEIGHTS = [4, 100, 110, 112, 106, 84, 6];
/** The company grows: as many percent more deals a day at the end as at the start. */
const GROWTH_PERCENT = 60;

/** Weight of all days before each day, and of all days together at the end. */
const WEIGHT_BEFORE: readonly number[] = cumulativeWeights();

/** The UTC midnight of the day that deal `index` of `count` was created; never earlier than its predecessor's. */
export function creationDay(index: number, count: number): number {
  const position = (index / count) * at(WEIGHT_BEFORE, DAYS);
  let low = 0;
  let high = DAYS - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at(WEIGHT_BEFORE, middle) <= position) low = middle;
    else high = middle - 1;
  }
  return FIRST_DAY + low * DAY_MS;
}

/** A moment in the working hours of a day given by its UTC midnight. */
export function workingMoment(random: Random, midnight: number): Moment {
  return { ms: midnight + random.int(6 * HOUR_MS, 17 * HOUR_MS - 1), ticks: ticks(random) };
}

/** A moment about so many days (fractions too) after another one. */
export function daysAfter(random: Random, from: Moment, days: number): Moment {
  return { ms: from.ms + Math.round(days * DAY_MS), ticks: ticks(random) };
}

/** A moment exactly so many milliseconds after another one, down to the last digit. */
export function exactlyAfter(from: Moment, ms: number): Moment {
  return { ms: from.ms + ms, ticks: from.ticks };
}

/** Whether a moment lies before the book was taken. */
export function hasHappened(moment: Moment): boolean {
  return moment.ms < DEMO_TAKEN_AT;
}

/** The later of two moments. */
export function later(a: Moment, b: Moment): Moment {
  return a.ms > b.ms || (a.ms === b.ms && a.ticks >= b.ticks) ? a : b;
}

/** A moment with seven digits after the second, as the referrals API writes it. */
export function formatMoment({ ms, ticks: tenths }: Moment): string {
  return new Date(ms).toISOString().replace('Z', `${String(tenths).padStart(4, '0')}Z`);
}

function ticks(random: Random): number {
  return random.int(0, 9999);
}

function cumulativeWeights(): readonly number[] {
  const before = [0];
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(FIRST_DAY + day * DAY_MS);
    const seasonal = at(MONTH_WEIGHTS, date.getUTCMonth()) * at(WEEKDAY_WEIGHTS, date.getUTCDay());
    before.push(at(before, day) + seasonal * (100 + (GROWTH_PERCENT * day) / DAYS));
  }
  return before;
}
