/** The first twelve digits of a hash, which are enough to tell texts apart on a screen. */
export function shortHash(hash: string): string {
  return hash.replace(/^sha256:/, '').slice(0, 12);
}
