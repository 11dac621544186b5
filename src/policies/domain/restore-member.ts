import { DomainError } from '../../kernel/errors.js';
import { KEPT_RULES_REMEDY } from './rule-chain.js';
import { parsePolicy } from './parse-policy.js';
import type { Policy } from './policy.js';
import { ruleFile, type RuleSetMember } from './rule-set.js';

/**
 * A version of a rule set as its recorded text says it.
 * @throws DomainError `internal` when the text is not what was in force.
 */
export function restoreMember(member: RuleSetMember, text: string): Policy {
  const { policy } = parsePolicy(text, ruleFile(member));
  if (policy?.hash === member.hash) return policy;
  const message = `The text kept of version ${member.version} does not say what was in force.`;
  throw new DomainError('internal', message, [{ message, remedy: KEPT_RULES_REMEDY }]);
}
