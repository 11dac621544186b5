import type { RegistrationState } from '../../deals/domain/deal.js';
import { resultsOf } from '../../eligibility/domain/verdict.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { ClosedValue } from './display-currency.js';
import type { SolutionOnDeal } from './deal-grouping.js';
import type { ReportedDeal } from './reported-deal.js';

/**
 * The verdict that stands for a deal. Bit n of a mask is criterion n of the policy version. Deals that were judged alike
 * share one object, so that what is worked out of it is found again by it.
 */
export interface StandingVerdict {
  readonly outcome: Outcome;
  /** Null where no version was in force. */
  readonly policyVersion: string | null;
  readonly policyHash: string | null;
  readonly passMask: number;
  readonly failMask: number;
}

/** As much of a won deal as the audit counts. */
export interface CountedWin {
  readonly deal: ReportedDeal;
  readonly registrationState: RegistrationState | null;
  readonly verdict: StandingVerdict | null;
  /** A solution that tells whether the deal is among those the report is narrowed to; null where its solutions are not known. */
  readonly wantedSolutions: readonly SolutionOnDeal[] | null;
}

/** As much of a won deal as the audit shows. */
export interface ShownWin {
  readonly dealId: string;
  readonly deal: Pick<ReportedDeal, 'dealType'> & ClosedValue;
  readonly registrationState: RegistrationState | null;
  readonly name: string | null;
  readonly customerName: string | null;
  readonly registrationSubmittedOn: string | null;
  readonly registrationDecidedOn: string | null;
  readonly verdict: StandingVerdict | null;
}

/** A criterion as a policy version words it. */
export interface CriterionWords {
  readonly id: string;
  readonly title: string;
  readonly because: string;
}

/** What the audit needs of a recorded policy version. */
export interface PolicyWords {
  readonly version: string;
  readonly hash: string;
  /** First day in force, `YYYY-MM-DD`; null where that was not recorded. */
  readonly from: string | null;
  readonly criteria: readonly CriterionWords[];
}

/** A criterion with its result for one deal. */
export interface JudgedCriterion extends CriterionWords {
  readonly result: Result;
}

/** A verdict's results, in the policy version's order; none when there is no verdict or no version was in force. */
export function judgedCriteria(
  verdict: CountedWin['verdict'],
  policies: ReadonlyMap<string, PolicyWords>,
): readonly JudgedCriterion[] {
  const words = policies.get(verdict?.policyHash ?? '');
  if (verdict === null || words === undefined) return [];
  const results = resultsOf(
    words.criteria.map((criterion) => criterion.id),
    verdict,
  );
  return words.criteria.map((criterion, index) => ({
    ...criterion,
    result: results[index]?.result ?? 'unknown',
  }));
}
