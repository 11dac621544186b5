import type { Result } from '../../policies/domain/outcome.js';
import type { Leaf, Policy } from '../../policies/domain/policy.js';
import { compare, comparisonsOf } from './comparisons.js';
import { judgeCriteria } from './engine.js';
import type { Facts } from './facts.js';
import type { CriterionResult } from './result.js';

/** Patterns of one policy kept at a time; real books have a few hundred. */
const MAX_PATTERNS = 10_000;

/** What is kept of one policy: its comparisons, and the results for each way they have come out. */
interface Known {
  readonly comparisons: readonly Leaf[];
  readonly results: Map<string, readonly CriterionResult[]>;
}

/**
 * Judges many deals with the rule engine, running it once for all deals whose comparisons come out alike. The facts
 * reach a result only through the comparisons, and those are made by the same operators, so the results are the
 * engine's own; it is merely not asked the same question a million times.
 */
export class AlikeJudge {
  private readonly known = new WeakMap<Policy, Known>();

  /** The results of every criterion, as `judgeCriteria` gives them. */
  readonly judge = async (policy: Policy, facts: Facts): Promise<readonly CriterionResult[]> => {
    const { comparisons, results } = this.knownOf(policy);
    const pattern = comparisons.map((leaf) => MARKS[compare(leaf, facts)]).join('');
    const before = results.get(pattern);
    if (before !== undefined) return before;
    const judged = await judgeCriteria(policy, facts);
    if (results.size >= MAX_PATTERNS) results.clear();
    results.set(pattern, judged);
    return judged;
  };

  private knownOf(policy: Policy): Known {
    const known = this.known.get(policy);
    if (known !== undefined) return known;
    const comparisons = policy.criteria.flatMap(({ conditions }) => comparisonsOf(conditions));
    const created = { comparisons, results: new Map<string, readonly CriterionResult[]>() };
    this.known.set(policy, created);
    return created;
  }
}

const MARKS: Readonly<Record<Result, string>> = { pass: '1', fail: '0', unknown: '?' };
