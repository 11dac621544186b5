import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/errors.js';
import { unique } from '../kernel/group-by.js';
import type { Page } from '../kernel/page.js';
import { bytesIfThere } from './bytes-if-there.js';
import { versionChanges, type VersionChange } from './domain/rule-log.js';
import { ruleFile, type RuleSet, textSha256 } from './domain/rule-set.js';
import { type FileChange, FolderChange, sweepNewTexts } from './folder-change.js';
import { RulesStanding } from './rules-standing.js';

/** A rule set with what it changed. */
export interface RuleLogEntry {
  readonly set: RuleSet;
  readonly changes: readonly VersionChange[];
}

/** The text of a version as it was in force. */
export interface RecordedText {
  readonly version: string;
  readonly hash: string;
  readonly text: string;
}

const NOT_RESTORED = {
  message: 'A file could not be put back.',
  remedy: 'See to it that the rules folder can be written to, and run dealproof rules restore again.',
};

/** Digits of a content hash that are enough to name it by. */
const HASH_PREFIX = /^(sha256:)?([0-9a-f]{6,64})$/;

/** What is kept of the rules that are and were in force: who put them there, and their texts. */
@Injectable()
export class RecordedRulesService {
  constructor(private readonly standing: RulesStanding) {}

  /** Every rule set with what it changed, the newest first. */
  async log(): Promise<readonly RuleLogEntry[]> {
    await this.standing.look();
    return entriesOf(await this.standing.ruleSets.log());
  }

  /** One page of the rule sets with what they changed, the newest first; the cursor is the last one’s number. */
  async page(before: number | null, limit: number): Promise<Page<RuleLogEntry>> {
    await this.standing.look();
    // One more, which tells what the last one changed.
    const sets = await this.standing.ruleSets.before(before, limit + 1);
    const items = entriesOf(sets).slice(0, limit);
    const last = items.at(-1)?.set.ruleSetId;
    return { items, nextCursor: sets.length > limit && last !== undefined ? String(last) : null };
  }

  /**
   * The text of a version as it was last in force, byte for byte.
   * @param hash its content hash or the first six or more digits of it; left out, the latest.
   * @throws DomainError `not-found` when the version was never in force, or not with that content; `invalid-input`
   * for what is no beginning of a content hash.
   */
  async text(version: string, hash?: string): Promise<RecordedText> {
    await this.standing.look();
    const members = (await this.standing.ruleSets.log()).flatMap((set) => set.members);
    const ofVersion = members.filter((member) => member.version === version);
    if (ofVersion.length === 0) throw neverInForce(version, unique(members.map((member) => member.version)));
    const hashes = unique(ofVersion.map((member) => member.hash));
    const wanted = hash === undefined ? hashes[0] : onlyMatch(version, hash, hashes);
    const member = ofVersion.find((each) => each.hash === wanted);
    if (member === undefined) throw new TypeError(`${version} lost its content hash`);
    const texts = await this.standing.ruleSets.texts([member.textSha256]);
    return { version, hash: member.hash, text: texts.get(member.textSha256) ?? '' };
  }

  /**
   * Writes the recorded texts of what is in force back into the rules folder, byte for byte, and finishes what an
   * activation that was cut off had left to do there. A recorded text that was changed in the book is put right by the
   * file that still has it, and texts that a killed change left beside the files are removed.
   * @param version only the file of this version; left out, all.
   * @returns the files that were written or (`after` null) removed.
   * @throws DomainError `not-found` when nothing was ever in force, or not that version; `internal` when a text is not
   * kept as it was recorded.
   */
  async restore(version?: string): Promise<readonly FileChange[]> {
    return this.standing.alone(async () => {
      await this.putTextsRight();
      const set = await this.standing.ruleSets.last();
      if (set === null) throw new DomainError('not-found', 'No rules were ever in force here.');
      const wanted = await this.wanted(set, version);
      const files: FileChange[] = [];
      for (const [file, after] of wanted) {
        const before = await this.textOf(file);
        if (before !== after) files.push({ file, before, after });
      }
      await sweepNewTexts(this.standing.rulesDir, [...wanted.keys()]);
      const change = await FolderChange.ready(this.standing.rulesDir, files);
      try {
        await change.apply(NOT_RESTORED);
      } finally {
        await change.drop();
      }
      return files;
    });
  }

  /** Keeps the texts that were ever in force and lie in the folder once more. */
  private async putTextsRight(): Promise<void> {
    const members = (await this.standing.ruleSets.log()).flatMap((set) => set.members);
    const recorded = new Set(members.map((member) => member.textSha256));
    const texts = await Promise.all(unique(members.map(ruleFile)).map((file) => this.textOf(file)));
    await this.standing.ruleSets.keepTexts(
      texts.flatMap((text) => (text !== null && recorded.has(textSha256(text)) ? [text] : [])),
    );
  }

  /** What files should hold; null: they should not be there. */
  private async wanted(set: RuleSet, version?: string): Promise<ReadonlyMap<string, string | null>> {
    const members = set.members.filter((member) => version === undefined || member.version === version);
    if (version !== undefined && members.length === 0) {
      throw notInForce(
        version,
        set.members.map((member) => member.version),
      );
    }
    const wanted = new Map<string, string | null>(
      members.map((member) => [ruleFile(member), member.textSha256]),
    );
    for (const { file, before, after } of version === undefined ? set.files : []) {
      if (wanted.has(file)) continue;
      const text = await this.textOf(file);
      // Only what is still as it was before: a draft may have been edited since.
      if ((text === null ? null : textSha256(text)) === before) wanted.set(file, after);
    }
    const texts = await this.standing.ruleSets.texts([...wanted.values()].filter((each) => each !== null));
    return new Map(
      [...wanted].map(([file, sha256]) => [file, sha256 === null ? null : (texts.get(sha256) ?? '')]),
    );
  }

  private async textOf(file: string): Promise<string | null> {
    return (await bytesIfThere(join(this.standing.rulesDir, file)))?.toString('utf8') ?? null;
  }
}

/** @param sets the newest first; what the last one changed is against no rules at all. */
function entriesOf(sets: readonly RuleSet[]): readonly RuleLogEntry[] {
  return sets.map((set, index) => ({ set, changes: versionChanges(sets[index + 1] ?? null, set) }));
}

function onlyMatch(version: string, given: string, hashes: readonly string[]): string {
  const [, , digits] = HASH_PREFIX.exec(given) ?? [];
  if (digits === undefined) {
    const message = `“${given}” is no content hash.`;
    const remedy = `Give its first six digits or more (0 to 9, a to f). Version “${version}” was in force as ${hashes.join(', ')}.`;
    throw new DomainError('invalid-input', message, [{ message, remedy }]);
  }
  const found = hashes.filter((hash) => hash.startsWith(`sha256:${digits}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const message =
    only === undefined
      ? `Version “${version}” was never in force with the content ${given}.`
      : `Several contents of version “${version}” begin with ${given}.`;
  throw new DomainError('not-found', message, [
    { value: given, message, remedy: `It was in force as ${hashes.join(', ')}.` },
  ]);
}

function neverInForce(version: string, versions: readonly string[]): DomainError {
  const message = `Version “${version}” was never in force.`;
  const remedy = `Those that were: ${versions.toSorted().join(', ')}. The text of a draft is its file.`;
  return new DomainError('not-found', message, [{ message, remedy }]);
}

function notInForce(version: string, versions: readonly string[]): DomainError {
  const message = `Version “${version}” is not in force.`;
  const remedy = `Those that are: ${versions.join(', ')}. For a text from earlier use dealproof rules show.`;
  return new DomainError('not-found', message, [{ message, remedy }]);
}
