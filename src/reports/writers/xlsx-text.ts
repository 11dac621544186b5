/** Characters that a cell of an Excel file may hold at most. */
export const MAX_CELL_LENGTH = 32_767;
/** Characters that a sheet's name may have at most. */
const MAX_NAME_LENGTH = 31;

const CUT = '… [cut: longer than Excel allows]';

/** Control characters, non-characters and halves of surrogate pairs: XML 1.0 has no way to write them. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * A text that an Excel file can hold: characters that XML forbids are taken out, and a text that is too long is cut
 * between characters and says so.
 */
export function excelText(text: string): string {
  const clean = text.replace(NOT_XML, '');
  if (clean.length <= MAX_CELL_LENGTH) return clean;
  // A cut through a surrogate pair leaves half a character, which is taken out again.
  return clean.slice(0, MAX_CELL_LENGTH - CUT.length).replace(NOT_XML, '') + CUT;
}

/**
 * A name that Excel takes for a sheet and that is not in use yet: none of `\ / ? * [ ] :`, no apostrophe at either
 * end, 31 characters, not `History`, different from the others whatever their case.
 */
export function sheetName(wanted: string, taken: readonly string[]): string {
  const clean = excelText(wanted)
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
  return text.slice(0, length).replace(NOT_XML, '').replace(/'+$/u, '').trimEnd();
}
