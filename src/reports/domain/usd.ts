import { formatMinorUnits } from '../../kernel/money.js';
import { compareText } from '../../kernel/text.js';
import type { RateTable } from '../../rates/domain/rate-table.js';
import { ExactSum } from './figures.js';
import { type ClosingOf, type ReportedDeal, closingMonth } from './reported-deal.js';

/** What an amount is worth in US dollars, or why there is no figure. */
export type UsdValue =
  | { readonly is: 'known'; readonly cents: number }
  | { readonly is: 'no-value' }
  | {
      readonly is: 'unconverted';
      readonly minor: number;
      readonly currency: string;
      readonly reason: string;
    };

/** An amount of a currency in US cents by the rate of a month (`YYYY-MM`; null when the month is not known). */
export function usdOf(
  rates: RateTable,
  minor: number | null,
  currency: string | null,
  month: string | null,
): UsdValue {
  if (minor === null || currency === null) return { is: 'no-value' };
  if (currency === 'USD') return { is: 'known', cents: minor };
  if (month === null) {
    return { is: 'unconverted', minor, currency, reason: 'the month the deal closed is not known' };
  }
  const conversion = rates.convert(minor, currency, month);
  if (conversion.usdCents !== null) return { is: 'known', cents: conversion.usdCents };
  const { from, until } = conversion.noRate;
  return { is: 'unconverted', minor, currency, reason: `no ${currency} rate for ${from} to ${until}` };
}

/** What a deal's value in US dollars hangs on. */
export type ClosedValue = ClosingOf & Pick<ReportedDeal, 'valueMinor' | 'currency'>;

/**
 * A deal's value in US cents: a deal that had closed by the rate of the month it closed, any other by the rate of
 * `openMonth`, the month of the report's as-of day.
 */
export function dealUsd(rates: RateTable, deal: ClosedValue, closed: boolean, openMonth: string): UsdValue {
  return usdOf(rates, deal.valueMinor, deal.currency, closed ? closingMonth(deal) : openMonth);
}

/** At most this many reasons are spelt out for one currency. */
const MAX_REASONS = 3;

interface Unconverted {
  entries: number;
  minor: bigint;
  readonly reasons: Set<string>;
}

/** An exact sum in US cents that keeps apart what could not be counted in it. */
export class UsdSum {
  private readonly sum = new ExactSum();
  private known = 0;
  private valueless = 0;
  private readonly byCurrency = new Map<string, Unconverted>();

  /** Adds a value; one without a figure is counted, never summed. */
  add(value: UsdValue): void {
    if (value.is === 'known') {
      this.sum.add(value.cents);
      this.known += 1;
    } else if (value.is === 'no-value') {
      this.valueless += 1;
    } else {
      const entry = this.byCurrency.get(value.currency) ?? { entries: 0, minor: 0n, reasons: new Set() };
      entry.entries += 1;
      entry.minor += BigInt(value.minor);
      entry.reasons.add(value.reason);
      this.byCurrency.set(value.currency, entry);
    }
  }

  /** US cents of everything that has a figure. */
  get cents(): bigint {
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
