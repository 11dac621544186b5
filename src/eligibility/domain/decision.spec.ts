import { describe, expect, it } from '@jest/globals';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { type Cause, causeOf, sameVerdict, type Verdict } from './decision.js';

const policy = aPolicy([
  aCriterion('solution', { fact: 'hasIncentiveEligibleSolution', operator: 'equal', value: true }),
  aCriterion('value', { not: { fact: 'dealValueUsd', operator: 'lessThan', value: 25_000 } }),
]);
const earlier = aPolicy(policy.criteria, { version: '2021-02-03' });
const active = new Set([policy.hash, earlier.hash]);

const before: Verdict = {
  dealId: 'd',
  dealVersion: 1,
  policy: 'deal-registration',
  policyVersion: policy.version,
  policyHash: policy.hash,
  passMask: 0b11,
  failMask: 0,
  outcome: 'eligible',
  rateVersion: 1,
};

const cause = (told: Partial<Verdict>, previous: Verdict | null = before): Cause =>
  causeOf(previous, { ...before, ...told }, 'won', policy, active);

describe('why a verdict differs from the one before', () => {
  it('is that there was none', () => {
    expect(cause({}, null)).toBe('first');
  });

  it('is the data when the deal changed, also when its new won day brings another version', () => {
    expect(cause({ dealVersion: 2, passMask: 0b10, failMask: 0b01 })).toBe('data');
    expect(cause({ dealVersion: 2, policyVersion: earlier.version, policyHash: earlier.hash })).toBe('data');
  });

  it('is the policy when the rules that judged before are no longer there', () => {
    const old = { ...before, policyHash: 'sha256:old' };
    expect(cause({}, old)).toBe('policy');
    expect(cause({ dealVersion: 2 }, old)).toBe('policy');
    expect(cause({}, { ...before, policyVersion: null, policyHash: null })).toBe('policy');
  });

  it('is the rate when new rates moved a criterion on the value', () => {
    expect(cause({ rateVersion: 2, passMask: 0b01, failMask: 0b10 })).toBe('rate');
    expect(cause({ rateVersion: 2, passMask: 0b10, failMask: 0b01 })).toBe('catalogue');
  });

  it('is the day when an open deal comes under another version or another month’s rate', () => {
    const next = { ...before, policyVersion: earlier.version, policyHash: earlier.hash };
    expect(causeOf(before, next, 'active', earlier, active)).toBe('day');
    expect(cause({ passMask: 0b01 })).toBe('day');
  });

  it('is the catalogue when solutions or customers are what is left', () => {
    expect(cause({ passMask: 0b10 })).toBe('catalogue');
  });

  it('is the policy when only the versions that might have judged are others', () => {
    expect(cause({ outcome: 'undetermined' })).toBe('policy');
  });
});

describe('a verdict', () => {
  it('is the same while version, content, results and outcome are; a new deal version alone changes nothing', () => {
    expect(sameVerdict(before, { ...before, dealVersion: 9, rateVersion: 9 })).toBe(true);
    for (const told of [
      { policyVersion: 'x' },
      { policyHash: 'x' },
      { passMask: 1 },
      { failMask: 1 },
      { outcome: 'at-risk' },
    ] as const) {
      expect(sameVerdict(before, { ...before, ...told })).toBe(false);
    }
  });
});
