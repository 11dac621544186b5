import type { Problem } from '../../kernel/errors.js';
import { utcDay } from '../../kernel/instants.js';
import type { Policy } from './policy.js';
import { ruleFile, type RuleSet, type RuleSetMember } from './rule-set.js';

/** A way in which the active versions of the rules folder differ from those recorded as in force. */
export type RuleChange =
  | { readonly is: 'gone'; readonly member: RuleSetMember }
  | { readonly is: 'content' | 'days' | 'inactive'; readonly member: RuleSetMember; readonly policy: Policy }
  | { readonly is: 'added'; readonly policy: Policy };

/** Deals that a version has judged. */
export interface JudgedDeals {
  readonly deals: number;
  /** Whether there are more: they are not all counted. */
  readonly orMore: boolean;
}

/** What the book says of a change. */
interface Past {
  /** Deals that the member has judged with its recorded content. */
  readonly judged: (member: RuleSetMember) => JudgedDeals;
  /** Whether any deal has been judged by any version. */
  readonly anyJudged: boolean;
  /** All rule sets, the newest first. */
  readonly log: readonly RuleSet[];
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

/**
 * What is wrong with the changes; none: they may be adopted, since nothing was judged by what they change, and
 * nobody activated it after looking at its tests and its impact.
 */
export function problemsOf(changes: readonly RuleChange[], past: Past): readonly Problem[] {
  return changes.map((change) => problemOf(change, past)).filter((each) => each !== null);
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

/**
 * The rule set before the present one whose texts those of a folder are; null when there is none. Such a folder was
 * left behind by an edit that was made elsewhere, and to take it over would undo that edit.
 * @param log all rule sets, the newest first.
 * @param active the active versions of the folder.
 */
export function earlierSet(
  log: readonly RuleSet[],
  active: readonly Pick<RuleSetMember, 'version' | 'textSha256'>[],
): RuleSet | null {
  const texts = new Map(active.map(({ version, textSha256 }) => [version, textSha256]));
  const isFolder = ({ members }: RuleSet): boolean =>
    members.length === texts.size &&
    members.every(({ version, textSha256 }) => texts.get(version) === textSha256);
  return log.slice(1).find(isFolder) ?? null;
}

/** The problem of a file in a folder that is still as an earlier rule set found it. */
export function undoesEdit(change: RuleChange, earlier: RuleSet, { ruleSetId, by }: RuleSet): Problem {
  return {
    file: changedFileName(change),
    message: `The folder is as it was for rule set ${earlier.ruleSetId}; the rules were edited since (rule set ${ruleSetId}, ${by}).`,
    remedy:
      'Run dealproof rules restore. If you did change the file back, save it with one more empty line at its end.',
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

function problemOf(change: RuleChange, past: Past): Problem | null {
  if (change.is === 'added') {
    return past.anyJudged || past.log.some(isDecided) ? notActivated(change.policy) : null;
  }
  const { member } = change;
  const file = ruleFile(member);
  if (change.is === 'gone') {
    return {
      file,
      message: `The file of version “${member.version}”, which is in force, is gone.`,
      remedy: `Put it back, or run dealproof rules restore ${member.version}.`,
    };
  }
  const why = whyFixed(member, past);
  if (why === null) return null;
  const restored = `Run dealproof rules restore ${member.version}; its time ends when you activate a version that follows it${orRollBack(member, past)}.`;
  switch (change.is) {
    case 'content':
      return {
        file,
        message: `${why}, so it cannot be edited in place.`,
        remedy: `${howToCopy(member)}${orRollBack(member, past)}.`,
      };
    case 'inactive':
      return {
        file,
        path: '$.status',
        message: `${why}, so it cannot be made inactive in its file.`,
        remedy: restored,
      };
    case 'days':
      return {
        file,
        path: '$.effective',
        message: `${why}, so its days cannot be changed in its file.`,
        remedy: restored,
      };
  }
}

/** Why a version in force may not be changed in its file; null when it may. */
function whyFixed(member: RuleSetMember, { judged, log }: Past): string | null {
  const version = `Version “${member.version}”`;
  const { deals, orMore } = judged(member);
  if (deals > 0) {
    return `${version} has judged ${orMore ? 'at least ' : ''}${deals} ${deals === 1 ? 'deal' : 'deals'}`;
  }
  const own = activationOf(member, log);
  if (own !== undefined) return `${version} was activated by ${own.by} on ${utcDay(own.recordedAt)}`;
  const last = log.find(isDecided);
  if (last === undefined) return null;
  const done = last.action === 'activated' ? 'activated' : 'rolled back';
  return `${version} belongs to the rules in force since “${last.version ?? ''}” was ${done} by ${last.by} on ${utcDay(last.recordedAt)}`;
}

/** Whether somebody decided on these rules, rather than files having been read. */
function isDecided({ action }: RuleSet): boolean {
  return action === 'activated' || action === 'rolled-back';
}

function activationOf({ version }: RuleSetMember, log: readonly RuleSet[]): RuleSet | undefined {
  return log.find((set) => set.action === 'activated' && set.version === version);
}

function orRollBack(member: RuleSetMember, { log }: Past): string {
  return activationOf(member, log) === undefined
    ? ''
    : `; or take its activation back with dealproof rules rollback ${member.version}`;
}

function howToCopy({ policy, version }: RuleSetMember): string {
  return [
    `Copy the file to ${policy}/<new version>.json, set its "version", "status": "inactive" and "effective.from",`,
    `and put this file back with dealproof rules restore ${version};`,
    'then run dealproof rules check, test, impact and activate for the new version',
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
