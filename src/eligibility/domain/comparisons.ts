import type { Result } from '../../policies/domain/outcome.js';
import type { Condition, Leaf, Policy } from '../../policies/domain/policy.js';
import { type FactName, type FactValue, findOperator } from '../../policies/domain/vocabulary.js';
import type { Facts } from './facts.js';
import { HOLDS } from './operators.js';

/** The comparisons that a condition is made of, in the order they are written. */
export function comparisonsOf(condition: Condition): readonly Leaf[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  if ('not' in condition) return comparisonsOf(condition.not);
  if ('condition' in condition) return comparisonsOf(condition.is);
  return [condition];
}

/** How many values some comparisons compare with: what it takes to make them. */
export function valuesComparedIn(comparisons: readonly Leaf[]): number {
  return comparisons.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);
}

/** What one comparison comes to: it certainly holds, its complement does, or what is known tells neither. */
export function compare(leaf: Leaf, facts: Facts): Result {
  return compareTo(leaf, facts[leaf.fact]);
}

/** What one comparison comes to for a value of its fact, as `compare`. */
export function compareTo(leaf: Leaf, actual: FactValue): Result {
  const value = leaf.value ?? null;
  if (HOLDS[leaf.operator](actual, value)) return 'pass';
  const complement = findOperator(leaf.operator)?.complement;
  return complement !== undefined && HOLDS[complement](actual, value) ? 'fail' : 'unknown';
}

/** Whether a condition asks for a fact anywhere. */
export function asksFor(condition: Condition, fact: FactName): boolean {
  return comparisonsOf(condition).some((leaf) => leaf.fact === fact);
}

/** Whether a policy asks for a fact anywhere. */
export function policyAsksFor(policy: Policy, fact: FactName): boolean {
  return policy.criteria.some(({ conditions }) => asksFor(conditions, fact));
}
