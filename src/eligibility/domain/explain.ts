import { formatInstant } from '../../kernel/instants.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { Condition, Leaf, LeafValue } from '../../policies/domain/policy.js';
import type { FactName, FactValue, OperatorName } from '../../policies/domain/vocabulary.js';
import { compare } from './comparisons.js';
import { definitionOf, type Facts, isInterval, isPartialList } from './facts.js';
import { allOf, anyOf, opposite } from './result.js';

/** A fact's value as people and files read it: instants as ISO 8601 text, bounds as from and to. */
export type ShownValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | { readonly from: string | number; readonly to: string | number }
  | { readonly known: readonly string[]; readonly complete: false };

/** One comparison with what was found and what came of it. */
export interface ExplainedLeaf {
  readonly fact: FactName;
  readonly operator: OperatorName;
  /** What the rule compares with; absent for `isKnown` and `isMissing`. */
  readonly value?: LeafValue;
  readonly actual: ShownValue;
  readonly result: Result;
}

/** A condition as its author wrote it, every node with its result. */
export type ExplainedNode =
  | { readonly all: readonly ExplainedNode[]; readonly result: Result }
  | { readonly any: readonly ExplainedNode[]; readonly result: Result }
  | { readonly not: ExplainedNode; readonly result: Result }
  | { readonly condition: string; readonly is: ExplainedNode; readonly result: Result }
  | ExplainedLeaf;

/**
 * Walks a condition in three-valued logic, independently of the rule engine: the engine's own report leaves out
 * nodes and the names of shared conditions, and a second opinion shows when one of the two is wrong.
 */
export function explain(condition: Condition, facts: Facts): ExplainedNode {
  if ('all' in condition) {
    const all = condition.all.map((part) => explain(part, facts));
    return { all, result: allOf(all.map(({ result }) => result)) };
  }
  if ('any' in condition) {
    const any = condition.any.map((part) => explain(part, facts));
    return { any, result: anyOf(any.map(({ result }) => result)) };
  }
  if ('not' in condition) {
    const not = explain(condition.not, facts);
    return { not, result: opposite(not.result) };
  }
  if ('condition' in condition) {
    const is = explain(condition.is, facts);
    return { condition: condition.condition, is, result: is.result };
  }
  return explainLeaf(condition, facts);
}

function explainLeaf(leaf: Leaf, facts: Facts): ExplainedLeaf {
  return {
    fact: leaf.fact,
    operator: leaf.operator,
    ...(leaf.value === undefined ? {} : { value: leaf.value }),
    actual: show(leaf.fact, facts[leaf.fact]),
    result: compare(leaf, facts),
  };
}

/** The leaves of an explained condition, in the order they are written. */
function leavesOf(node: ExplainedNode): readonly ExplainedLeaf[] {
  if ('fact' in node) return [node];
  return childrenOf(node).flatMap(leavesOf);
}

function childrenOf(node: Exclude<ExplainedNode, ExplainedLeaf>): readonly ExplainedNode[] {
  if ('all' in node) return node.all;
  if ('any' in node) return node.any;
  return 'not' in node ? [node.not] : [node.is];
}

/** The facts that a condition asked for, with what was found. */
export function factsUsed(node: ExplainedNode): Partial<Record<FactName, ShownValue>> {
  return Object.fromEntries(leavesOf(node).map(({ fact, actual }) => [fact, actual]));
}

/** A fact's value for display; numbers are given whole, so that 71.9999997 hours never reads as 72. */
export function show(fact: FactName, value: FactValue): ShownValue {
  const isInstant = definitionOf(fact).type === 'instant';
  const one = (amount: number): string | number => (isInstant ? formatInstant(amount) : amount);
  if (isInterval(value)) return { from: one(value.min), to: one(value.max) };
  if (isPartialList(value)) return { known: value.known, complete: false };
  return typeof value === 'number' ? one(value) : value;
}
