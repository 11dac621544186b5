import type { Problem } from '../../kernel/errors.js';

const UNREADABLE = /[\0\uFFFD\p{Surrogate}]/u;

/**
 * Why a text cannot be taken as it is, if so: it holds a NUL, which databases cannot keep, half of a character, or
 * the mark that stands for bytes which are not UTF-8.
 */
export function unreadable(text: string): Pick<Problem, 'message' | 'remedy'> | undefined {
  const found = UNREADABLE.exec(text)?.[0];
  if (found === undefined) return undefined;
  if (found === '\0') {
    return {
      message: 'This text holds a NUL character.',
      remedy: 'Remove it; it is invisible in most programs.',
    };
  }
  return {
    message: 'This text holds a character that is not UTF-8.',
    remedy: 'Save the file as “CSV UTF-8”, and check the text for � or ?.',
  };
}
