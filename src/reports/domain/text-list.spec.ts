import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TextList } from './text-list.js';

it('gives texts back as they were added, by their places', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constant('x'.repeat(300_000)))), (texts) => {
      const list = new TextList();
      for (const one of texts) list.add(one);
      expect(texts.map((_, place) => list.at(place))).toEqual(texts);
      expect(list.at(texts.length)).toBe('');
    }),
  );
});

it('refuses a text that no piece of it holds', () => {
  expect(() => new TextList().add('x'.repeat(1 << 20))).toThrow('too long');
});
