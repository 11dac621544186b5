/** What makes a spreadsheet run a text as a formula, as ASCII and as the full-width forms it also accepts. */
const STARTS_FORMULA = '[=+\\-@＝＋－＠]';
/** White space on one line, and characters that show nothing: byte order marks, zero-width spaces, controls. */
const UNSEEN = '(?:(?![\\t\\r\\n])[\\s\\p{Cf}\\p{Cc}])';

/**
 * A place where a spreadsheet may see the start of a cell: the start of the text, and after a semicolon, tab or line
 * break, since a program that takes those for separators splits the text there, quotes or not.
 */
const DANGEROUS = dangerousAfter(';');
/** The same of a file in which commas need no quotes. */
const DANGEROUS_AFTER_COMMAS = dangerousAfter(';,');
const LEADING_BREAK = /^[\t\r\n]/u;
/** Most texts have neither anything to guard nor a break. */
const MAY_NEED_GUARD = /^[\t\r\n]|[=+\-@＝＋－＠]/u;

function dangerousAfter(separators: string): RegExp {
  return new RegExp(`(?<=^|[${separators}\\t\\r\\n])(?=${UNSEEN}*${STARTS_FORMULA})`, 'gu');
}

/**
 * A text made safe for a CSV file that is opened in a spreadsheet: an apostrophe goes before whatever it would run
 * as a formula. Only for texts: a number below zero must stay a number.
 * @param delimiter what stands between the cells of the file. Where it is no comma, cells with commas are not quoted,
 * and a program that takes commas for separators would split the text there.
 */
export function guardFormula(text: string, delimiter = ','): string {
  if (!MAY_NEED_GUARD.test(text)) return text;
  const guarded = text.replace(delimiter === ',' ? DANGEROUS : DANGEROUS_AFTER_COMMAS, "'");
  return LEADING_BREAK.test(text) ? `'${guarded}` : guarded;
}
