import type { Places } from '../../kernel/json/places.js';
import type { PolicyCases } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';

/** What each kind of warning is about, by the id that it is told under. */
export const WARNINGS = {
  'never-holds': 'A condition that no deal can meet',
  'always-holds': 'A condition that every deal meets whose facts are known',
  'duplicate-condition': 'A condition that says the same as another beside it',
  'shadowed-condition': 'A condition that another beside it makes superfluous',
  'unused-condition': 'A shared condition that nothing refers to',
  'duplicate-criterion': 'Two criteria that ask the same',
  'undecided-criterion': 'A criterion that no case shows to pass, or none to fail',
  'no-cases': 'A version without a case file',
  'days-without-version': 'Days on which no version is in force, between versions or after the last',
  'threshold-without-source': 'A bound whose source has no date or no section',
  'text-missing': 'Texts that a language lacks',
} as const;

export type WarningId = keyof typeof WARNINGS;

/** Something in a rule file that is allowed, but hardly meant. Line and column count from 1. */
export interface Warning {
  readonly id: WarningId;
  readonly file: string;
  readonly line: number;
  readonly lineColumn: number;
  /** JSON path. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** A rule file without errors, with where its values stand and the worked examples beside it (null: none). */
export interface RuleFile {
  /** Relative to the rules folder, with `/`. */
  readonly file: string;
  readonly policy: Policy;
  readonly places: Places;
  readonly cases: PolicyCases | null;
}

/** Takes down the warnings about one rule file, each with its place. */
export class WarningNotes {
  readonly all: Warning[] = [];

  constructor(private readonly rules: RuleFile) {}

  /**
   * Notes a warning about the value at a JSON path.
   * @throws RangeError when the file has no such path.
   */
  add(id: WarningId, path: string, message: string, remedy: string): void {
    this.all.push({ id, file: this.rules.file, path, ...this.#placeOf(path), message, remedy });
  }

  /** The line that the value at a JSON path begins in. */
  lineOf(path: string): number {
    return this.#placeOf(path).line;
  }

  #placeOf(path: string): { readonly line: number; readonly lineColumn: number } {
    const place = this.rules.places.get(path);
    if (place === undefined) throw new RangeError(`${this.rules.file} has nothing at ${path}`);
    return { line: place.line, lineColumn: place.lineColumn };
  }
}
