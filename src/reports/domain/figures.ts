/** Digits after the point that ratios are given with, in every format alike. */
export const RATIO_DIGITS = 6;

/**
 * A quotient rounded to six digits after the point, halves away from zero; null when there is nothing to divide by,
 * which is never 0 and never infinite. Exact until that rounding.
 */
export function ratioOf(numerator: bigint | number, denominator: bigint | number): number | null {
  const [above, below] = [BigInt(numerator), BigInt(denominator)];
  if (below === 0n) return null;
  const scaled = roundedQuotient(above * 10n ** BigInt(RATIO_DIGITS), below);
  return Number(scaled) / 10 ** RATIO_DIGITS;
}

/** A quotient of integers as an integer, halves rounded away from zero. @throws RangeError when dividing by zero. */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [above, below] = [magnitude(numerator), magnitude(denominator)];
  const rounded = (2n * above + below) / (2n * below);
  return negative ? -rounded : rounded;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** An exact sum of safe integers, of any size; a big integer for each of a million would take longer than all else. */
export class ExactSum {
  private large = 0n;
  private small = 0;

  /** Adds a safe integer. */
  add(value: number): void {
    const sum = this.small + value;
    if (Number.isSafeInteger(sum)) this.small = sum;
    else {
      this.large += BigInt(this.small);
      this.small = value;
    }
  }

  /** Adds another sum. */
  addAll(other: ExactSum): void {
    this.large += other.total;
  }

  /** The sum so far. */
  get total(): bigint {
    return this.large + BigInt(this.small);
  }
}

/** Numbers that a histogram holds without looking for them: days of three years. */
const FEW = 1100;

/** How often each whole number occurred, so that a median of a million deals needs no list of a million. */
export class Histogram {
  /** Of the numbers from 0 up to `FEW`, by the number. */
  private readonly few = new Uint32Array(FEW);
  /** Of all others. */
  private readonly others = new Map<number, number>();
  private size = 0;

  /** Counts a whole number. */
  add(value: number): void {
    this.addCount(value, 1);
  }

  /** Counts all that another has counted. */
  addAll(other: Histogram): void {
    for (const [value, count] of other.counted()) this.addCount(value, count);
  }

  private addCount(value: number, count: number): void {
    this.size += count;
    const known = this.few[value];
    if (known === undefined) this.others.set(value, (this.others.get(value) ?? 0) + count);
    else this.few[value] = known + count;
  }

  private counted(): (readonly [value: number, count: number])[] {
    const few = [...this.few].flatMap((count, value) => (count === 0 ? [] : [[value, count] as const]));
    return [...few, ...this.others];
  }

  /** How many numbers were counted. */
  get count(): number {
    return this.size;
  }

  /**
   * The percentile by nearest rank: the smallest number such that at least `percent` of all are not above it. Always
   * a number that occurred; null when none did.
   */
  percentile(percent: number): number | null {
    const rank = Math.max(1, Math.ceil((percent * this.size) / 100));
    let seen = 0;
    for (const [value, count] of this.counted().toSorted(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return value;
    }
    return null;
  }
}
