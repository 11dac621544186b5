import type { Deal } from './deal.js';
import { DAY_MS, parseDate, utcDay } from '../../kernel/instants.js';
import type { Interval } from '../../kernel/interval.js';

/** What tells when a deal was created and when it closed. */
export type DealTimes = Pick<
  Deal,
  'createdAt' | 'createdOn' | 'closedAt' | 'closedOn' | 'closedNotBefore' | 'closedNotAfter'
>;

/** When the deal was created: its instant, else the whole UTC day of its date; null when neither is known. */
export function creationBounds(deal: DealTimes): Interval | null {
  return instantOrDay(deal.createdAt, deal.createdOn);
}

/**
 * When the deal closed: its instant, else the whole UTC day of its date, else between the last time it was seen
 * open (or its creation) and the first time it was seen closed. Null when either end is not known, or when the ends
 * contradict each other, since then neither can be relied upon.
 */
export function closingBounds(deal: DealTimes): Interval | null {
  const told = instantOrDay(deal.closedAt, deal.closedOn);
  if (told !== null) return told;
  const earliest = deal.closedNotBefore ?? creationBounds(deal)?.min ?? null;
  if (earliest === null || deal.closedNotAfter === null || earliest > deal.closedNotAfter) return null;
  return { min: earliest, max: deal.closedNotAfter };
}

/** The UTC days (inclusive) that a deal was won between; `first` null when nothing bounds it from below. */
export interface WonDays {
  readonly first: string | null;
  readonly last: string;
}

/** The days a deal may have been won on, up to the day of evaluation when nothing tells; null when it is not won. */
export function wonDays(deal: Deal, day: string): WonDays | null {
  if (deal.status !== 'won') return null;
  const won = closingBounds(deal);
  if (won !== null) return { first: utcDay(won.min), last: utcDay(won.max) };
  return { first: null, last: deal.closedNotAfter === null ? day : utcDay(deal.closedNotAfter) };
}

function instantOrDay(instant: number | null, date: string | null): Interval | null {
  if (instant !== null) return { min: instant, max: instant };
  const midnight = date === null ? undefined : parseDate(date);
  return midnight === undefined ? null : { min: midnight, max: midnight + DAY_MS - 1 };
}
