import { describe, expect, it } from '@jest/globals';
import { comparisonsOf } from '../../src/eligibility/domain/comparisons.js';
import { runCases } from '../../src/rule-tests/domain/run-cases.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { RULES } from '../support/open-book.js';

const { policies, cases } = await loadPolicyFolder(RULES);

function versionOf(name: string): Policy {
  const policy = policies.find(({ version }) => version === name);
  if (policy === undefined) throw new Error(`There is no version ${name}`);
  return policy;
}

describe('the worked examples beside the shipped rules', () => {
  it('are there for every version', () => {
    expect(cases.map(({ version }) => version)).toEqual(policies.map(({ version }) => version));
  });

  it.each(cases.map((file) => [file.version, file] as const))(
    'of %s all come out as they say',
    async (version, file) => {
      expect(file.cases.length).toBeGreaterThan(0);
      expect(await runCases(versionOf(version), file.cases)).toEqual([]);
    },
  );

  it.each(cases.map((file) => [file.version, file] as const))(
    'of %s between them show every criterion pass and fail, and be unknown where a deal may not tell',
    async (version, file) => {
      const { criteria } = versionOf(version);
      for (const { id, conditions } of criteria) {
        const seen = new Set(file.cases.map(({ expect: wanted }) => wanted.criteria.get(id)));
        expect([id, seen.has('pass'), seen.has('fail')]).toEqual([id, true, true]);
        // Every deal has a status.
        const alwaysTold = comparisonsOf(conditions).every(({ fact }) => fact === 'status');
        expect([id, seen.has('unknown')]).toEqual([id, !alwaysTold]);
      }
    },
  );
});
