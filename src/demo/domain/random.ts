import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A value and how often it is drawn, relative to the others of its list. */
export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

/**
 * A distribution as points (share of all cases, value), shares rising from 0 to 1 and straight lines between
 * them: `[0.5, 40]` says that half of all cases lie below 40. Only plain arithmetic is used, so that every
 * machine draws the same values; logarithms may differ in their last digit from one to the next.
 */
export type Curve = readonly (readonly [share: number, value: number])[];

/** Drawn once before use: the generator's first numbers still show the seed. */
const WARM_UP = 24;

/** One stream of random choices. The same seed gives the same choices on every machine. */
export class Random {
  private readonly generator: RandomGenerator;

  /** `seed` is read as a 32-bit integer. */
  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
    for (let i = 0; i < WARM_UP; i += 1) this.generator.next();
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  /** A number from 0 to less than 1. */
  share(): number {
    return uniformFloat64(this.generator);
  }

  /** True in the given share (0 to 1) of cases. */
  chance(share: number): boolean {
    return this.share() < share;
  }

  /**
   * One of the items, all alike.
   * @throws RangeError when there are none.
   */
  pick<T>(items: readonly T[]): T {
    return at(items, this.int(0, items.length - 1));
  }

  /**
   * One of the values, by weight.
   * @throws RangeError when there are none.
   */
  weighted<T>(choices: Weighted<T>): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.share() * total;
    for (const [value, weight] of choices) {
      if (left < weight) return value;
      left -= weight;
    }
    return at(choices, choices.length - 1)[0];
  }

  /** A value of the distribution, not rounded. */
  on(curve: Curve): number {
    const share = this.share();
    let [fromShare, fromValue] = at(curve, 0);
    for (const [toShare, toValue] of curve) {
      if (share < toShare) {
        return fromValue + ((share - fromShare) / (toShare - fromShare)) * (toValue - fromValue);
      }
      [fromShare, fromValue] = [toShare, toValue];
    }
    return fromValue;
  }

  /** A random GUID (version 4), lower case. */
  guid(): string {
    const hex = [1, 2, 3, 4].map(() => (this.generator.next() >>> 0).toString(16).padStart(8, '0')).join('');
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/**
 * The seed of item `index` of a stream. For one book seed no two items of all streams share a seed (every step
 * can be undone), so that no two deals come out alike, however many there are.
 */
export function seedOf(bookSeed: number, stream: 'deal' | 'lead' | 'list', index: number): number {
  const first = { deal: 0, lead: 0x80000000, list: 0xc0000000 }[stream];
  let mixed = (first + index) ^ Math.imul(bookSeed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * The item at an index.
 * @throws RangeError when the list is shorter.
 */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`the list has ${items.length} items, none at ${index}`);
  return item;
}
