import type { Deal } from '../../deals/domain/deal.js';
import type { Policy } from '../../policies/domain/policy.js';
import { buildFacts, type FactContext } from './build-facts.js';
import type { PolicyChoice } from './choose-policy.js';
import { policyAsksFor } from './comparisons.js';
import type { Verdict } from './decision.js';
import { type JudgeCriteria, judgeDeal } from './judge.js';
import { masksOf } from './verdict.js';

/** A deal in one of its versions, to be judged by the policy of an id. */
export interface ToJudge {
  readonly deal: Deal;
  readonly version: number;
  readonly policyId: string;
}

/** A verdict, with the version that judged; null when none was in force on the day that counts. */
export interface ReachedVerdict {
  readonly policy: Policy | null;
  readonly verdict: Verdict;
}

/** The verdict on a deal as it is recorded: the one way to it, for the evaluator and for whoever checks its log. */
export async function reachVerdict(
  { deal, version, policyId }: ToJudge,
  choice: PolicyChoice,
  context: FactContext,
  judge: JudgeCriteria,
): Promise<ReachedVerdict> {
  const facts = buildFacts(deal, context);
  const { policy, results, outcome } = await judgeDeal(deal.status, choice, facts, judge);
  const asksForRates = policy !== null && policyAsksFor(policy, 'dealValueUsd');
  const verdict = {
    dealId: deal.dealId,
    dealVersion: version,
    policy: policyId,
    policyVersion: policy?.version ?? null,
    policyHash: policy?.hash ?? null,
    ...masksOf(results),
    outcome,
    rateVersion: asksForRates ? context.rates.version : null,
  };
  return { policy, verdict };
}
