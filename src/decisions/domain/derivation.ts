import type { Verdict } from '../../eligibility/domain/decision.js';
import type { CriterionResult } from '../../eligibility/domain/result.js';
import type { LoggedDecision } from '../../eligibility/domain/seal.js';
import { hasBit, resultsOf } from '../../eligibility/domain/verdict.js';

/** One thing of a decision or deal that does not come out as it was recorded. */
export interface Difference {
  /** A column, or where results differ the criterion. */
  readonly field: string;
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
 * @param criteria ids of the criteria of the version that comes out, in its order.
 * @param decidedAt when the evaluation that made it started (epoch ms).
 */
export function differences(
  row: LoggedDecision,
  verdict: Verdict,
  criteria: readonly string[],
  decidedAt: number,
): readonly Difference[] {
  // The outcome first, as it is what people ask about.
  return [
    ...columnDifferences(row, {
      outcome: verdict.outcome,
      policy: verdict.policy,
      policy_version: verdict.policyVersion,
      policy_hash: verdict.policyHash,
    }),
    ...resultDifferences(row, verdict, criteria),
    ...columnDifferences(row, { rate_version: verdict.rateVersion, decided_at: decidedAt }),
  ];
}

function columnDifferences(
  row: Readonly<Record<string, unknown>>,
  derived: Readonly<Record<string, string | number | null>>,
): readonly Difference[] {
  return Object.entries(derived).flatMap(([field, value]) =>
    row[field] === value ? [] : [{ field, recorded: row[field], derived: value }],
  );
}

/** Criteria by their results; of another version they are other criteria, and the version itself is the difference. */
function resultDifferences(
  row: LoggedDecision,
  verdict: Verdict,
  criteria: readonly string[],
): readonly Difference[] {
  if (row.policy_hash !== verdict.policyHash) return [];
  const recorded = recordedResults(row, criteria);
  if (recorded === null) {
    return columnDifferences(row, { pass_mask: verdict.passMask, fail_mask: verdict.failMask });
  }
  return resultsOf(criteria, verdict).flatMap(({ id, result }, bit) =>
    recorded[bit]?.result === result ? [] : [{ field: id, recorded: recorded[bit]?.result, derived: result }],
  );
}

/** The results that a decision has recorded; null where its masks are such as no results have. */
function recordedResults(
  { pass_mask: passMask, fail_mask: failMask }: LoggedDecision,
  criteria: readonly string[],
): readonly CriterionResult[] | null {
  const isMask = (mask: unknown): mask is number =>
    typeof mask === 'number' && Number.isSafeInteger(mask) && mask >= 0 && mask < 2 ** criteria.length;
  if (!isMask(passMask) || !isMask(failMask)) return null;
  const both = criteria.some((_, bit) => hasBit(passMask, bit) && hasBit(failMask, bit));
  return both ? null : resultsOf(criteria, { passMask, failMask });
}

/** What is wrong with a decision that was derived again, in words; null where it comes out as recorded. */
export function derivationProblem({ obstacle, differences: found }: Derivation): string | null {
  if (obstacle !== null) return `This decision cannot be derived again: ${obstacle.replace(/[.]$/, '')}.`;
  return found.length === 0 ? null : `This decision does not come out as recorded: ${inWords(found)}.`;
}

/** Differences in words. */
export function inWords(found: readonly Difference[]): string {
  return found
    .map(
      ({ field, recorded, derived }) => `${field}: recorded ${shown(recorded)}, comes out ${shown(derived)}`,
    )
    .join('; ');
}

/** A plain word or number as it is; anything else so that one sees where it begins and ends. */
function shown(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' && /^[\w:.-]+$/.test(value) ? value : JSON.stringify(value);
}
