import { createHash } from 'node:crypto';
import { compareText } from '../../kernel/text.js';
import type { Policy } from './policy.js';

/**
 * How a set of rules came into force: read from the folder when there was none before, a file edited that had
 * judged nothing yet, a draft activated, or an activation taken back.
 */
export const RULE_SET_ACTIONS = ['loaded', 'edited', 'activated', 'rolled-back'] as const;
export type RuleSetAction = (typeof RULE_SET_ACTIONS)[number];

/** A policy version in force: which text, what it says, and on which days it judges. */
export interface RuleSetMember {
  readonly policy: string;
  readonly version: string;
  /** Content hash, as `Policy.hash`. */
  readonly hash: string;
  readonly effective: Policy['effective'];
  /** SHA-256 (hex) of the exact text of its file. */
  readonly textSha256: string;
}

/** A file of the rules folder that changed: SHA-256 (hex) of its text before and after; null: it was not there. */
export interface ChangedFile {
  /** Relative to the rules folder, with `/`. */
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The versions in force from an instant on, and how they came to be so. */
export interface RuleSet {
  /** Counted from 1 without gaps. */
  readonly ruleSetId: number;
  readonly action: RuleSetAction;
  /** The version that was activated or rolled back; null where files were merely read. */
  readonly version: string | null;
  /** Who did it. */
  readonly by: string;
  /** Epoch ms; strictly rises from set to set. */
  readonly recordedAt: number;
  /** SHA-256 (hex) over which versions judge, what they say and on which days. */
  readonly digest: string;
  /** What became of files of the rules folder. */
  readonly files: readonly ChangedFile[];
  /** Summary of the impact that was known at activation, as JSON; null where none was computed. */
  readonly impact: unknown;
  /** The earliest in force first. */
  readonly members: readonly RuleSetMember[];
}

/** SHA-256 (hex) of a text’s UTF-8 bytes: what a file’s text is kept under, and its ETag. */
export function textSha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Where the rule file of a version lies in the rules folder. */
export function ruleFile({ policy, version }: Pick<RuleSetMember, 'policy' | 'version'>): string {
  return `${policy}/${version}.json`;
}

/** In the order in which versions come into force. */
export function byStart(
  a: Pick<RuleSetMember, 'effective' | 'version'>,
  b: Pick<RuleSetMember, 'effective' | 'version'>,
): number {
  return compareText(a.effective.from, b.effective.from) || compareText(a.version, b.version);
}

/** The digest of a set of versions, whatever order they are given in. */
export function digestOf(
  members: readonly Pick<Policy, 'policy' | 'version' | 'hash' | 'effective'>[],
): string {
  const told = members
    .toSorted(byStart)
    .map(({ policy, version, hash, effective }) => [policy, version, hash, effective.from, effective.until]);
  return createHash('sha256').update(JSON.stringify(told), 'utf8').digest('hex');
}
