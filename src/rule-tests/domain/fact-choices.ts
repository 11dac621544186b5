import { compareTo } from '../../eligibility/domain/comparisons.js';
import { definitionOf } from '../../eligibility/domain/facts.js';
import { regionValues } from '../../policies/domain/fact-regions.js';
import type { Leaf } from '../../policies/domain/policy.js';
import type { FactDefinition, FactName, FactValue } from '../../policies/domain/vocabulary.js';

/** Values of one fact that stand for all others: any other compares as one of these does. */
export interface FactChoices {
  /** Values known exactly first, then the missing fact, then what is known in part. */
  readonly values: readonly FactValue[];
  /** Whether they do stand for all; false where there would be too many. */
  readonly complete: boolean;
}

/** Regions of one fact that are looked at: rules with more are read by nobody. */
const MOST_VALUES = 500;
/** Regions between which bounds are tried two by two. */
const MOST_BOUNDS = 60;

/**
 * What is to be tried of a fact so that nothing is left untried, for the comparisons given: one value from every
 * region that they cut its values into, the missing fact (but every deal has a status), and what is known in part,
 * bounds from region to region or some entries of a list. Values that come out alike are tried once.
 */
export function choicesOf(name: FactName, comparisons: readonly Leaf[]): FactChoices {
  const fact = definitionOf(name);
  const mine = comparisons.filter((comparison) => comparison.fact === name);
  const all = regionValues(fact, mine);
  const exact = all.slice(0, MOST_VALUES);
  const partial = partialValues(fact, exact);
  const values = [...exact, ...(name === 'status' ? [] : [null]), ...(partial ?? [])];
  return {
    values: differing(values, mine),
    complete: exact.length === all.length && partial !== null,
  };
}

/** What may be known in part; null where there is too much of it. */
function partialValues(fact: FactDefinition, exact: readonly FactValue[]): readonly FactValue[] | null {
  if (fact.type === 'list') {
    return exact.filter(isList).map((known) => ({ known, complete: false as const }));
  }
  if (fact.type !== 'number' && fact.type !== 'instant') return [];
  if (exact.length > MOST_BOUNDS) return null;
  const bounds = exact.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  return bounds.flatMap((min, index) => bounds.slice(index + 1).map((max) => ({ min, max })));
}

function isList(value: FactValue): value is readonly string[] {
  return Array.isArray(value);
}

/** The values of which none comes out as an earlier one does in all comparisons. */
function differing(values: readonly FactValue[], comparisons: readonly Leaf[]): readonly FactValue[] {
  const seen = new Map<string, FactValue>();
  for (const value of values) {
    const pattern = comparisons.map((comparison) => compareTo(comparison, value)).join();
    if (!seen.has(pattern)) seen.set(pattern, value);
  }
  return [...seen.values()];
}
