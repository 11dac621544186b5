import type { RuleSet, RuleSetMember } from './rule-set.js';

/** What became of a version from one rule set to the next. */
export interface VersionChange {
  readonly version: string;
  /** `in`: it came into force; `out`: it left; `content`: it says something else; `days`: it judges on other days. */
  readonly change: 'in' | 'out' | 'content' | 'days';
  readonly hash: string;
  /** Its days now; where it left, those it had. */
  readonly effective: RuleSetMember['effective'];
}

/**
 * What a rule set changed, in the order in which versions come into force, those that left at the end.
 * @param previous the set before; null for the first.
 */
export function versionChanges(previous: RuleSet | null, set: RuleSet): readonly VersionChange[] {
  const before = new Map((previous?.members ?? []).map((member) => [member.version, member]));
  const now = new Set(set.members.map(({ version }) => version));
  const left = [...before.values()].filter(({ version }) => !now.has(version));
  return [
    ...set.members.flatMap((member) => {
      const change = changeOf(before.get(member.version), member);
      return change === null ? [] : [told(member, change)];
    }),
    ...left.map((member) => told(member, 'out')),
  ];
}

function changeOf(before: RuleSetMember | undefined, now: RuleSetMember): VersionChange['change'] | null {
  if (before === undefined) return 'in';
  if (before.hash !== now.hash) return 'content';
  const { from, until } = before.effective;
  return from === now.effective.from && until === now.effective.until ? null : 'days';
}

function told({ version, hash, effective }: RuleSetMember, change: VersionChange['change']): VersionChange {
  return { version, change, hash, effective };
}
