/** What makes a spreadsheet run a text as a formula, as ASCII and as the full-width forms it also accepts. */
const STARTS_FORMULA = '[=+\\-@＝＋－＠]';
/** White space on one line, and characters that show nothing: byte order marks, zero-width spaces, controls. */
const UNSEEN = '(?:(?![\\t\\r\\n])[\\s\\p{Cf}\\p{Cc}])';

/**
 * A place where a spreadsheet may see the start of a cell: the start of the text, and after a semicolon, tab or line
 * break, since a program that takes those for separators splits the text there, quotes or not.
 */
const DANGEROUS = new RegExp(`(?<=^|[;\\t\\r\\n])(?=${UNSEEN}*${STARTS_FORMULA})`, 'gu');
const LEADING_BREAK = /^[\t\r\n]/u;

/**
 * A text made safe for a CSV file that is opened in a spreadsheet: an apostrophe goes before whatever it would run
 * as a formula. Only for texts: a number below zero must stay a number.
 */
export function guardFormula(text: string): string {
  const guarded = text.replace(DANGEROUS, "'");
  return LEADING_BREAK.test(text) ? `'${guarded}` : guarded;
}
