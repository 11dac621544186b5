import type { Problem } from '../../kernel/errors.js';
import type { Policy } from './policy.js';
import { ruleFile, type RuleSet, type RuleSetMember } from './rule-set.js';

/** A way in which the active versions of the rules folder differ from those recorded as in force. */
export type RuleChange =
  | { readonly is: 'gone'; readonly member: RuleSetMember }
  | { readonly is: 'content' | 'days' | 'inactive'; readonly member: RuleSetMember; readonly policy: Policy }
  | { readonly is: 'added'; readonly policy: Policy };

/** What the book says of a change. */
interface Judged {
  /** Deals that the member has judged with its recorded content. */
  readonly deals: (member: RuleSetMember) => number;
  /** Whether any deal has been judged by any version. */
  readonly any: boolean;
}

/**
 * How the versions in a rules folder differ from those in force, the latter's first. Layout and `$schema` make no
 * difference.
 */
export function ruleChanges(
  policies: readonly Policy[],
  members: readonly RuleSetMember[],
): readonly RuleChange[] {
  const byVersion = new Map(policies.map((policy) => [policy.version, policy]));
  const inForce = new Set(members.map(({ version }) => version));
  const changed = members.map((member): RuleChange | null => {
    const policy = byVersion.get(member.version);
    if (policy === undefined) return { is: 'gone', member };
    if (policy.hash !== member.hash) return { is: 'content', member, policy };
    if (policy.status === 'inactive') return { is: 'inactive', member, policy };
    return sameDays(policy, member) ? null : { is: 'days', member, policy };
  });
  const added = policies
    .filter(({ version, status }) => status === 'active' && !inForce.has(version))
    .map((policy): RuleChange => ({ is: 'added', policy }));
  return [...changed.filter((each) => each !== null), ...added];
}

/** What is wrong with the changes; none: they may be adopted, since nothing was judged by what they change. */
export function problemsOf(changes: readonly RuleChange[], judged: Judged): readonly Problem[] {
  return changes.map((change) => problemOf(change, judged)).filter((each) => each !== null);
}

/** The file that a change is in, or was. */
export function changedFileName(change: RuleChange): string {
  return ruleFile(change.is === 'added' ? change.policy : change.member);
}

/**
 * The problem of a file that is still as it was before the rules in force were activated or rolled back: whoever did
 * it was cut off before the files were written. Null for any other file.
 * @param textSha256 digest of the file’s text now; null when it is not there.
 */
export function leftBehind(change: RuleChange, set: RuleSet, textSha256: string | null): Problem | null {
  if (set.action !== 'activated' && set.action !== 'rolled-back') return null;
  const file = changedFileName(change);
  const told = set.files.find((each) => each.file === file);
  if (told === undefined || told.before !== textSha256) return null;
  const what = `“${set.version ?? ''}” was ${set.action === 'activated' ? 'activated' : 'rolled back'}`;
  return {
    file,
    message: `The file is as it was before version ${what} by ${set.by}.`,
    remedy: 'Run dealproof rules restore.',
  };
}

/** The problem of a file that did not change, while the rules in force did: they were changed from another folder. */
export function changedElsewhere(change: RuleChange, { ruleSetId, by }: RuleSet): Problem {
  return {
    file: changedFileName(change),
    message: `The rules in force were changed from elsewhere (rule set ${ruleSetId}, ${by}), and this file does not say the same.`,
    remedy: 'Bring the folder up to date, or run dealproof rules restore.',
  };
}

function problemOf(change: RuleChange, judged: Judged): Problem | null {
  if (change.is === 'added') return judged.any ? notActivated(change.policy) : null;
  const { member } = change;
  const file = ruleFile(member);
  if (change.is === 'gone') {
    return {
      file,
      message: `The file of version “${member.version}”, which is in force, is gone.`,
      remedy: `Put it back, or run dealproof rules restore ${member.version}.`,
    };
  }
  const deals = judged.deals(member);
  if (deals === 0) return null;
  const judging = `Version “${member.version}” has judged ${deals} ${deals === 1 ? 'deal' : 'deals'}`;
  switch (change.is) {
    case 'content':
      return { file, message: `${judging}, so it cannot be edited in place.`, remedy: howToCopy(member) };
    case 'inactive':
      return {
        file,
        path: '$.status',
        message: `${judging}, so it cannot be made inactive in its file.`,
        remedy: `Run dealproof rules restore ${member.version}; its time ends when you activate a version that follows it.`,
      };
    case 'days':
      return {
        file,
        path: '$.effective',
        message: `${judging}, so its days cannot be changed in its file.`,
        remedy: `Run dealproof rules restore ${member.version}; its time ends when you activate a version that follows it.`,
      };
  }
}

function howToCopy({ policy, version }: RuleSetMember): string {
  return [
    `Copy the file to ${policy}/<new version>.json, set its "version", "status": "inactive" and "effective.from",`,
    `and put this file back with dealproof rules restore ${version};`,
    'then run dealproof rules check, test, impact and activate for the new version.',
  ].join(' ');
}

function notActivated(policy: Policy): Problem {
  return {
    file: ruleFile(policy),
    path: '$.status',
    message: `Version “${policy.version}” is active in its file but has not been activated.`,
    remedy: `Write "status": "inactive", then run dealproof rules activate ${ruleFile(policy)}.`,
  };
}

function sameDays(policy: Policy, { effective }: RuleSetMember): boolean {
  return policy.effective.from === effective.from && policy.effective.until === effective.until;
}
