import { holdsForm, type NormalCondition } from '../../../policies/domain/negation.js';
import type { Condition, Leaf } from '../../../policies/domain/policy.js';
import type { FactName } from '../../../policies/domain/vocabulary.js';
import { comparisonsOf, valuesComparedIn } from '../comparisons.js';
import type { Facts } from '../facts.js';
import { HOLDS } from '../operators.js';

/** What has to hold, all of it. */
export interface Goals {
  readonly forms: readonly NormalCondition[];
  /** All comparisons in it, as they are to hold. */
  readonly comparisons: readonly Leaf[];
  readonly facts: ReadonlySet<FactName>;
  /** What it takes to look whether they are reached: the values that facts are compared with, counted. */
  readonly cost: number;
}

/** The goal that some conditions all hold for certain. */
export function goalsOf(conditions: readonly Condition[]): Goals {
  const forms = conditions.map(holdsForm);
  const comparisons = forms.flatMap(comparisonsOf);
  return {
    forms,
    comparisons,
    facts: new Set(comparisons.map(({ fact }) => fact)),
    cost: 1 + valuesComparedIn(comparisons),
  };
}

/**
 * Whether the goals may be reached once the open facts are set: no comparison of these is held against them, the rest
 * is as it is. Without open facts: whether the goals are reached.
 */
export function isWithinReach(goals: Goals, facts: Facts, open: ReadonlySet<FactName>): boolean {
  const mayHold = (form: NormalCondition): boolean => {
    if ('all' in form) return form.all.every(mayHold);
    if ('any' in form) return form.any.some(mayHold);
    return open.has(form.fact) || HOLDS[form.operator](facts[form.fact], form.value ?? null);
  };
  return goals.forms.every(mayHold);
}
