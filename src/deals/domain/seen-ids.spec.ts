import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeenIds } from './seen-ids.js';

it('an id that was seen is never taken for a new one, and a new one practically never for one that was seen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uuid(), fc.string({ unit: 'binary' }), fc.nat(50).map(String))),
      (ids) => {
        const seen = new SeenIds();
        const told = new Set<string>();
        for (const id of ids) {
          expect(seen.add(id)).toBe(told.has(id));
          told.add(id);
        }
      },
    ),
  );
});

it('a hundred thousand ids that differ in one place are told apart', () => {
  const seen = new SeenIds();
  const ids = Array.from({ length: 100_000 }, (_, index) => `97ce2ebe-d55e-4cea-84fe-${index}`);
  expect(ids.filter((id) => seen.add(id))).toEqual([]);
  expect(ids.filter((id) => !seen.add(id))).toEqual([]);
});
