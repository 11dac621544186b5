import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Random, seedOf } from './random.js';

const seeds = fc.integer();

describe('random choices', () => {
  test('are the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [one, other] = [new Random(seed), new Random(seed)];
        expect([one.guid(), one.int(0, 9), one.share()]).toEqual([
          other.guid(),
          other.int(0, 9),
          other.share(),
        ]);
      }),
    );
  });

  test('follow the shares of a curve', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 4000 }, () =>
      random.on([
        [0, 0],
        [0.5, 10],
        [1, 1000],
      ]),
    );
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1000);
    expect(drawn.filter((value) => value < 10).length / drawn.length).toBeCloseTo(0.5, 1);
  });

  test('never fall on a choice without weight, and on the others by weight', () => {
    const random = new Random(2);
    const drawn = Array.from({ length: 4000 }, () =>
      random.weighted([
        ['never', 0],
        ['often', 3],
        ['seldom', 1],
      ]),
    );
    expect(drawn).not.toContain('never');
    expect(drawn.filter((choice) => choice === 'often').length / drawn.length).toBeCloseTo(0.75, 1);
  });

  test('refuse an empty list instead of choosing nothing', () => {
    expect(() => new Random(1).pick([])).toThrow(RangeError);
  });

  test('make GUIDs of version 4', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(new Random(seed).guid()).toMatch(
          /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        );
      }),
    );
  });
});

describe('seeds', () => {
  test('differ for all items of all streams of a book', () => {
    const index = fc.nat({ max: 0x3fffffff });
    const item = fc.tuple(fc.constantFrom<'deal' | 'lead' | 'list'>('deal', 'lead', 'list'), index);
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.uniqueArray(item, { selector: String }), (book, items) => {
        const made = items.map(([stream, at]) => seedOf(book, stream, at));
        expect(new Set(made).size).toBe(items.length);
      }),
    );
  });
});
