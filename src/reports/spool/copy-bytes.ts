/**
 * Copies a few dozen bytes: `Buffer.copy` makes an object for each call, which for millions of short pieces takes longer
 * than to copy them.
 */
export function copyBytes(source: Buffer, start: number, end: number, target: Buffer, at: number): void {
  const shift = at - start;
  for (let place = start; place < end; place += 1) target[place + shift] = source[place] ?? 0;
}
