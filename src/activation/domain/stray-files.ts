import type { Problem } from '../../kernel/errors.js';
import type { Policy } from '../../policies/domain/policy.js';
import { changedFileName, type RuleChange, ruleChanges } from '../../policies/domain/rule-changes.js';
import { ruleFile, type RuleSetMember } from '../../policies/domain/rule-set.js';

/**
 * Where the active versions of a rules folder are not those that are to be in force: a problem for each, since the
 * folder and what judges must say the same once a draft is activated.
 */
export function strayFiles(folder: readonly Policy[], toBe: readonly RuleSetMember[]): readonly Problem[] {
  return ruleChanges(folder, toBe).map((change) => ({ file: changedFileName(change), ...problemOf(change) }));
}

function problemOf(change: RuleChange): Problem {
  if (change.is === 'added') {
    return {
      path: '$.status',
      message: `Version “${change.policy.version}” is active in its file, but has not been activated.`,
      remedy: `Set its status to "inactive", or activate it first: dealproof rules activate ${ruleFile(change.policy)}.`,
    };
  }
  return {
    message: `Version “${change.member.version}” is in force, but its file ${SAID[change.is]}.`,
    remedy: `Put the file back: dealproof rules restore ${change.member.version}.`,
  };
}

const SAID = {
  gone: 'is gone',
  content: 'says something else',
  inactive: 'is inactive',
  days: 'has other days',
} as const;
