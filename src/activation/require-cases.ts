import { DomainError } from '../kernel/errors.js';
import type { Policy } from '../policies/domain/policy.js';
import { type CaseFailure, runCases } from '../rule-tests/domain/run-cases.js';
import type { Draft } from './draft-files.js';

/**
 * Makes sure that a draft has worked examples and that all of them come out.
 * @throws DomainError `rule-tests-failed` with every expectation that is not met.
 */
export async function requireCases(policy: Policy, { cases, casesFile, given }: Draft): Promise<void> {
  if (cases === null) {
    throw failed(given, [
      {
        file: casesFile,
        message: `Version “${policy.version}” has no cases, so nothing shows that it says what it is meant to say.`,
        remedy: 'Write worked examples into a file of this name beside it, then run dealproof rules test.',
      },
    ]);
  }
  const failures = await runCases(policy, cases.parsed.cases);
  if (failures.length > 0) {
    throw failed(
      given,
      failures.flatMap((failure) => problemsOf(failure, casesFile)),
    );
  }
}

function problemsOf({ name, at, differences }: CaseFailure, file: string): DomainError['problems'] {
  return differences.map(({ criterion, expected, found }) => ({
    file,
    ...at,
    message: `The case “${name}” expects ${criterion ?? 'the outcome'} to be ${expected}, but it is ${found}.`,
    remedy: 'Correct the rule, or what the case expects; dealproof rules test shows why.',
  }));
}

function failed(given: string, problems: DomainError['problems']): DomainError {
  return new DomainError('rule-tests-failed', `The draft ${given} was not activated.`, problems);
}
