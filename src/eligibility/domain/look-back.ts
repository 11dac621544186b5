import { DomainError } from '../../kernel/errors.js';
import { formatInstant, type Moment } from '../../kernel/instants.js';

/** A look at a deal as it was, as far as it was known. Epoch ms. */
export interface LookBack {
  /** Valid time: the deal as it was then. */
  readonly validAt: number;
  /** Recorded time: as far as the book had learnt by then; null: all that it has learnt since, too. */
  readonly knownAt: number | null;
}

/** What was asked for; a day stands for its end, or for now while it lasts. */
export interface LookBackAsked {
  readonly asOf?: Moment;
  readonly knownAt?: Moment;
}

/**
 * The look back that is asked for, or null when the deal is to be seen as it is. What was known by an instant is asked
 * for as of that instant unless another is given.
 * @throws DomainError `invalid-input` for a time to come, or a time of which nobody could know yet.
 */
export function lookBackOf({ asOf, knownAt }: LookBackAsked, now: number): LookBack | null {
  if (asOf === undefined && knownAt === undefined) return null;
  const known = knownAt === undefined ? null : notAfter(knownAt, now, '/knownAt', toCome);
  if (asOf === undefined) return { validAt: known ?? now, knownAt: known };
  const latest = notAfter(asOf, now, '/asOf', toCome);
  return {
    validAt: known === null ? latest : notAfter(asOf, known, '/asOf', notKnownYet),
    knownAt: known,
  };
}

/** The end of a moment, or the limit while the moment lasts. */
function notAfter(
  { first, last }: Moment,
  limit: number,
  path: string,
  refusal: (limit: string) => { readonly message: string; readonly remedy: string },
): number {
  if (first <= limit) return Math.min(last, limit);
  const { message, remedy } = refusal(formatInstant(limit));
  throw new DomainError('invalid-input', 'The deal cannot be shown as it was then.', [
    { path, value: formatInstant(first), message, remedy },
  ]);
}

function toCome(now: string): { readonly message: string; readonly remedy: string } {
  return {
    message: 'One can look back, not ahead: this time is yet to come.',
    remedy: `Give ${now} or an earlier time.`,
  };
}

function notKnownYet(knownAt: string): { readonly message: string; readonly remedy: string } {
  return {
    message: 'Nobody could know yet how the deal would be at a later time.',
    remedy: `Give ${knownAt} or an earlier time as of which to see the deal, or a later one at which it was known.`,
  };
}
