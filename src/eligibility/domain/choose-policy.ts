import type { Deal } from '../../deals/domain/deal.js';
import type { Policy } from '../../policies/domain/policy.js';
import { versionInForce, versionsPossiblyInForce } from '../../policies/domain/select-version.js';
import { wonDays } from '../../deals/domain/deal-times.js';

/** The policy versions that may have to judge a deal. */
export interface PolicyChoice {
  /** The earliest first; empty when none was in force. */
  readonly candidates: readonly Policy[];
  /** Whether it is certain which version judges, or that none does; a day without any among them makes it uncertain. */
  readonly certain: boolean;
}

/**
 * Which version judges a deal: for a won deal the one in force on the UTC day it was won, for any other the one in
 * force on the day of evaluation (design, section 5). Where only bounds of the won day are known, every version that
 * was in force between them is a candidate.
 */
export function choosePolicy(policies: readonly Policy[], deal: Deal, day: string): PolicyChoice {
  const { first, last } = wonDays(deal, day) ?? { first: day, last: day };
  if (first === last) {
    const policy = versionInForce(policies, last);
    return { candidates: policy === null ? [] : [policy], certain: true };
  }
  const candidates = versionsPossiblyInForce(policies, first, last);
  const [one, ...others] = candidates;
  return { candidates, certain: one === undefined || (others.length === 0 && covers(one, first, last)) };
}

/** A version that somebody asked for by name judges whatever the day, active or not. */
export function byName(policy: Policy): PolicyChoice {
  return { candidates: [policy], certain: true };
}

function covers({ effective }: Policy, first: string | null, last: string): boolean {
  return first !== null && effective.from <= first && (effective.until === null || last < effective.until);
}
