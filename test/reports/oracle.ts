import { Temporal } from 'temporal-polyfill';
import type { Deal } from '../../src/deals/domain/deal.js';
import type { SampleBook } from '../support/book-builder.js';

/** Plain, slow answers to what the reports answer, written from their definitions and sharing no code with them. */

const EXPONENT: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 };

export interface Question {
  readonly zone: string;
  readonly asOfDay: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** An amount in US cents; undefined when there is no amount, null when no rate converts it. */
type Cents = bigint | null | undefined;

export class Oracle {
  constructor(
    readonly book: SampleBook,
    readonly question: Question,
  ) {}

  day(at: number | null, on: string | null): string | null {
    if (at === null) return on;
    return Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(this.question.zone)
      .toPlainDate()
      .toString();
  }

  createdDay(deal: Deal): string | null {
    return this.day(deal.createdAt, deal.createdOn);
  }

  /** Days between which a deal closed, as far as is known. */
  closedBetween(deal: Deal): readonly [string, string] {
    const exact = this.day(deal.closedAt, deal.closedOn);
    if (exact !== null) return [exact, exact];
    return [
      this.day(deal.closedNotBefore, null) ?? '0000-01-01',
      this.day(deal.closedNotAfter, null) ?? '9999-12-31',
    ];
  }

  /** Where a deal stood at the end of the as-of day. */
  state(deal: Deal): string {
    const { asOfDay } = this.question;
    const created = this.createdDay(deal);
    if (created !== null && created > asOfDay) return 'not-created';
    if (deal.status === 'received' || deal.status === 'active') return 'open';
    return this.closedBetween(deal)[0] > asOfDay ? 'open' : deal.status;
  }

  /** Whether days lie in the period for sure, surely not, or perhaps. */
  inPeriod([first, last]: readonly [string, string]): boolean | null {
    const { from, to } = this.question;
    const inside = (day: string): boolean => (from === null || from <= day) && (to === null || day < to);
    if (from === null && to === null) return true;
    if ((from !== null && last < from) || (to !== null && first >= to)) return false;
    // An unbounded side of a period takes an unbounded side of what is known.
    const fits = (from === null || (first !== '0000-01-01' && inside(first))) && (to === null || last < to);
    return fits ? true : null;
  }

  cents(minor: number | null, currency: string | null, month: string | null): Cents {
    if (minor === null || currency === null) return undefined;
    if (currency === 'USD') return BigInt(minor);
    if (month === null) return null;
    const [year = 0, number = 0] = month.split('-').map(Number);
    for (let back = 0; back <= 3; back += 1) {
      const day = Temporal.PlainDate.from({ year, month: number, day: 1 }).subtract({ months: back });
      const name = day.toString().slice(0, 7);
      const rate = this.book.rates.find((row) => row.month === name && row.currency === currency);
      if (rate !== undefined) return convert(BigInt(minor), EXPONENT[currency] ?? 0, rate.usdPerUnit);
    }
    return null;
  }

  dealCents(deal: Deal, state: string): Cents {
    const month = state === 'open' ? this.question.asOfDay.slice(0, 7) : this.closedMonth(deal);
    return this.cents(deal.valueMinor, deal.currency, month);
  }

  private closedMonth(deal: Deal): string | null {
    const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
    if (deal.closedAt !== null) return utc(deal.closedAt);
    if (deal.closedOn !== null) return deal.closedOn.slice(0, 7);
    if (deal.closedNotBefore === null || deal.closedNotAfter === null) return null;
    return utc(deal.closedNotBefore) === utc(deal.closedNotAfter) ? utc(deal.closedNotBefore) : null;
  }
}

function convert(minor: bigint, exponent: number, usdPerUnit: string): bigint {
  const [whole = '0', fraction = ''] = usdPerUnit.split('.');
  const above = minor * BigInt(whole + fraction) * 100n;
  const below = 10n ** BigInt(exponent + fraction.length);
  const size = above < 0n ? -above : above;
  const rounded = (size * 2n + below) / (below * 2n);
  return above < 0n ? -rounded : rounded;
}

/** Sum of what has a figure. */
export function sumOf(values: readonly Cents[]): bigint {
  return values.reduce((sum: bigint, value) => sum + (value ?? 0n), 0n);
}

/** How many amounts no rate converts. */
export function unconverted(values: readonly Cents[]): number {
  return values.filter((value) => value === null).length;
}

/** Percentile by nearest rank over a plain sorted list. */
export function nearestRank(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

/** Days of the calendar between two dates. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;
}

/** A quotient with six digits after the point, halves away from zero. */
export function sixDigits(above: bigint, below: bigint): number {
  const size = above < 0n ? -above : above;
  const rounded = (size * 2_000_000n + below) / (2n * below);
  return Number(above < 0n ? -rounded : rounded) / 1e6;
}
