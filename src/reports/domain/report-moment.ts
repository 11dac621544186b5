import { DomainError, type Problem } from '../../kernel/errors.js';
import { formatInstant, parseDate, parseInstant } from '../../kernel/instants.js';
import { addDays, Calendar } from './calendar.js';
import type { AsOf } from './reported-deal.js';

/** The moments that a report is asked for; null: now, and all that is known. */
export interface MomentsAsked {
  /** A day, at whose end the book is looked at. */
  readonly asOf: string | null;
  /** A day, at whose end, or an instant, at which the book knew what counts. */
  readonly knownAt: string | null;
  readonly zone: string;
}

/** What a report counts and says of time. Epoch ms. */
export interface ReportMoment {
  readonly counted: AsOf;
  /** The as-of instant that the report says. */
  readonly shown: number;
  /** Until when what was learnt counts; null: all of it. */
  readonly knownAt: number | null;
  /** The moment that counts as now: a report on what was known is the one that was made then. */
  readonly now: number;
}

/** Whether a text is a date or an instant, as `knownAt` takes them. */
export function isDayOrInstant(text: string): boolean {
  return parseDate(text) !== undefined || parseInstant(text) !== undefined;
}

/**
 * The moment of a report: the end of the as-of day, or now, by what is known now or was known at an earlier moment.
 * @throws DomainError `invalid-input` for days to come, seen from now or from when it was known.
 */
export function momentOf({ asOf, knownAt: asked, zone }: MomentsAsked, clock: number): ReportMoment {
  const calendar = new Calendar(zone);
  const knownAt = asked === null ? null : knownInstant(asked, calendar, clock);
  const now = knownAt ?? clock;
  const today = calendar.dateOf(now);
  if (asOf === null) return { counted: { end: now + 1, day: today }, shown: now, knownAt, now };
  if (asOf > today) {
    throw cannotBeMade({
      path: 'asOf',
      value: asOf,
      message:
        knownAt === null
          ? 'The as-of day lies in the future.'
          : 'The as-of day is later than what the book is asked to have known.',
      remedy:
        knownAt === null
          ? `Give ${today} or an earlier day, or leave it out.`
          : `Give ${today} or an earlier day, or a later knownAt.`,
    });
  }
  const end = calendar.startOf(addDays(asOf));
  return { counted: { end, day: asOf }, shown: end, knownAt, now };
}

/** The end of a day, or now while it lasts; or an instant. */
function knownInstant(text: string, calendar: Calendar, clock: number): number {
  const instant = parseInstant(text);
  const first = instant ?? calendar.startOf(text);
  if (first > clock) {
    throw cannotBeMade({
      path: 'knownAt',
      value: text,
      message: 'Nobody can say yet what will be known then.',
      remedy: `Give ${formatInstant(clock)} or an earlier time, or leave it out.`,
    });
  }
  return instant ?? Math.min(calendar.startOf(addDays(text)) - 1, clock);
}

function cannotBeMade(problem: Problem): DomainError {
  return new DomainError('invalid-input', 'The report cannot be made.', [problem]);
}
