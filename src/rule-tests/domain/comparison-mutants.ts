import { shorten } from '../../kernel/text.js';
import { DAY_MS, formatInstant, parseDate, utcDay } from '../../kernel/instants.js';
import { definitionOf } from '../../eligibility/domain/facts.js';
import { domainOf } from '../../policies/domain/fact-regions.js';
import { writtenInstants } from '../../policies/domain/fact-value.js';
import { conditionWords } from '../../policies/domain/condition-words.js';
import type { Leaf, LeafValue } from '../../policies/domain/policy.js';
import { type FactDefinition, findOperator, type OperatorName } from '../../policies/domain/vocabulary.js';

/** A comparison made slightly wrong. */
export interface WrongComparison {
  /** JSON path of what was changed, seen from the comparison: `.operator`, `.value[1]`. */
  readonly path: string;
  /** What was changed, in words. */
  readonly change: string;
  readonly comparison: Leaf;
}

/** Entries of one list that are dropped or added one at a time; of a longer list only the first are. */
export const MOST_ENTRIES = 50;

/** The same comparison with its bound shut out instead of included, or the other way round. */
const NEIGHBOURS: Partial<Record<OperatorName, OperatorName>> = {
  lessThan: 'lessThanInclusive',
  lessThanInclusive: 'lessThan',
  greaterThan: 'greaterThanInclusive',
  greaterThanInclusive: 'greaterThan',
  before: 'onOrBefore',
  onOrBefore: 'before',
  after: 'onOrAfter',
  onOrAfter: 'after',
};

/**
 * A comparison in every way in which a slip of the pen makes it another: the operator turned into its opposite or
 * into its strict or inclusive neighbour, the value moved by the fact's own smallest step (a millisecond, a cent,
 * a sales stage, for a date a day) or exchanged for the fact's next value, an entry dropped from or added to a list.
 */
export function wrongComparisons(comparison: Leaf): readonly WrongComparison[] {
  return [...wrongOperators(comparison), ...wrongValues(comparison)].map((wrong) => ({
    ...wrong,
    change: `${shorten(conditionWords(comparison), 100)}: ${wrong.change}`,
  }));
}

function wrongOperators(comparison: Leaf): readonly WrongComparison[] {
  const { operator } = comparison;
  return [findOperator(operator)?.complement, NEIGHBOURS[operator]]
    .filter((other) => other !== undefined)
    .map((other) => ({
      path: '.operator',
      change: `“${operator}” exchanged for “${other}”`,
      comparison: { ...comparison, operator: other },
    }));
}

function wrongValues(comparison: Leaf): readonly WrongComparison[] {
  const { value } = comparison;
  const fact = definitionOf(comparison.fact);
  if (value === undefined || typeof value === 'boolean') return [];
  if (typeof value === 'object') return wrongLists(comparison, value, fact);
  const moved = typeof value === 'number' ? movedNumbers(value, fact) : movedTexts(value, fact);
  return moved.map(({ to, by }) => ({
    path: '.value',
    change: `${written(value)} exchanged for ${written(to)}, ${by}`,
    comparison: { ...comparison, value: to },
  }));
}

interface Moved {
  readonly to: string | number;
  /** How far, in words. */
  readonly by: string;
}

function movedNumbers(value: number, fact: FactDefinition): readonly Moved[] {
  const domain = domainOf(fact);
  if (domain.kind === 'values') return neighbours(value, domain.values);
  if (domain.kind !== 'steps') return [];
  const near = value * domain.perUnit;
  const step = Math.round(near);
  // A bound between two steps moves to the next step on either side.
  const isStep = step / domain.perUnit === value;
  const one = fact.unit === 'hours' ? 'one millisecond' : fact.unit === 'USD' ? 'one cent' : 'one';
  const moved: readonly (readonly [number, string])[] = [
    [(isStep ? step : Math.floor(near)) + 1, `${one} more`],
    [(isStep ? step : Math.ceil(near)) - 1, `${one} less`],
  ];
  return moved
    .filter(([index]) => Number.isSafeInteger(index))
    .map(([index, by]) => ({ to: index / domain.perUnit, by }));
}

function movedTexts(value: string, fact: FactDefinition): readonly Moved[] {
  if (fact.type !== 'instant') return nextValue(value, fact);
  const bounds = writtenInstants(value);
  if (bounds === undefined) return [];
  const isDate = parseDate(value) !== undefined;
  const [first, unit] = isDate ? [bounds.min, DAY_MS] : [bounds.min, 1];
  const write = isDate ? utcDay : formatInstant;
  const one = isDate ? 'one day' : 'one millisecond';
  return [
    { to: write(first + unit), by: `${one} later` },
    { to: write(first - unit), by: `${one} earlier` },
  ].filter(({ to }) => writtenInstants(to) !== undefined);
}

function neighbours(value: number, values: readonly unknown[]): readonly Moved[] {
  const numbers = values.filter((each) => typeof each === 'number');
  const index = numbers.indexOf(value);
  const [more, less] = [numbers[index + 1], numbers[index - 1]];
  return [
    ...(more === undefined ? [] : [{ to: more, by: 'the next value up' }]),
    ...(less === undefined ? [] : [{ to: less, by: 'the next value down' }]),
  ];
}

/** The next of the fact's values, after the last the first; none for a fact whose values are open. */
function nextValue(value: string, fact: FactDefinition): readonly Moved[] {
  const values = (fact.values ?? []).map(String);
  const next = values[(values.indexOf(value) + 1) % values.length];
  return next === undefined || next === value ? [] : [{ to: next, by: 'another of the fact’s values' }];
}

function wrongLists(
  comparison: Leaf,
  entries: readonly (string | number)[],
  fact: FactDefinition,
): readonly WrongComparison[] {
  const isLast = entries.length === 1;
  const dropped = entries.slice(0, isLast ? 0 : MOST_ENTRIES).map((entry, index) => ({
    path: `.value[${index}]`,
    change: `${written(entry)} dropped from the list`,
    comparison: { ...comparison, value: entries.toSpliced(index, 1) },
  }));
  const added = (fact.values ?? [])
    .filter((entry) => !entries.includes(entry))
    .slice(0, MOST_ENTRIES)
    .map((entry) => ({
      path: '.value',
      change: `${written(entry)} added to the list`,
      comparison: { ...comparison, value: [...entries, entry] },
    }));
  return [...dropped, ...added];
}

function written(value: Exclude<LeafValue, readonly unknown[]>): string {
  return typeof value === 'string' ? `“${value}”` : String(value);
}
