import { createHash } from 'node:crypto';
import { compareText } from '../../kernel/text.js';
import { contentHash } from './canonical-json.js';
import { textSha256 } from './rule-set.js';

/** The columns of a rule set in the order in which they are hashed. The chain stands on this order for ever. */
export const CHAINED_COLUMNS = [
  'rule_set_id',
  'action',
  'version',
  'by',
  'recorded_at',
  'digest',
  'files',
  'impact',
] as const;

/** The columns of a member, likewise. */
export const CHAINED_MEMBER_COLUMNS = [
  'policy',
  'version',
  'hash',
  'effective_from',
  'effective_until',
  'text_sha256',
] as const;

/** A member of a rule set as it is stored, every column as text. */
export type StoredMember = Readonly<Record<(typeof CHAINED_MEMBER_COLUMNS)[number], string | null>>;

/**
 * A rule set as it is stored, every column as text: one that somebody has changed must be found by its hash, not stop
 * the reader.
 */
export interface StoredRuleSet {
  readonly columns: Readonly<Record<(typeof CHAINED_COLUMNS)[number], string | null>>;
  readonly members: readonly StoredMember[];
  readonly hash: string;
}

/** What the first rule set has in place of the hash of one before it. */
export const NO_RULE_SET_BEFORE = '0'.repeat(64);

/**
 * The hash that a rule set has: SHA-256 (hex) over the hash of the one before, its own columns and its members (in
 * order of policy and version), as a JSON array. Vouches for who did it, when, on which impact, and for all before.
 */
export function ruleSetHash({ columns, members }: Omit<StoredRuleSet, 'hash'>, previousHash: string): string {
  const inOrder = members.toSorted(
    (a, b) => compareText(a.policy ?? '', b.policy ?? '') || compareText(a.version ?? '', b.version ?? ''),
  );
  const told = [
    previousHash,
    ...CHAINED_COLUMNS.map((column) => columns[column]),
    inOrder.map((member) => CHAINED_MEMBER_COLUMNS.map((column) => member[column])),
  ];
  return createHash('sha256').update(JSON.stringify(told), 'utf8').digest('hex');
}

/**
 * What is wrong with the rule sets, in words; nothing where they are as they were recorded.
 * @param sets all of them, the first one first.
 * @param lastNamed the highest number of a rule set that has members.
 */
export function checkRuleSets(sets: readonly StoredRuleSet[], lastNamed: number): readonly string[] {
  let [expected, previousHash] = [1, NO_RULE_SET_BEFORE];
  const found: string[] = [];
  for (const set of sets) {
    const number = Number(set.columns.rule_set_id);
    if (number > expected) found.push(missing(expected, number - 1));
    else if (ruleSetHash(set, previousHash) !== set.hash) {
      found.push(
        `Rule set ${number} does not give its hash: who put which versions in force, when or on which impact was changed, or the rule set before it was replaced.`,
      );
    }
    [expected, previousHash] = [number + 1, set.hash];
  }
  return lastNamed < expected ? found : [...found, missing(expected, lastNamed)];
}

function missing(first: number, last: number): string {
  return first === last ? `Rule set ${first} is missing.` : `Rule sets ${first} to ${last} are missing.`;
}

/** A text of a rule or case file as it is kept, with the versions in force that it was the text of. */
export interface KeptText {
  readonly sha256: string;
  /** Null where a rule set names it, but it is not kept. */
  readonly text: string | null;
  readonly versions: readonly string[];
}

/** What is wrong with a kept text, in words; null where it is as it was recorded. */
export function keptTextProblem({ sha256, text, versions }: KeptText): string | null {
  if (text !== null && textSha256(text) === sha256) return null;
  const whose = versions.length === 0 ? 'a file' : `version ${versions.join(' and ')}`;
  return `The kept text of ${whose} (SHA-256 ${sha256}) ${text === null ? 'is missing' : 'was changed'}.`;
}

/** The content of a policy version as it is kept; null where a rule set names it, but it is not kept. */
export interface KeptContent {
  readonly version: string;
  readonly hash: string;
  readonly content: string | null;
}

/** What is wrong with a kept content, in words; null where it is as it was recorded. */
export function keptContentProblem({ version, hash, content }: KeptContent): string | null {
  if (content !== null && contentHash(content) === hash) return null;
  return `The kept content of version ${version} (${hash}) ${content === null ? 'is missing' : 'was changed'}.`;
}

/** What to do about rules that are not kept as they were recorded. */
export const KEPT_RULES_REMEDY =
  'Run “dealproof decisions verify” to see what else was changed. Restore a backup of the book; or put the rule file that has this SHA-256 back at its place in the rules folder and run “dealproof rules restore”.';
