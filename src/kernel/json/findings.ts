import { type Problem } from '../errors.js';
import { nearest } from '../nearest.js';
import { compareText } from '../text.js';

/** Where something stands in a JSON file: its JSON path, and its line and column counted from 1. */
export interface Position {
  /** For instance `$.criteria[0].conditions.any[1].operator`. */
  readonly path: string;
  readonly line: number;
  /** In UTF-16 units, as editors count. */
  readonly lineColumn: number;
}

/** Collects every problem of one file, so that an admin can put all of them right at once. */
export class Findings {
  readonly #problems: Required<
    Pick<Problem, 'file' | 'line' | 'lineColumn' | 'path' | 'message' | 'remedy'>
  >[] = [];

  constructor(readonly file: string) {}

  /** Notes a problem: what is wrong at a place, and what to do about it. */
  add(at: Position, message: string, remedy: string): void {
    const { line, lineColumn, path } = at;
    this.#problems.push({ file: this.file, line, lineColumn, path, message, remedy });
  }

  /** Whether nothing was found wrong. */
  get none(): boolean {
    return this.#problems.length === 0;
  }

  /**
   * All problems in the order in which they stand in the file.
   * @throws Error when there are none: a file that is refused without a reason would go missing unseen.
   */
  inOrder(): readonly Problem[] {
    if (this.none) throw new Error(`${this.file} was refused without a reason`);
    return this.#problems.toSorted(
      (a, b) => a.line - b.line || a.lineColumn - b.lineColumn || compareText(a.message, b.message),
    );
  }
}

/** “Did you mean …?” with the nearest known word, or the other remedy where no known word is near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string): string {
  const meant = nearest(word, known);
  return meant === undefined ? otherwise : `Did you mean “${meant}”?`;
}

/** Words as a list for a sentence: `a, b or c`. */
export function oneOf(words: readonly (string | number)[]): string {
  const last = words.at(-1);
  return words.length < 2 ? `${last ?? ''}` : `${words.slice(0, -1).join(', ')} or ${last}`;
}
