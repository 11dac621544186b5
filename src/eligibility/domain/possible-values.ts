import { regionValues } from '../../policies/domain/fact-regions.js';
import type { Leaf } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import { definitionOf, isExact, isInterval, isPartialList } from './facts.js';

/**
 * What a fact may turn out to be: values such that every value it may have compares as one of them does, in all of
 * the comparisons. A fact that is known exactly can only be what it is; bounds and known entries of a list hold.
 */
export function possibleValues(
  fact: FactName,
  known: FactValue,
  comparisons: readonly Leaf[],
): readonly FactValue[] {
  if (isExact(known)) return [known];
  const values = regionValues(definitionOf(fact), comparisons);
  if (isInterval(known)) {
    const { min, max } = known;
    // Each of the values begins a region, so the one that the lower bound lies in is met by the bound itself.
    return [min, ...values.filter((value) => typeof value === 'number' && value > min && value <= max)];
  }
  if (!isPartialList(known)) return values;
  return values.filter(
    (value) => Array.isArray(value) && known.known.every((entry) => value.includes(entry)),
  );
}
