/** Characters that a cell of an Excel file may hold at most. */
export const MAX_CELL_LENGTH = 32_767;
/** Characters that a sheet's name may have at most. */
const MAX_NAME_LENGTH = 31;

const CUT = '… [cut: longer than Excel allows]';

/** Control characters, non-characters and halves of surrogate pairs: XML 1.0 has no way to write them. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Most texts: characters that every XML can hold as they are. */
const PLAIN = /^[ -%'-;=?-~\u00a0-\ud7ff]*$/;

/** What a workbook's readers take for a character by its number (ECMA-376, part 1, 22.9.2.19). */
const BY_NUMBER = /_(?=x[\dA-F]{4}_)/giu;

/** A text without the characters that XML has no way to write. */
export function withoutForbidden(text: string): string {
  return text.replace(NOT_XML, '');
}

/** The room that a text takes, in Latin characters: an East Asian one takes that of two. */
export function displayWidth(text: string): number {
  return text.length + (text.match(/[\u1100-\u115f\u2e80-\uffdc]/gu)?.length ?? 0);
}

/** A text of `excelText` as the content of an XML element. */
export function xmlContent(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A text that an Excel file can hold: characters that XML forbids are taken out, a text that is too long is cut between
 * characters and says so, and what only looks like a character by its number, such as `_x0041_`, is shown as it is.
 */
export function excelText(text: string): string {
  const held = PLAIN.test(text) && text.length <= MAX_CELL_LENGTH ? text : cutText(withoutForbidden(text));
  return held.includes('_x') || held.includes('_X') ? held.replace(BY_NUMBER, '_x005F_') : held;
}

function cutText(clean: string): string {
  if (clean.length <= MAX_CELL_LENGTH) return clean;
  // A cut through a surrogate pair leaves half a character, which is taken out again.
  return withoutForbidden(clean.slice(0, MAX_CELL_LENGTH - CUT.length)) + CUT;
}

/** Whether `excelText` cuts a text. */
export function isTooLong(text: string): boolean {
  return text.length > MAX_CELL_LENGTH && withoutForbidden(text).length > MAX_CELL_LENGTH;
}

/**
 * A name that Excel takes for a sheet and that is not in use yet: none of `\ / ? * [ ] :`, no apostrophe at either
 * end, 31 characters, not `History`, different from the others whatever their case.
 */
export function sheetName(wanted: string, taken: readonly string[]): string {
  const clean = withoutForbidden(wanted)
    .replace(/[\\/?*[\]:\t\r\n]/gu, ' ')
    .trim()
    .replace(/^'+|'+$/gu, '');
  const base = clean === '' || clean.toLowerCase() === 'history' ? `Sheet ${clean}`.trim() : clean;
  const inUse = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const name = shortened(base, MAX_NAME_LENGTH - suffix.length) + suffix;
    if (!inUse.has(name.toLowerCase())) return name;
  }
}

function shortened(text: string, length: number): string {
  return withoutForbidden(text.slice(0, length)).replace(/'+$/u, '').trimEnd();
}
