import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareText } from './text.js';

it('texts are ordered as the bytes of their UTF-8, which is how both databases order them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1000 },
  );
  expect(compareText('\u{1F600}', '￿')).toBeGreaterThan(0);
});
