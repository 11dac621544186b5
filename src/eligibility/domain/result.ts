import type { Result } from '../../policies/domain/outcome.js';

/** The result of one criterion of a policy, in the policy's own order. */
export interface CriterionResult {
  readonly id: string;
  readonly result: Result;
}

/** Kleene's "all": one failure decides it, else one unknown leaves it open. */
export function allOf(results: readonly Result[]): Result {
  if (results.includes('fail')) return 'fail';
  return results.includes('unknown') ? 'unknown' : 'pass';
}

/** Kleene's "any": one pass decides it, else one unknown leaves it open. */
export function anyOf(results: readonly Result[]): Result {
  if (results.includes('pass')) return 'pass';
  return results.includes('unknown') ? 'unknown' : 'fail';
}

/** Kleene's "not": what is unknown stays unknown. */
export function opposite(result: Result): Result {
  if (result === 'unknown') return 'unknown';
  return result === 'pass' ? 'fail' : 'pass';
}
