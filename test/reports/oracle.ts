import { Temporal } from 'temporal-polyfill';
import type { Deal, RegistrationState } from '../../src/deals/domain/deal.js';
import type { SampleVerdict } from '../support/book-builder.js';
import type { TestBook } from './arbitrary-book.js';
import type { JsonRow } from './report-harness.js';
import { isOpen, type Snapshot, type Story } from './arbitrary-stories.js';

/** Plain, slow answers to what the reports answer, written from their definitions and sharing no code with them. */

const EXPONENT: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 };

function digitsOf(currency: string): number {
  return EXPONENT[currency] ?? 0;
}

export interface Question {
  readonly zone: string;
  readonly asOfDay: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The span of the calendar that the bridge goes back to the beginning of. */
  readonly span: 'week' | 'month' | 'quarter' | 'year';
  /** The currency that the report is wanted in. */
  readonly currency: string;
  /** What the audit is grouped by. */
  readonly auditBy: 'type' | 'direction' | 'campaign';
  /** What some reports are narrowed to. */
  readonly narrowed: {
    readonly dealType?: string;
    readonly direction?: string;
    readonly minValue?: string;
  };
}

/** An amount in minor units of the currency that is shown; undefined when there is no amount, null when no rate converts it. */
export type Minor = bigint | null | undefined;

/** How a deal stood at the end of a day. */
export interface Then {
  readonly state: string;
  readonly stage: number | null;
  readonly minor: number | null;
  readonly currency: string | null;
  readonly told: boolean;
  /** Whether it is known when it was created, and on which side of the moment it closed. */
  readonly sure: boolean;
  /** The days between which it closed, as far as is known; null while open. */
  readonly closedBetween: Days | null;
  /** The day it closed, where that is told; null otherwise. */
  readonly closedDay: string | null;
  /** The UTC month it closed in; null while open, or when not known. */
  readonly closedMonth: string | null;
  /** Since when it was seen in its stage, having been seen in another before. */
  readonly inStageSince: number | null;
}

/** The first and the last day of something, where one of them may be without end. */
type Days = readonly [string, string];

const EVER: Days = ['0000-01-01', '9999-12-31'];

export class Oracle {
  private readonly answers = new Map<string, Then>();

  constructor(
    readonly book: TestBook,
    readonly question: Question,
  ) {}

  /** The currency that is shown: the one that is wanted, where the book has rates of it. */
  get currency(): string {
    const { currency } = this.question;
    return this.book.rates.some((rate) => rate.currency === currency) ? currency : 'USD';
  }

  /** An amount of a row of a report in minor units of the currency that is shown, by what it measures. */
  amountIn(row: JsonRow | null, measure: string): bigint {
    const shown = Number(row?.[this.keyOf(measure)]);
    return BigInt(Math.round(shown * 10 ** digitsOf(this.currency)));
  }

  /** The key of what is measured in the currency that is shown. */
  keyOf(measure: string): string {
    return `${measure}_${this.currency.toLowerCase()}`;
  }

  /** Whether the report is narrowed to some deals. */
  get isNarrowed(): boolean {
    return Object.keys(this.question.narrowed).length > 0;
  }

  /** Whether a deal is among those that the report is narrowed to; null where nobody knows. */
  fits(deal: Deal): boolean | null {
    const { dealType, direction, minValue } = this.question.narrowed;
    const answers = [isAmong(dealType, deal.dealType), isAmong(direction, deal.direction)];
    if (minValue !== undefined) {
      // One that is created later stood nowhere yet: it is worth what it is.
      const value =
        this.state(deal) === 'not-created'
          ? this.minor(deal.valueMinor, deal.currency, this.question.asOfDay.slice(0, 7))
          : this.dealMinor(deal);
      answers.push(
        value === null || value === undefined
          ? null
          : value >= BigInt(minValue) * 10n ** BigInt(digitsOf(this.currency)),
      );
    }
    return answers.includes(false) ? false : answers.includes(null) ? null : true;
  }

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

  /** How a deal stood at the end of a day, the as-of day unless told otherwise. */
  stood(deal: Deal, day = this.question.asOfDay): Then {
    const key = `${deal.dealId} ${day}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const story = this.book.stories.find(({ dealId }) => dealId === deal.dealId);
    const answer = story === undefined ? this.asInTheEnd(deal, day) : this.inStory(story, day);
    this.answers.set(key, answer);
    return answer;
  }

  /** Where a deal stood at the end of the as-of day. */
  state(deal: Deal): string {
    return this.stood(deal).state;
  }

  /** What had been decided on a deal last by the end of the as-of day. */
  decided({ dealId }: Deal): SampleVerdict | undefined {
    const { asOfDay } = this.question;
    return this.book.verdicts.findLast(
      (verdict) => verdict.dealId === dealId && (this.day(verdict.decidedAt ?? 0, null) ?? '') <= asOfDay,
    );
  }

  /** The registration of a deal that files had told of by the end of the as-of day. */
  registration(deal: Deal): RegistrationState | null {
    const story = this.book.stories.find(({ dealId }) => dealId === deal.dealId);
    if (story === undefined) return deal.registrationState;
    const told = story.snapshots.filter(({ at }) => (this.day(at, null) ?? '') <= this.question.asOfDay);
    return told.findLast(({ registration }) => registration !== null)?.registration ?? null;
  }

  /** The furthest stage that files showed a deal in by the as-of day, or in which it stood. */
  furthest(deal: Deal): number | null {
    const { stage } = this.stood(deal);
    const story = this.book.stories.find(({ dealId }) => dealId === deal.dealId);
    const seen = (story?.snapshots ?? []).filter(
      ({ at }) => (this.day(at, null) ?? '') <= this.question.asOfDay,
    );
    const stages = [...seen.map((snapshot) => snapshot.stage), ...(stage === null ? [] : [stage])];
    return stages.length === 0 ? null : Math.max(...stages);
  }

  /**
   * The days that a deal was on its way from a stage to a later one: from the first file that shows it in the stage to
   * the first that shows it in a later one, or its win. Null where one of them is not known, or is the first of all.
   */
  daysBeyond(deal: Deal, stage: number): number | null {
    const story = this.book.stories.find(({ dealId }) => dealId === deal.dealId);
    const seen = (story?.snapshots ?? []).filter(({ at }) => {
      return (this.day(at, null) ?? '') <= this.question.asOfDay;
    });
    const { state, closedDay } = this.stood(deal);
    const won = state === 'won' ? closedDay : null;
    const [came, went] = [
      seen.findIndex((snapshot) => snapshot.stage === stage),
      seen.findIndex((snapshot) => snapshot.stage > stage),
    ];
    // From the last stage before the win nothing leads on but the win itself, not even having been shown at 100 %.
    const isLast = stage === 80;
    if (came < 1 || (went === 0 && !isLast)) return null;
    const from = this.day(seen[came]?.at ?? null, null) ?? '';
    const shown = isLast ? null : this.day(seen[went]?.at ?? null, null);
    const until = shown === null || (won !== null && won < shown) ? won : shown;
    return until === null || until < from ? null : daysBetween(from, until);
  }

  /** Days between which a deal closed that was closed by the as-of day. */
  closedBetween(deal: Deal): Days {
    return this.stood(deal).closedBetween ?? EVER;
  }

  /** A deal of which only the end is known. */
  asInTheEnd(deal: Deal, day = this.question.asOfDay): Then {
    const created = this.createdDay(deal);
    const base = { minor: deal.valueMinor, currency: deal.currency, told: true, inStageSince: null };
    const exact = this.day(deal.closedAt, deal.closedOn);
    const [first, last]: Days =
      exact === null
        ? [this.day(deal.closedNotBefore, null) ?? EVER[0], this.day(deal.closedNotAfter, null) ?? EVER[1]]
        : [exact, exact];
    const open = isOpen(deal.status);
    if (open || first > day || (created !== null && created > day)) {
      const stage = deal.status === 'won' ? null : deal.salesStagePercent;
      const state = created !== null && created > day ? 'not-created' : 'open';
      return {
        ...base,
        state,
        stage,
        sure: created !== null,
        closedBetween: null,
        closedDay: null,
        closedMonth: null,
      };
    }
    return {
      ...base,
      state: deal.status,
      stage: deal.salesStagePercent,
      sure: created !== null && last <= day,
      closedBetween: [first, last],
      closedDay: exact,
      closedMonth: closedMonth(deal),
    };
  }

  /** A deal whose files tell how it went. */
  private inStory({ createdAt, snapshots }: Story, day: string): Then {
    const by = (at: number): boolean => (this.day(at, null) ?? '') <= day;
    const told = snapshots.findLastIndex(({ at, closedAt }) => by(closedAt ?? at));
    const snapshot = snapshots[Math.max(told, 0)];
    const last = snapshots.at(-1);
    if (snapshot === undefined || last === undefined) throw new Error('A story has a snapshot.');
    const plain = { sure: true, closedBetween: null, closedDay: null, closedMonth: null, inStageSince: null };
    const { stage, valueMinor: minor, currency } = snapshot;
    const worth = { minor, currency, told: told >= 0 };
    if (!by(createdAt)) return { ...plain, ...worth, state: 'not-created', stage };
    if (told >= 0 && !isOpen(snapshot.status)) {
      return { ...this.closing(snapshots, told, createdAt), stage, ...worth, sure: true };
    }
    // The first that is told is that it was closed.
    if (told < 0 && !isOpen(snapshot.status) && snapshot.closedAt === null) {
      return { ...this.closing(snapshots, 0, createdAt), stage, ...worth, sure: false };
    }
    // Seen closed later, and nobody knows on which side of the moment it closed: it counts as closed.
    const run = snapshots.findLastIndex(({ status }) => isOpen(status)) + 1;
    if (!isOpen(last.status) && last.closedAt === null && told === run - 1) {
      const { stage: at, valueMinor, currency: money } = last;
      const end = { stage: at, minor: valueMinor, currency: money, told: true, sure: false };
      return { ...this.closing(snapshots, run, createdAt), ...end };
    }
    const since = told >= 0 ? inStageSince(snapshots.slice(0, told + 1)) : null;
    const before = told < 0 && snapshot.status === 'won' ? null : stage;
    return { ...plain, ...worth, state: 'open', stage: before, inStageSince: since };
  }

  /** The day before the bridge begins. */
  bridgeStart(): string {
    const day = Temporal.PlainDate.from(this.question.asOfDay);
    const first = {
      week: day.subtract({ days: day.dayOfWeek - 1 }),
      month: day.with({ day: 1 }),
      quarter: day.with({ month: day.month - ((day.month - 1) % 3), day: 1 }),
      year: day.with({ month: 1, day: 1 }),
    }[this.question.span];
    return first.subtract({ days: 1 }).toString();
  }

  /** When a deal closed that a snapshot shows closed. */
  private closing(
    snapshots: readonly Snapshot[],
    index: number,
    createdAt: number,
  ): Pick<Then, 'state' | 'closedBetween' | 'closedDay' | 'closedMonth' | 'inStageSince'> {
    const open = snapshots.slice(0, index).findLastIndex(({ status }) => isOpen(status));
    const [before, first] = [snapshots[open], snapshots[open + 1]];
    if (first === undefined) throw new Error('A closing has a first snapshot.');
    const { closedAt, at, status } = first;
    const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
    const [from, until] = closedAt === null ? [before?.at ?? createdAt, at] : [closedAt, closedAt];
    const lastOpen = closedAt === null && before === undefined ? null : from;
    return {
      state: status,
      closedBetween: [this.day(lastOpen, null) ?? EVER[0], this.day(until, null) ?? EVER[1]],
      closedDay: this.day(closedAt, null),
      closedMonth: utc(from) === utc(until) ? utc(from) : null,
      inStageSince: null,
    };
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

  minor(minor: number | null, currency: string | null, month: string | null): Minor {
    if (minor === null || currency === null) return undefined;
    if (currency === this.currency || minor === 0) return BigInt(minor);
    if (month === null) return null;
    const [ours, theirs] = [this.rate(currency, month), this.rate(this.currency, month)];
    if (ours === null || theirs === null) return null;
    return convert(BigInt(minor), digitsOf(currency), ours, digitsOf(this.currency), theirs);
  }

  /** US dollars for one unit in a month, or in the last of the three before it that has a rate. */
  private rate(currency: string, month: string): string | null {
    if (currency === 'USD') return '1';
    const [year = 0, number = 0] = month.split('-').map(Number);
    for (let back = 0; back <= 3; back += 1) {
      const day = Temporal.PlainDate.from({ year, month: number, day: 1 }).subtract({ months: back });
      const name = day.toString().slice(0, 7);
      const rate = this.book.rates.find((row) => row.month === name && row.currency === currency);
      if (rate !== undefined) return rate.usdPerUnit;
    }
    return null;
  }

  dealMinor(deal: Deal, day = this.question.asOfDay): Minor {
    const then = this.stood(deal, day);
    const month = then.state === 'open' ? day.slice(0, 7) : then.closedMonth;
    return this.minor(then.minor, then.currency, month);
  }
}

function isAmong(wanted: string | undefined, value: string | null): boolean | null {
  if (wanted === undefined) return true;
  const words = wanted.split(',');
  if (value === null) return words.includes('none') ? true : null;
  return words.includes(value);
}

function inStageSince(snapshots: readonly Snapshot[]): number | null {
  const other = snapshots.findLastIndex(({ stage }) => stage !== snapshots.at(-1)?.stage);
  return other < 0 ? null : (snapshots[other + 1]?.at ?? null);
}

function closedMonth(deal: Deal): string | null {
  const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
  if (deal.closedAt !== null) return utc(deal.closedAt);
  if (deal.closedOn !== null) return deal.closedOn.slice(0, 7);
  if (deal.closedNotBefore === null || deal.closedNotAfter === null) return null;
  return utc(deal.closedNotBefore) === utc(deal.closedNotAfter) ? utc(deal.closedNotBefore) : null;
}

/** An amount times its rate, over that of the currency that it is shown in; rounded once, halves away from zero. */
function convert(
  minor: bigint,
  digits: number,
  rate: string,
  shownDigits: number,
  shownRate: string,
): bigint {
  // Rates as whole numbers of a ten-millionth, of which each has seven at most.
  const [ours, theirs] = [rate, shownRate].map((text) => {
    const [whole = '0', fraction = ''] = text.split('.');
    return BigInt(whole) * 10n ** 7n + BigInt(fraction.padEnd(7, '0'));
  });
  const above = minor * (ours ?? 0n) * 10n ** BigInt(shownDigits);
  const below = (theirs ?? 1n) * 10n ** BigInt(digits);
  const size = above < 0n ? -above : above;
  const rounded = (size * 2n + below) / (below * 2n);
  return above < 0n ? -rounded : rounded;
}

/** Sum of what has a figure. */
export function sumOf(values: readonly Minor[]): bigint {
  return values.reduce((sum: bigint, value) => sum + (value ?? 0n), 0n);
}

/** How many amounts no rate converts. */
export function unconverted(values: readonly Minor[]): number {
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
