import { createHash } from 'node:crypto';
import type { Condition, Criterion, Policy } from '../../src/policies/domain/policy.js';

/** A criterion of some conditions; fails to `ineligible` unless a test says otherwise. */
export function aCriterion(id: string, conditions: Condition, told: Partial<Criterion> = {}): Criterion {
  return {
    id,
    title: { en: `Criterion ${id}` },
    conditions,
    onFail: 'ineligible',
    because: { en: `${id} does not hold.` },
    remedy: { en: `See to ${id}.` },
    source: { document: 'Manage co-sell opportunities' },
    ...told,
  };
}

/** An active policy version without end, of some criteria. */
export function aPolicy(criteria: readonly Criterion[], told: Partial<Policy> = {}): Policy {
  const version = told.version ?? '2021-05-07';
  const content = JSON.stringify({ version, criteria, effective: told.effective ?? null });
  return {
    policy: 'deal-registration',
    version,
    status: 'active',
    effective: { from: version, until: null },
    title: { en: 'Deal registration' },
    criteria,
    hash: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    content,
    ...told,
  };
}
