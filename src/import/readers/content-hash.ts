import { hash } from 'node:crypto';

/** Anything with named parts. */
type Parts = Readonly<Record<string, unknown>>;

/**
 * Digest of what a record tells: SHA-256 over canonical JSON (keys sorted at every level), the first 22 characters
 * of its base64url form (132 bits). Equal content gives an equal digest whatever file and column order it came in.
 */
export function contentHash(content: Parts): string {
  return hash('sha256', JSON.stringify(inKeyOrder(content)), 'base64url').slice(0, 22);
}

/** Ordered first and written out at once: this runs for every record of an import. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (!isParts(value)) return value;
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(value).toSorted()) ordered[key] = inKeyOrder(value[key]);
  return ordered;
}

function isParts(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null;
}
