import type { MonthlyRate } from '../../rates/domain/rate-table.js';
import { addMonths } from '../../kernel/instants.js';
import { Random, seedOf } from './random.js';

/** First month of the book’s rates (`YYYY-MM`), and how many there are. */
const FIRST_RATE_MONTH = '2020-09';
const MONTHS = 25;

/**
 * US dollars for one unit in the first and in the last month. Invented, near what the currencies were worth.
 */
const ROADS: readonly (readonly [currency: string, first: number, last: number])[] = [
  ['CNY', 0.1471, 0.1412],
  ['EUR', 1.182, 0.992],
  ['GBP', 1.294, 1.131],
  ['JPY', 0.00946, 0.00701],
  ['KWD', 3.271, 3.233],
  ['NOK', 0.1092, 0.0978],
  ['RUB', 0.01318, 0.01652],
  ['SEK', 0.1135, 0.0931],
  ['TWD', 0.03421, 0.03199],
];

/**
 * Months for which nobody entered a rate of the Kuwaiti dinar. A month's rate may stand in for three months after
 * it, so that deals of the later ones stay without a value in US dollars.
 */
const MISSING = { currency: 'KWD', from: '2021-05', until: '2022-01' } as const;

/** Monthly rates in order of month and currency, with six digits after the point. */
export function ratesOf(seed: number): readonly MonthlyRate[] {
  const random = new Random(seedOf(seed, 'list', 2));
  const rates: MonthlyRate[] = [];
  for (let step = 0; step < MONTHS; step += 1) {
    const month = addMonths(FIRST_RATE_MONTH, step);
    for (const [currency, first, last] of ROADS) {
      const wobble = 1 + random.int(-12, 12) / 1000;
      const usdPerUnit = ((first + ((last - first) * step) / (MONTHS - 1)) * wobble).toFixed(6);
      if (!isMissing(currency, month)) rates.push({ month, currency, usdPerUnit });
    }
  }
  return rates;
}

/** About how many US dollars a unit is worth over the two years; to make up values of a likely size. */
export function roughUsdPerUnit(currency: string): number {
  const road = ROADS.find(([code]) => code === currency);
  return road === undefined ? 1 : (road[1] + road[2]) / 2;
}

function isMissing(currency: string, month: string): boolean {
  return currency === MISSING.currency && month >= MISSING.from && month < MISSING.until;
}
