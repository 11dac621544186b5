import { formatMinorUnits } from '../../kernel/money.js';
import { compareText } from '../../kernel/text.js';
import { ExactSum } from './figures.js';

/**
 * What an amount is worth in minor units of the currency of display, or why there is no figure; what is not converted
 * stands in minor units of its own currency.
 */
export type Worth =
  | { readonly is: 'known'; readonly minor: number }
  | { readonly is: 'no-value' }
  | {
      readonly is: 'unconverted';
      readonly minor: number;
      readonly currency: string;
      readonly reason: string;
    };

/** At most this many reasons are spelt out for one currency. */
const MAX_REASONS = 3;

interface Unconverted {
  entries: number;
  minor: bigint;
  readonly reasons: Set<string>;
}

/** An exact sum in the currency of display that keeps apart what could not be counted in it. */
export class WorthSum {
  private readonly sum = new ExactSum();
  private known = 0;
  private valueless = 0;
  private readonly byCurrency = new Map<string, Unconverted>();

  /** Several sums together. */
  static of(sums: Iterable<WorthSum>): WorthSum {
    const all = new WorthSum();
    for (const sum of sums) all.addAll(sum);
    return all;
  }

  /** Adds a value; one without a figure is counted, never summed. */
  add(value: Worth): void {
    if (value.is === 'known') {
      this.sum.add(value.minor);
      this.known += 1;
    } else if (value.is === 'no-value') {
      this.valueless += 1;
    } else {
      const entry = this.unconvertedOf(value.currency);
      entry.entries += 1;
      entry.minor += BigInt(value.minor);
      entry.reasons.add(value.reason);
    }
  }

  /** Adds all that another sum holds. */
  addAll(other: WorthSum): void {
    this.sum.addAll(other.sum);
    this.known += other.known;
    this.valueless += other.valueless;
    for (const [currency, { entries, minor, reasons }] of other.byCurrency) {
      const entry = this.unconvertedOf(currency);
      entry.entries += entries;
      entry.minor += minor;
      for (const reason of reasons) entry.reasons.add(reason);
    }
  }

  /** Minor units of everything that has a figure. */
  get minor(): bigint {
    return this.sum.total;
  }

  /** How many amounts are in the sum. */
  get counted(): number {
    return this.known;
  }

  /** How many had no amount at all. */
  get withoutValue(): number {
    return this.valueless;
  }

  /** How many had an amount that no rate converts. */
  get unconverted(): number {
    return [...this.byCurrency.values()].reduce((count, entry) => count + entry.entries, 0);
  }

  private unconvertedOf(currency: string): Unconverted {
    const known = this.byCurrency.get(currency);
    if (known !== undefined) return known;
    const entry = { entries: 0, minor: 0n, reasons: new Set<string>() };
    this.byCurrency.set(currency, entry);
    return entry;
  }

  /** What is not in the sum, by currency, in words; null when everything is. `noun`: what was added, singular. */
  note(noun: string): string | null {
    const parts = [...this.byCurrency]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([currency, entry]) => {
        const reasons = [...entry.reasons].toSorted(compareText);
        const more = reasons.length > MAX_REASONS ? `, and ${reasons.length - MAX_REASONS} more` : '';
        const amount = `${formatMinorUnits(entry.minor, currency)} ${currency}`;
        const why = `${reasons.slice(0, MAX_REASONS).join(', ')}${more}`;
        return `${amount} of ${countOf(entry.entries, noun)} not converted (${why})`;
      });
    if (this.valueless > 0) parts.push(`${countOf(this.valueless, noun)} without a value`);
    return parts.length === 0 ? null : parts.join('; ');
  }
}

/** A count with its noun: `1 deal`, `2 deals`, `2 spend entries`. */
export function countOf(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
