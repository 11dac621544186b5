import type { DealStatus } from '../../deals/domain/deal.js';
import { DomainError } from '../../kernel/errors.js';
import type { Outcome } from '../../policies/domain/outcome.js';
import type { Policy } from '../../policies/domain/policy.js';
import type { PolicyChoice } from './choose-policy.js';
import { judgeCriteria } from './engine.js';
import { explain, type ExplainedNode } from './explain.js';
import type { Facts } from './facts.js';
import type { CriterionResult } from './result.js';
import { outcomeOf } from './verdict.js';

/** A way to the results of a policy's criteria: the rule engine, or something that gives the same. */
export type JudgeCriteria = (policy: Policy, facts: Facts) => Promise<readonly CriterionResult[]>;

/** A deal judged: under which version, with which result per criterion, and to what outcome. */
export interface Judgement {
  /** Null when no version was in force on the day that counts. */
  readonly policy: Policy | null;
  readonly results: readonly CriterionResult[];
  readonly outcome: Outcome;
  /** Whether the outcome is open because the won day, and with it the version, is not known. */
  readonly versionUncertain: boolean;
}

/**
 * Judges a deal under the version that applies. Where several may apply the latest one's results are given; the
 * outcome is `ineligible` when every candidate says so, and otherwise not determined.
 */
export async function judgeDeal(
  status: DealStatus,
  choice: PolicyChoice,
  facts: Facts,
  judge: JudgeCriteria = judgeCriteria,
): Promise<Judgement> {
  const policy = choice.candidates.at(-1) ?? null;
  const results = policy === null ? [] : await judge(policy, facts);
  const outcome = outcomeOf(status, policy, results);
  if (choice.certain) return { policy, results, outcome, versionUncertain: false };
  const others = choice.candidates.slice(0, -1);
  if (outcome === 'ineligible' && (await allIneligible(status, others, facts, judge))) {
    return { policy, results, outcome, versionUncertain: false };
  }
  return { policy, results, outcome: 'undetermined', versionUncertain: true };
}

async function allIneligible(
  status: DealStatus,
  policies: readonly Policy[],
  facts: Facts,
  judge: JudgeCriteria,
): Promise<boolean> {
  for (const policy of policies) {
    const outcome = outcomeOf(status, policy, await judge(policy, facts));
    if (outcome !== 'ineligible') return false;
  }
  return true;
}

/**
 * The explanation of each criterion, checked against the rule engine's results.
 * @throws DomainError `internal` when the two disagree, since one of them is wrong.
 */
export function explainResults(
  policy: Policy,
  results: readonly CriterionResult[],
  facts: Facts,
): readonly ExplainedNode[] {
  return policy.criteria.map((criterion, index) => {
    const tree = explain(criterion.conditions, facts);
    const judged = results[index]?.result;
    if (tree.result !== judged) {
      throw new DomainError(
        'internal',
        `The rule engine says ${String(judged)} of ${criterion.id} in ${policy.version}, its explanation says ${tree.result}.`,
      );
    }
    return tree;
  });
}
