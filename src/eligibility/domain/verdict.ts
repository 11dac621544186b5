import { type DealStatus, isClosed } from '../../deals/domain/deal.js';
import { DomainError } from '../../kernel/errors.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { OnFail, Policy } from '../../policies/domain/policy.js';
import type { CriterionResult } from './result.js';

/**
 * The outcome of a deal by its status and results; the first row of the table that fits. `policy` null: no version
 * was in force on the day that counts.
 */
export function outcomeOf(
  status: DealStatus,
  policy: Policy | null,
  results: readonly CriterionResult[],
): Outcome {
  if (!isClosed(status)) return 'pending';
  if (status !== 'won' || failsWith(policy, results, 'ineligible')) return 'ineligible';
  if (policy === null || results.some(({ result }) => result === 'unknown')) return 'undetermined';
  return failsWith(policy, results, 'at-risk') ? 'at-risk' : 'eligible';
}

function failsWith(policy: Policy | null, results: readonly CriterionResult[], onFail: OnFail): boolean {
  const criteria = policy?.criteria ?? [];
  return results.some(
    ({ id, result }) =>
      result === 'fail' && criteria.some((criterion) => criterion.id === id && criterion.onFail === onFail),
  );
}

/**
 * Results as two numbers, as they are stored: bit n is criterion n. At most 50 criteria, so that both are exact;
 * built by arithmetic since JavaScript's bit operators stop at 32.
 */
export interface Masks {
  readonly passMask: number;
  readonly failMask: number;
}

/** The masks of results in the policy's order. */
export function masksOf(results: readonly CriterionResult[]): Masks {
  return { passMask: maskOf(results, 'pass'), failMask: maskOf(results, 'fail') };
}

function maskOf(results: readonly CriterionResult[], wanted: Result): number {
  return results.reduce((mask, { result }, bit) => (result === wanted ? mask + 2 ** bit : mask), 0);
}

/**
 * The results that masks stand for, given the criteria's ids in the policy's order.
 * @throws DomainError `internal` for masks that no results have: a bit in both, or beyond the last criterion.
 */
export function resultsOf(ids: readonly string[], masks: Masks): readonly CriterionResult[] {
  const results = ids.map((id, bit): CriterionResult => {
    const passes = hasBit(masks.passMask, bit);
    const fails = hasBit(masks.failMask, bit);
    if (passes && fails)
      throw new DomainError('internal', `A stored verdict passes and fails ${id} at once.`);
    return { id, result: passes ? 'pass' : fails ? 'fail' : 'unknown' };
  });
  if (Math.max(masks.passMask, masks.failMask) >= 2 ** ids.length) {
    throw new DomainError('internal', `A stored verdict has results beyond its ${ids.length} criteria.`);
  }
  return results;
}

/** Whether bit n, counted from 0, of a mask is set. */
export function hasBit(mask: number, bit: number): boolean {
  return Math.floor(mask / 2 ** bit) % 2 === 1;
}
