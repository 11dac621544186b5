import type { ExplainedLeaf, ExplainedNode } from '../../eligibility/domain/explain.js';
import type { CriterionResult } from '../../eligibility/domain/result.js';
import { uniqueBy } from '../../kernel/group-by.js';
import type { FactName } from '../../policies/domain/vocabulary.js';

/** A criterion that a case leaves open, and the facts it would need. */
export interface UnknownCriterion {
  readonly criterion: string;
  /** Facts that the case does not give. */
  readonly notGiven: readonly FactName[];
  /** Facts of which it gives bounds, or some entries only. */
  readonly inPart: readonly FactName[];
}

/** The criteria that came out unknown, in the policy’s order, with the facts that this is owed to. */
export function unknownCriteria(
  results: readonly CriterionResult[],
  trees: readonly ExplainedNode[],
): readonly UnknownCriterion[] {
  return results.flatMap(({ id }, index) => {
    const open = trees.slice(index, index + 1).flatMap(openLeaves);
    if (open.length === 0) return [];
    const factsOf = (leaves: readonly ExplainedLeaf[]): readonly FactName[] =>
      uniqueBy(leaves, ({ fact }) => fact).map(({ fact }) => fact);
    return [
      {
        criterion: id,
        notGiven: factsOf(open.filter(({ actual }) => actual === null)),
        inPart: factsOf(open.filter(({ actual }) => actual !== null)),
      },
    ];
  });
}

/** The unknown comparisons that leave a condition unknown; one in a part that is decided without it is none. */
function openLeaves(node: ExplainedNode): readonly ExplainedLeaf[] {
  if (node.result !== 'unknown') return [];
  if ('fact' in node) return [node];
  if ('all' in node) return node.all.flatMap(openLeaves);
  if ('any' in node) return node.any.flatMap(openLeaves);
  return openLeaves('not' in node ? node.not : node.is);
}
