/** Shortens a value for an error message, so that a message stays a line. */
export function shorten(value: string, max = 60): string {
  const flat = value.replace(/\s+/gu, ' ');
  return flat.length <= max ? flat : `${flat.slice(0, max - 1)}…`;
}

/** Orders texts by code unit, the same on every machine and database (no locale). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
