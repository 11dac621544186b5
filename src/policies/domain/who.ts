/** Characters of a name that is kept with what somebody did. */
const MAX_LENGTH = 200;

/**
 * Whether a text can stand in the log as the name of whoever did something: one line with something to read in it, so
 * that no name can pass for another entry.
 */
export function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_LENGTH && !/\p{C}|\p{Zl}|\p{Zp}/u.test(text);
}
