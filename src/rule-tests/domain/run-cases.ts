import { DEAL_STATUSES, type DealStatus } from '../../deals/domain/deal.js';
import { judgeCriteria } from '../../eligibility/domain/engine.js';
import type { ExplainedNode } from '../../eligibility/domain/explain.js';
import { factsFrom, type Facts } from '../../eligibility/domain/facts.js';
import { explainResults } from '../../eligibility/domain/judge.js';
import type { CriterionResult } from '../../eligibility/domain/result.js';
import { outcomeOf } from '../../eligibility/domain/verdict.js';
import { DomainError } from '../../kernel/errors.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';
import { noPause, type Pause } from './pause.js';
import { type UnknownCriterion, unknownCriteria } from './unknown-criteria.js';

/** A worked example of a policy version that does not come out as its file expects. */
export interface CaseFailure {
  readonly name: string;
  /** Where it stands in its file, both counted from 1. */
  readonly at: PolicyCase['at'];
  /** One for each expectation that was not met. */
  readonly differences: readonly CaseDifference[];
}

/** What was expected and what came out: of one criterion, or of the outcome where `criterion` is null. */
interface CaseDifference {
  readonly criterion: string | null;
  readonly expected: Outcome | Result;
  /** `missing` where the policy has no such criterion. */
  readonly found: Outcome | Result | 'missing';
  /** How the criterion came to what was found; null for the outcome, and where there is no such criterion. */
  readonly tree: ExplainedNode | null;
  /** Where the outcome is undetermined, the criteria that leave it so; else empty. */
  readonly unknown: readonly UnknownCriterion[];
}

/** A worked example judged by a policy version. */
export interface JudgedCase {
  readonly name: string;
  readonly at: PolicyCase['at'];
  readonly expect: PolicyCase['expect'];
  readonly status: DealStatus;
  readonly facts: Facts;
  /** Of every criterion, in the policy's order. */
  readonly results: readonly CriterionResult[];
  /** How each criterion came to its result, in the policy's order. */
  readonly trees: readonly ExplainedNode[];
  /** One for each expectation that was not met; none: the example comes out as expected. */
  readonly differences: readonly CaseDifference[];
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
  return failuresOf(await judgeCases(policy, cases));
}

/** The worked examples that do not come out as expected, in their order. */
export function failuresOf(judged: readonly JudgedCase[]): readonly CaseFailure[] {
  return judged
    .filter(({ differences }) => differences.length > 0)
    .map(({ name, at, differences }) => ({ name, at, differences }));
}

/**
 * Judges worked examples by a policy version with the rule engine; facts they do not give are missing.
 * @throws DomainError `invalid-input` for an example without a deal status.
 */
export async function judgeCases(
  policy: Policy,
  cases: readonly PolicyCase[],
  pause: Pause = noPause,
): Promise<readonly JudgedCase[]> {
  const judged: JudgedCase[] = [];
  for (const one of cases) {
    await pause();
    judged.push(await judgeCase(policy, one));
  }
  return judged;
}

async function judgeCase(policy: Policy, one: PolicyCase): Promise<JudgedCase> {
  const status = DEAL_STATUSES.find((known) => known === one.facts.get('status'));
  if (status === undefined) {
    throw new DomainError('invalid-input', `The case “${one.name}” gives no deal status.`, [
      { message: 'Every deal has a status.', remedy: 'Add "status" to the facts of the case.' },
    ]);
  }
  const facts = factsFrom(Object.fromEntries(one.facts));
  const results = await judgeCriteria(policy, facts);
  const trees = explainResults(policy, results, facts);
  const differences = [
    ...[...one.expect.criteria].map(([id, expected]) => criterionDifference(id, expected, results, trees)),
    outcomeDifference(one.expect.outcome, outcomeOf(status, policy, results), results, trees),
  ].filter(({ expected, found }) => expected !== found);
  return { name: one.name, at: one.at, expect: one.expect, status, facts, results, trees, differences };
}

function outcomeDifference(
  expected: Outcome,
  found: Outcome,
  results: readonly CriterionResult[],
  trees: readonly ExplainedNode[],
): CaseDifference {
  const unknown = found === 'undetermined' ? unknownCriteria(results, trees) : [];
  return { criterion: null, expected, found, tree: null, unknown };
}

function criterionDifference(
  criterion: string,
  expected: Result,
  results: readonly CriterionResult[],
  trees: readonly ExplainedNode[],
): CaseDifference {
  const index = results.findIndex(({ id }) => id === criterion);
  return {
    criterion,
    expected,
    found: results[index]?.result ?? 'missing',
    tree: trees[index] ?? null,
    unknown: [],
  };
}
