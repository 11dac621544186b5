import { DomainError } from '../../kernel/errors.js';
import { byStart, type RuleSet, type RuleSetMember } from '../../policies/domain/rule-set.js';

/**
 * The activation that would be taken back next: the last one that was not taken back yet; null when there is none.
 * @param log all rule sets, the newest first.
 */
export function lastActivation(log: readonly RuleSet[]): RuleSet | null {
  let takenBack = 0;
  for (const set of log) {
    if (set.action === 'rolled-back') takenBack += 1;
    if (set.action !== 'activated') continue;
    if (takenBack === 0) return set;
    takenBack -= 1;
  }
  return null;
}

/**
 * The versions in force once an activation is taken back: those it put in force or changed are again as they were
 * before it, the others stay as they now are.
 * @throws DomainError `conflict` when one of them was changed again since.
 */
export function membersWithout(activation: RuleSet, before: RuleSet, now: RuleSet): readonly RuleSetMember[] {
  const was = byVersion(before);
  const became = byVersion(activation);
  const is = byVersion(now);
  for (const version of new Set([...was.keys(), ...became.keys()])) {
    if (isSame(was.get(version), became.get(version))) continue;
    if (!isSame(is.get(version), became.get(version))) throw changedSince(version);
    const member = was.get(version);
    if (member === undefined) is.delete(version);
    else is.set(version, member);
  }
  return [...is.values()].toSorted(byStart);
}

function byVersion({ members }: RuleSet): Map<string, RuleSetMember> {
  return new Map(members.map((member) => [member.version, member]));
}

function isSame(a: RuleSetMember | undefined, b: RuleSetMember | undefined): boolean {
  return (
    a?.hash === b?.hash &&
    a?.effective.from === b?.effective.from &&
    a?.effective.until === b?.effective.until
  );
}

function changedSince(version: string): DomainError {
  const message = `Version “${version}” was changed again after that activation.`;
  const remedy = 'Look at dealproof rules log, and put the rules right by activating a new version.';
  return new DomainError('conflict', 'The activation cannot be taken back.', [{ message, remedy }]);
}
