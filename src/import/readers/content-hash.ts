import { hash } from 'node:crypto';

/** Anything with named parts. */
type Parts = Readonly<Record<string, unknown>>;

/**
 * Digest of what a record tells: SHA-256 over canonical JSON (keys sorted at every level), the first 22 characters
 * of its base64url form (132 bits). Equal content gives an equal digest whatever file and column order it came in.
 */
export function contentHash(content: Parts): string {
  // Node writes base64 at once but base64url by a detour, and this runs for every record of an import.
  const digest = hash('sha256', JSON.stringify(inKeyOrder(content)), 'base64');
  return digest.slice(0, 22).replaceAll('+', '-').replaceAll('/', '_');
}

/** Ordered first and written out at once: this runs for every record of an import. */
function inKeyOrder(parts: Parts): Parts {
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(parts).toSorted()) {
    const value = parts[key];
    ordered[key] = typeof value === 'object' ? inOrderWithin(value) : value;
  }
  return ordered;
}

function inOrderWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrderWithin);
  return isParts(value) ? inKeyOrder(value) : value;
}

function isParts(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null;
}
