import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES } from './open-book.js';

/** A copy of the shipped rules that a test edits as an admin would. */
export class RulesCopy {
  readonly path = mkdtempSync(join(tmpdir(), 'dealproof-rules-'));

  constructor() {
    cpSync(RULES, this.path, { recursive: true });
  }

  /** Where the rule file of a version lies. */
  fileOf(version: string): string {
    return join(this.path, 'deal-registration', `${version}.json`);
  }

  /** Where the worked examples of a version lie. */
  private casesOf(version: string): string {
    return this.fileOf(version).replace('.json', '.cases.json');
  }

  /** The text of a version’s rule file. */
  read(version: string): string {
    return readFileSync(this.fileOf(version), 'utf8');
  }

  /** The text of a version’s worked examples. */
  readCases(version: string): string {
    return readFileSync(this.casesOf(version), 'utf8');
  }

  /** Changes the text of a version’s rule file, which must become another. */
  edit(version: string, change: (text: string) => string): void {
    const before = this.read(version);
    const after = change(before);
    if (after === before) throw new Error(`${version} was not edited`);
    writeFileSync(this.fileOf(version), after);
  }

  /** Adds a version made from another. */
  copy(from: string, to: string, change: (text: string) => string): void {
    writeFileSync(
      this.fileOf(to),
      change(this.read(from).replace(`"version": "${from}"`, `"version": "${to}"`)),
    );
  }

  /** Removes the files of a version. */
  remove(version: string): void {
    rmSync(this.fileOf(version));
    this.removeCases(version);
  }

  /** Removes the worked examples of a version. */
  removeCases(version: string): void {
    rmSync(this.casesOf(version), { force: true });
  }
}
