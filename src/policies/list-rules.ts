import type { PolicyCases } from './domain/policy-cases.js';
import type { Policy } from './domain/policy.js';
import { byStart, type RuleSet } from './domain/rule-set.js';

/** A policy version in a list of all. */
export interface RulesRow {
  readonly policy: Policy;
  /** Whether it judges the deals of its days; its file may say so before it was activated. */
  readonly inForce: boolean;
  /** Worked examples; 0 when there is no case file. */
  readonly cases: number;
  /** Since when (epoch ms), and by whom, it has been in force with this content; null for one that is not. */
  readonly activated: { readonly at: number; readonly by: string } | null;
}

/**
 * Versions in force and others as rows, the earliest in force first.
 * @param log all rule sets, the newest first.
 */
export function rowsOf(
  inForce: readonly Policy[],
  others: readonly Policy[],
  cases: readonly PolicyCases[],
  log: readonly RuleSet[],
): readonly RulesRow[] {
  const counts = new Map(cases.map((each) => [`${each.policy}/${each.version}`, each.cases.length]));
  const row = (policy: Policy, activated: RulesRow['activated']): RulesRow => ({
    policy,
    inForce: activated !== null,
    cases: counts.get(`${policy.policy}/${policy.version}`) ?? 0,
    activated,
  });
  return [
    ...inForce.map((policy) => row(policy, enteredBy(policy, log))),
    ...others.map((policy) => row(policy, null)),
  ].toSorted((a, b) => byStart(a.policy, b.policy));
}

/** The oldest of the newest sets that all hold the version with this content. */
function enteredBy({ version, hash }: Policy, log: readonly RuleSet[]): RulesRow['activated'] {
  const holds = ({ members }: RuleSet): boolean =>
    members.some((member) => member.version === version && member.hash === hash);
  const without = log.findIndex((set) => !holds(set));
  const entered = log.at(without === -1 ? -1 : without - 1);
  return entered === undefined ? null : { at: entered.recordedAt, by: entered.by };
}
