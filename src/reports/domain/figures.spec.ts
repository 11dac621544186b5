import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Histogram, ratioOf, roundedQuotient } from './figures.js';

describe('a ratio', () => {
  it('has six digits, halves away from zero on both sides', () => {
    expect(ratioOf(1, 3)).toBe(0.333333);
    expect(ratioOf(2, 3)).toBe(0.666667);
    expect(ratioOf(-2, 3)).toBe(-0.666667);
    expect(ratioOf(5, 10_000_000)).toBe(0.000001);
    expect(ratioOf(-5, 10_000_000)).toBe(-0.000001);
  });

  it('over nothing is empty, not zero and not infinite', () => {
    expect(ratioOf(5n, 0n)).toBeNull();
    expect(ratioOf(0, 0)).toBeNull();
  });

  it('is exact beyond the safe integers', () => {
    expect(ratioOf(3n * 10n ** 20n, 10n ** 20n)).toBe(3);
  });
});

describe('a rounded quotient', () => {
  it('is the nearest integer', () => {
    const size = 10n ** 30n;
    fc.assert(
      fc.property(fc.bigInt(-size, size), fc.bigInt(-size, size), (above, below) => {
        fc.pre(below !== 0n);
        const error = 2n * (roundedQuotient(above, below) * below - above);
        const limit = below < 0n ? -below : below;
        expect(error <= limit && -error <= limit).toBe(true);
      }),
    );
  });
});

describe('a percentile by nearest rank', () => {
  it('is the number at its rank in the sorted list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 20 })),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const histogram = new Histogram();
          for (const value of values) histogram.add(value);
          const sorted = values.toSorted((a, b) => a - b);
          expect(histogram.percentile(percent)).toBe(
            sorted[Math.ceil((percent * values.length) / 100) - 1] ?? null,
          );
        },
      ),
    );
  });

  it('of an even number of days is the lower middle one, and of none is unknown', () => {
    const days = new Histogram();
    expect(days.percentile(50)).toBeNull();
    for (const value of [1, 2, 30, 40]) days.add(value);
    expect(days.percentile(50)).toBe(2);
    expect(days.percentile(90)).toBe(40);
  });
});
