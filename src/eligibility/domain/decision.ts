import type { DealStatus } from '../../deals/domain/deal.js';
import type { Outcome } from '../../policies/domain/outcome.js';
import type { Condition, Policy } from '../../policies/domain/policy.js';
import { asksFor } from './comparisons.js';
import { hasBit, type Masks } from './verdict.js';

/** A verdict on one version of a deal, as it is stored. */
export interface Verdict extends Masks {
  readonly dealId: string;
  readonly dealVersion: number;
  readonly policy: string;
  /** Null when no version was in force on the day that counts. */
  readonly policyVersion: string | null;
  readonly policyHash: string | null;
  readonly outcome: Outcome;
  /** Version of the rate table, where the policy asks for the value in US dollars; null where it does not. */
  readonly rateVersion: number | null;
}

/** A verdict with when (epoch ms) and in which evaluation it was reached; `sequence` counts a deal's decisions from 1. */
export interface RecordedVerdict extends Verdict {
  readonly sequence: number;
  readonly decidedAt: number;
  readonly evaluationId: number;
}

/**
 * Why a verdict came to differ from the one before it:
 * - `first`: there was none;
 * - `data`: the deal itself had changed;
 * - `policy`: the rules had changed;
 * - `rate`: the exchange rates had changed, and with them a criterion on the value;
 * - `day`: an open deal's day of evaluation moved on, to another version or another month's rate;
 * - `catalogue`: the solutions or customers differ, or an incentive began or ended by its dates.
 */
export const CAUSES = ['first', 'data', 'policy', 'rate', 'day', 'catalogue'] as const;
export type Cause = (typeof CAUSES)[number];

/** A row of the decision log, which is only ever added to. */
export interface Decision extends RecordedVerdict {
  readonly cause: Cause;
}

/** Whether two verdicts say the same under the same rules; then nothing new is recorded. */
export function sameVerdict(a: Verdict, b: Verdict): boolean {
  return (
    a.policyVersion === b.policyVersion &&
    a.policyHash === b.policyHash &&
    a.passMask === b.passMask &&
    a.failMask === b.failMask &&
    a.outcome === b.outcome
  );
}

/**
 * Why a verdict differs from the previous one. Several things may have changed between two evaluations; the first
 * that explains the difference is named: rules that are no longer there, then the deal, then what surrounds it.
 * @param policy the version that judged now; null when none was in force.
 * @param activeHashes content hashes of the versions now active.
 */
export function causeOf(
  previous: Verdict | null,
  next: Verdict,
  status: DealStatus,
  policy: Policy | null,
  activeHashes: ReadonlySet<string>,
): Cause {
  if (previous === null) return 'first';
  const sameRules = previous.policyHash === next.policyHash;
  const rulesStillThere = previous.policyHash !== null && activeHashes.has(previous.policyHash);
  if (!sameRules && !rulesStillThere) return 'policy';
  if (previous.dealVersion !== next.dealVersion) return 'data';
  if (!sameRules) return status === 'won' ? 'policy' : 'day';
  const changed = changedCriteria(policy, previous, next);
  // With the same results only the versions that might have judged can have moved the outcome.
  if (changed.length === 0) return 'policy';
  if (changed.some((conditions) => asksFor(conditions, 'dealValueUsd'))) {
    return previous.rateVersion === next.rateVersion ? 'day' : 'rate';
  }
  return 'catalogue';
}

function changedCriteria(policy: Policy | null, previous: Masks, next: Masks): readonly Condition[] {
  return (policy?.criteria ?? [])
    .filter(
      (_, bit) =>
        hasBit(previous.passMask, bit) !== hasBit(next.passMask, bit) ||
        hasBit(previous.failMask, bit) !== hasBit(next.failMask, bit),
    )
    .map(({ conditions }) => conditions);
}
