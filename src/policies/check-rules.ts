import type { Problem } from '../kernel/errors.js';
import type { PoliciesService } from './policies.service.js';
import { loadPolicyFolder } from './policy-files.js';

/** What `rules check` found: how many rule and case files there are, and everything that is wrong with them. */
export interface RulesCheck {
  readonly files: number;
  readonly problems: readonly Problem[];
}

/** Checks every file of a rules folder. Throws for nothing that is in the folder. */
export async function checkRules(rulesDir: string): Promise<RulesCheck> {
  const { files, problems } = await loadPolicyFolder(rulesDir);
  return { files, problems };
}

/** A policy version as `rules list` shows it. */
export interface RulesRow {
  readonly policy: string;
  readonly version: string;
  readonly status: 'active' | 'inactive';
  readonly from: string;
  /** Null: in force without end. */
  readonly until: string | null;
  readonly criteria: number;
  /** Worked examples; 0 when there is no case file. */
  readonly cases: number;
  readonly title: string;
  readonly hash: string;
}

/**
 * All policy versions as rows, the earliest in force first.
 * @throws DomainError `invalid-rules` when a file is wrong.
 */
export async function listRules(service: PoliciesService): Promise<readonly RulesRow[]> {
  const cases = new Map((await service.cases()).map((each) => [each.version, each.cases.length]));
  return (await service.all()).map((policy) => ({
    policy: policy.policy,
    version: policy.version,
    status: policy.status,
    from: policy.effective.from,
    until: policy.effective.until,
    criteria: policy.criteria.length,
    cases: cases.get(policy.version) ?? 0,
    title: policy.title.en,
    hash: policy.hash,
  }));
}
