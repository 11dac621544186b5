/** Shortens a value for an error message, so that a message stays a line. */
export function shorten(value: string, max = 60): string {
  const flat = value.replace(/\s+/gu, ' ');
  return flat.length <= max ? flat : `${flat.slice(0, max - 1)}…`;
}

/**
 * Orders texts by code point: the same on every machine, and the same as both databases do. JavaScript's own `<`
 * differs where a character outside the basic plane meets one near its end.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Ranks surrogates, which only begin code points above U+FFFF, after all other code units. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
