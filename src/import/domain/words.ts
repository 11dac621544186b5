import { nearest } from '../../kernel/nearest.js';
import type { Translator } from './findings.js';

/** A word or header by its letters and digits alone, in lower case: `Co-sell` and `co sell` are one word. */
export function normaliseWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * A translator for a closed list of words. A word outside it is refused with the nearest one or all of them.
 * @param what What the words are, as a noun phrase: `a deal type`.
 * @param words Accepted words and their meanings, in the order in which to list them.
 */
export function wordsFor<T>(what: string, words: Readonly<Record<string, T>>): Translator<T> {
  const exact = new Map(Object.entries(words));
  const normalised = new Map(Object.entries(words).map(([word, value]) => [normaliseWord(word), value]));
  const spelling = new Map(Object.keys(words).map((word) => [normaliseWord(word), word]));
  const shown = [...spelling.values()];
  return (text, refuse) => {
    const value = exact.get(text) ?? normalised.get(normaliseWord(text));
    if (value !== undefined) return value;
    const near = nearest(text, shown);
    const hint = near === undefined ? '' : `Did you mean “${near}”? `;
    return refuse(`This is not ${what}.`, `${hint}The words are: ${shown.join(', ')}.`);
  };
}

/** Yes or no, in the words of the English files and of the translated documentation (bulk CSV notes, section 5). */
export const yesOrNo: Translator<boolean> = (text, refuse) => {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  return refuse(
    'This is neither yes nor no.',
    'Write Yes or No, or leave the cell empty if it is not known.',
  );
};

const YES: ReadonlySet<string> = new Set(['yes', 'y', 'true', '是', 'да', 'ja']);
const NO: ReadonlySet<string> = new Set(['no', 'n', 'false', '否', 'нет', 'nej', 'inga']);
