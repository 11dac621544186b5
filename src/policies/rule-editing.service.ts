import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError, type Problem } from '../kernel/errors.js';
import { bytesIfThere } from './bytes-if-there.js';
import { requireMatch, type Preconditions } from './domain/preconditions.js';
import { ruleFile } from './domain/rule-set.js';
import { type FileChange, FolderChange } from './folder-change.js';
import { RulesStanding } from './rules-standing.js';

/** A file of the rules folder as it is on the disk. */
export interface RuleFileText {
  /** Relative to the rules folder. */
  readonly file: string;
  readonly bytes: Buffer;
  /** SHA-256 (hex) of the bytes. */
  readonly sha256: string;
}

/** Which of a version’s two files is meant: the rules, or the worked examples beside them. */
export type RuleFileKind = 'rules' | 'cases';

const NOT_WRITTEN = {
  message: 'The file could not be written.',
  remedy: 'Let the service write to the rules folder, and try again.',
};

/**
 * Changes files of the rules folder for people who edit elsewhere. Every change says which text it changes; it is
 * checked together with the rest of the folder, and written whole or not at all. Of changes to the same text the
 * first one wins.
 */
@Injectable()
export class RuleEditingService {
  constructor(private readonly standing: RulesStanding) {}

  /**
   * A file as it is.
   * @throws DomainError `not-found` when it is not there.
   */
  async read(version: string, kind: RuleFileKind): Promise<RuleFileText> {
    const file = this.fileOf(version, kind);
    const bytes = await this.bytesOf(file);
    if (bytes === null) throw noFile(file);
    return { file, bytes, sha256: sha256(bytes) };
  }

  /**
   * Puts a text in the place of a file, or adds it.
   * @returns its name, whether it was added, and the SHA-256 of what is there now.
   * @throws DomainError `precondition-required` and `precondition-failed` as the preconditions say; `invalid-rules`
   * with every problem that the folder would have and now has not; `conflict` when it would change what has judged
   * deals or was activated.
   */
  async put(
    version: string,
    kind: RuleFileKind,
    bytes: Buffer,
    preconditions: Preconditions,
  ): Promise<{ readonly file: string; readonly created: boolean; readonly sha256: string }> {
    const file = this.fileOf(version, kind);
    return this.standing.alone(async () => {
      const before = await this.bytesOf(file);
      requireMatch(file, before === null ? null : sha256(before), preconditions);
      if (!isUtf8(bytes)) {
        const problem = { file, message: 'The text is not UTF-8.', remedy: 'Send it as UTF-8.' };
        throw new DomainError('invalid-rules', `${file} was not written.`, [problem]);
      }
      await this.change([{ file, before: textOf(before), after: bytes.toString('utf8') }]);
      return { file, created: before === null, sha256: sha256(bytes) };
    });
  }

  /**
   * Removes the rule file of a version with its worked examples.
   * @throws DomainError as `put`; `not-found` when it is not there; `conflict` when it is in force.
   */
  async remove(version: string, preconditions: Preconditions): Promise<void> {
    const file = this.fileOf(version, 'rules');
    await this.standing.alone(async () => {
      const before = await this.bytesOf(file);
      if (before === null) throw noFile(file);
      requireMatch(file, sha256(before), preconditions);
      const set = await this.standing.ruleSets.last();
      if (set?.members.some((member) => member.version === version)) throw inForce(file, version);
      const casesFile = this.fileOf(version, 'cases');
      const cases = await this.bytesOf(casesFile);
      await this.change([
        // The cases first: they may not lie there without their rules, but rules may without cases.
        ...(cases === null ? [] : [{ file: casesFile, before: textOf(cases), after: null }]),
        { file, before: textOf(before), after: null },
      ]);
    });
  }

  private async change(files: readonly FileChange[]): Promise<void> {
    await this.check(files);
    const change = await FolderChange.ready(this.standing.rulesDir, files);
    try {
      // Somebody may have saved the file with an editor while the change was checked.
      await change.requireUnchanged();
      await change.apply(NOT_WRITTEN);
    } finally {
      await change.drop();
    }
  }

  /** Refuses what the change would add to the problems of the folder, so that wrong files can be put right one by one. */
  private async check(files: readonly FileChange[]): Promise<void> {
    const then = await this.standing.with(new Map(files.map(({ file, after }) => [file, after])));
    if (then.problems.length === 0) return;
    const now = await this.standing.with(new Map());
    const added = addedProblems(now.problems, then.problems);
    if (added.length === 0) return;
    const names = files.map(({ file }) => file);
    const members = new Set(then.set?.members.map(ruleFile));
    const ofFiles = new Set(then.folder.problems);
    const touchesWhatIsFixed =
      added.every((problem) => !ofFiles.has(problem)) &&
      names.some((name) => members.has(name)) &&
      added.some(({ file }) => file !== undefined && names.includes(file));
    throw new DomainError(
      touchesWhatIsFixed ? 'conflict' : 'invalid-rules',
      `${names.join(' and ')} ${names.length === 1 ? 'was' : 'were'} not changed.`,
      added,
    );
  }

  private fileOf(version: string, kind: RuleFileKind): string {
    const file = ruleFile({ policy: this.standing.policyId, version });
    return kind === 'rules' ? file : file.replace(/[.]json$/, '.cases.json');
  }

  private async bytesOf(file: string): Promise<Buffer | null> {
    return bytesIfThere(join(this.standing.rulesDir, file));
  }
}

/** The problems that were not there before, wherever in its file one stands now. */
function addedProblems(before: readonly Problem[], after: readonly Problem[]): readonly Problem[] {
  const counts = new Map<string, number>();
  for (const problem of before) counts.set(keyOf(problem), (counts.get(keyOf(problem)) ?? 0) + 1);
  return after.filter((problem) => {
    const left = counts.get(keyOf(problem)) ?? 0;
    counts.set(keyOf(problem), left - 1);
    return left <= 0;
  });
}

function keyOf({ file, message }: Problem): string {
  return JSON.stringify([file, message]);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('utf8');
}

function noFile(file: string): DomainError {
  return new DomainError('not-found', `There is no file ${file}.`);
}

function inForce(file: string, version: string): DomainError {
  const message = `Version “${version}” is in force, so its file cannot be removed.`;
  const remedy =
    'If it was never activated and has judged no deal yet, make it inactive first; else its time ends when you activate a version that follows it.';
  return new DomainError('conflict', message, [{ file, message, remedy }]);
}
