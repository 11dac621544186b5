import type { Verdict } from '../../eligibility/domain/decision.js';
import type { LoggedDecision } from '../../eligibility/domain/seal.js';

/** One column of a decision that does not come out as it was recorded. */
export interface Difference {
  readonly column: keyof LoggedDecision;
  readonly recorded: unknown;
  readonly derived: string | number | null;
}

/** What becomes of a recorded decision when it is derived again. */
export interface Derivation {
  readonly row: LoggedDecision;
  /** Why it cannot be derived, in words; null where it was. */
  readonly obstacle: string | null;
  /** What comes out otherwise than recorded; empty where nothing does. */
  readonly differences: readonly Difference[];
}

/** A decision that cannot be derived, and why. */
export function underivable(row: LoggedDecision, obstacle: string): Derivation {
  return { row, obstacle, differences: [] };
}

/**
 * What of a recorded decision does not come out. Its place in the deal's sequence and its cause are left out: they
 * tell of the verdict before, not of the deal, and are vouched for by the seal.
 * @param decidedAt when the evaluation that made it started (epoch ms).
 */
export function differences(row: LoggedDecision, verdict: Verdict, decidedAt: number): readonly Difference[] {
  const derived = {
    policy: verdict.policy,
    policy_version: verdict.policyVersion,
    policy_hash: verdict.policyHash,
    pass_mask: verdict.passMask,
    fail_mask: verdict.failMask,
    outcome: verdict.outcome,
    rate_version: verdict.rateVersion,
    decided_at: decidedAt,
  } as const;
  return COMPARED.flatMap((column) =>
    row[column] === derived[column] ? [] : [{ column, recorded: row[column], derived: derived[column] }],
  );
}

/** The outcome first, as it is what people ask about. */
const COMPARED = [
  'outcome',
  'policy',
  'policy_version',
  'policy_hash',
  'pass_mask',
  'fail_mask',
  'rate_version',
  'decided_at',
] as const;

/** What is wrong with a decision that was derived again, in words; null where it comes out as recorded. */
export function derivationProblem({ obstacle, differences: found }: Derivation): string | null {
  if (obstacle !== null) return `This decision cannot be derived again: ${obstacle}.`;
  const [first] = found;
  if (first === undefined) return null;
  const told = found.map(
    ({ column, recorded, derived }) =>
      `${column} is recorded as ${JSON.stringify(recorded)} and comes out as ${JSON.stringify(derived)}`,
  );
  return `This decision does not come out as recorded: ${told.join('; ')}.`;
}
