import type { Condition, Leaf } from './policy.js';
import { findOperator } from './vocabulary.js';

/** A condition in negation normal form: no `not`, no shared condition, only comparisons within all and any. */
export type NormalCondition =
  { readonly all: readonly NormalCondition[] } | { readonly any: readonly NormalCondition[] } | Leaf;

/**
 * What must be true for the condition to hold. On a missing fact every comparison but `isMissing` is false, so a
 * condition neither holds nor fails when what decides it is not known.
 */
export function holdsForm(condition: Condition): NormalCondition {
  if ('all' in condition) return { all: condition.all.map(holdsForm) };
  if ('any' in condition) return { any: condition.any.map(holdsForm) };
  if ('not' in condition) return failsForm(condition.not);
  if ('condition' in condition) return holdsForm(condition.is);
  return condition;
}

/**
 * What must be true for the condition to fail: `not` is carried down to the comparisons (De Morgan), where each
 * operator gives way to its complement.
 */
export function failsForm(condition: Condition): NormalCondition {
  if ('all' in condition) return { any: condition.all.map(failsForm) };
  if ('any' in condition) return { all: condition.any.map(failsForm) };
  if ('not' in condition) return holdsForm(condition.not);
  if ('condition' in condition) return failsForm(condition.is);
  return complement(condition);
}

function complement(leaf: Leaf): Leaf {
  const operator = findOperator(leaf.operator);
  if (operator === undefined) throw new TypeError(`There is no operator ${leaf.operator}`);
  return { ...leaf, operator: operator.complement };
}
