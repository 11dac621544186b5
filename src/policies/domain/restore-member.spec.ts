import { describe, expect, it } from '@jest/globals';
import { POLICY_TEXT } from '../../../test/support/policy-text.js';
import { parsePolicy } from './parse-policy.js';
import { restoreMember } from './restore-member.js';
import { textSha256 } from './rule-set.js';

describe('a version of a rule set', () => {
  it('is what its recorded text says, and nothing else', () => {
    const { policy } = parsePolicy(POLICY_TEXT, '2021-05-07.json');
    if (policy === null) throw new Error('The text is a policy.');
    const { version, hash, effective } = policy;
    const member = {
      policy: policy.policy,
      version,
      hash,
      effective,
      textSha256: textSha256(POLICY_TEXT),
    };
    expect(restoreMember(member, POLICY_TEXT)).toEqual(policy);
    for (const other of ['', POLICY_TEXT.replace('"onFail": "ineligible"', '"onFail": "at-risk"')]) {
      expect(() => restoreMember(member, other)).toThrow(/does not say what was in force/);
    }
  });
});
