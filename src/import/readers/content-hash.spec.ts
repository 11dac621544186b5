import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyField } from '../../../test/support/every-field.js';
import { contentHash, sightingHash } from './content-hash.js';

/** JSON with the keys of every object sorted, written as plainly as can be. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`;
}

const digest = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);

describe('the digest of what a sighting tells', () => {
  it('is that of its canonical JSON, whichever fields it has', () => {
    fc.assert(
      fc.property(everyField, (fields) => {
        expect(sightingHash(fields)).toBe(digest(fields));
        expect(contentHash({ ...fields })).toBe(digest(fields));
      }),
      { numRuns: 500 },
    );
  });

  it('knows nothing of the order in which fields were told, nor of fields that were not', () => {
    const told = { status: 'won', name: 'UK spring deal' } as const;
    expect(sightingHash({ name: 'UK spring deal', notes: undefined, status: 'won' })).toBe(
      sightingHash(told),
    );
  });
});
