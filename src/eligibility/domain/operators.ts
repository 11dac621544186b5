import { DomainError } from '../../kernel/errors.js';
import { writtenInstants } from '../../policies/domain/fact-value.js';
import type { LeafValue } from '../../policies/domain/policy.js';
import type { FactValue, OperatorName } from '../../policies/domain/vocabulary.js';
import type { Interval } from '../../kernel/interval.js';
import { boundsOf, isCompleteList, isInterval, isPartialList } from './facts.js';

/** What an operator compares with; null for `isKnown` and `isMissing`, which compare with nothing. */
export type Comparand = LeafValue | null;

/** Whether a comparison certainly holds for what is known of a fact. */
export type Holds = (actual: FactValue, value: Comparand) => boolean;

/**
 * Every operator as "certainly holds". For a missing fact, and for one of another type than the value, all but
 * `isMissing` are false. For a fact known in part an operator holds only when it holds for everything that the fact
 * may still turn out to be. So an operator and its complement are never both true, and where both are false the
 * comparison is unknown.
 */
export const HOLDS: Readonly<Record<OperatorName, Holds>> = {
  equal,
  notEqual,
  in: (actual, value) => listed(value).some((item) => equal(actual, item)),
  notIn: (actual, value) => Array.isArray(value) && listed(value).every((item) => notEqual(actual, item)),
  lessThan: (actual, value) => compare(actual, value, ({ max }, limit) => max < limit),
  lessThanInclusive: (actual, value) => compare(actual, value, ({ max }, limit) => max <= limit),
  greaterThan: (actual, value) => compare(actual, value, ({ min }, limit) => min > limit),
  greaterThanInclusive: (actual, value) => compare(actual, value, ({ min }, limit) => min >= limit),
  contains: (actual, value) => knownEntries(actual).some((entry) => entry === value),
  doesNotContain: (actual, value) =>
    typeof value === 'string' && isCompleteList(actual) && !actual.includes(value),
  containsAny: (actual, value) => knownEntries(actual).some((entry) => listed(value).includes(entry)),
  containsNone: (actual, value) =>
    Array.isArray(value) && isCompleteList(actual) && !actual.some((entry) => listed(value).includes(entry)),
  before: (actual, value) => compareInstant(actual, value, (found, { min }) => found.max < min),
  onOrBefore: (actual, value) => compareInstant(actual, value, (found, { max }) => found.max <= max),
  after: (actual, value) => compareInstant(actual, value, (found, { max }) => found.min > max),
  onOrAfter: (actual, value) => compareInstant(actual, value, (found, { min }) => found.min >= min),
  // A fact known in part is neither: the rule's author decides what counts as known by asking for what it needs.
  isKnown: (actual) => isScalar(actual) || isCompleteList(actual),
  isMissing: (actual) => actual === null,
};

/** Equality by type and code point: no trimming, no folding, no reading of text as a number. */
function equal(actual: FactValue, value: Comparand): boolean {
  if (isInterval(actual)) return actual.min === value && actual.max === value;
  return isScalar(actual) && actual === value;
}

function notEqual(actual: FactValue, value: Comparand): boolean {
  if (isInterval(actual)) return typeof value === 'number' && (value < actual.min || value > actual.max);
  return isScalar(actual) && typeof actual === typeof value && actual !== value;
}

function isScalar(actual: FactValue): actual is string | number | boolean {
  if (typeof actual === 'number') return Number.isFinite(actual);
  return typeof actual === 'string' || typeof actual === 'boolean';
}

function compare(
  actual: FactValue,
  limit: Comparand,
  holds: (bounds: Interval, limit: number) => boolean,
): boolean {
  const bounds = boundsOf(actual);
  return bounds !== null && typeof limit === 'number' && holds(bounds, limit);
}

/** Compares with the whole UTC day that a date stands for, or with an instant's one millisecond. */
function compareInstant(
  actual: FactValue,
  value: Comparand,
  holds: (bounds: Interval, written: Interval) => boolean,
): boolean {
  const bounds = boundsOf(actual);
  if (bounds === null) return false;
  const written = typeof value === 'string' ? writtenInstants(value) : undefined;
  if (written === undefined) {
    throw new DomainError(
      'internal',
      `A rule compares with “${String(value)}”, which is no date or instant.`,
    );
  }
  return holds(bounds, written);
}

function listed(value: Comparand): readonly (string | number)[] {
  return typeof value === 'object' && value !== null ? value : [];
}

function knownEntries(actual: FactValue): readonly string[] {
  if (isCompleteList(actual)) return actual;
  return isPartialList(actual) ? actual.known : [];
}
