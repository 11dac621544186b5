import { DEAL_STATUSES } from '../../deals/domain/deal.js';
import { DomainError } from '../../kernel/errors.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';
import { judgeCriteria } from './engine.js';
import { factsFrom } from './facts.js';
import { explainResults } from './judge.js';
import { outcomeOf } from './verdict.js';

/** A worked example of a policy version that does not come out as its file expects. */
export interface CaseFailure {
  readonly name: string;
  /** One for each expectation that was not met. */
  readonly differences: readonly CaseDifference[];
}

/** What was expected and what came out: of one criterion, or of the outcome where `criterion` is null. */
interface CaseDifference {
  readonly criterion: string | null;
  readonly expected: Outcome | Result;
  /** `missing` where the policy has no such criterion. */
  readonly actual: Outcome | Result | 'missing';
}

/**
 * Judges worked examples by a policy version; facts they do not give are missing. The failures in the order of the
 * examples, empty when all come out as expected.
 * @throws DomainError `invalid-input` for an example without a deal status.
 */
export async function runCases(
  policy: Policy,
  cases: readonly PolicyCase[],
): Promise<readonly CaseFailure[]> {
  const failures: CaseFailure[] = [];
  for (const one of cases) {
    const differences = await differencesOf(policy, one);
    if (differences.length > 0) failures.push({ name: one.name, differences });
  }
  return failures;
}

async function differencesOf(policy: Policy, { name, facts, expect }: PolicyCase): Promise<CaseDifference[]> {
  const status = DEAL_STATUSES.find((known) => known === facts.get('status'));
  if (status === undefined) {
    throw new DomainError('invalid-input', `The case “${name}” gives no deal status.`, [
      { message: 'Every deal has a status.', remedy: 'Add "status" to the facts of the case.' },
    ]);
  }
  const all = factsFrom(Object.fromEntries(facts));
  const results = await judgeCriteria(policy, all);
  explainResults(policy, results, all);
  const outcome = outcomeOf(status, policy, results);
  const criteria = [...expect.criteria].map(([criterion, expected]): CaseDifference => ({
    criterion,
    expected,
    actual: results.find(({ id }) => id === criterion)?.result ?? 'missing',
  }));
  return [{ criterion: null, expected: expect.outcome, actual: outcome }, ...criteria].filter(
    ({ expected, actual }) => expected !== actual,
  );
}
