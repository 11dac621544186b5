import { currencyExponent } from '../../kernel/money.js';
import { roughUsdPerUnit } from './rates.js';
import type { Curve, Random } from './random.js';

/** Deal values in US dollars: half are small, and a few are worth as much as all the small ones. */
const VALUES_USD: Curve = [
  [0, 600],
  [0.1, 3_500],
  [0.3, 10_000],
  [0.5, 24_000],
  [0.7, 48_000],
  [0.85, 95_000],
  [0.95, 190_000],
  [0.99, 420_000],
  [1, 2_900_000],
];

/** Minor units at the edge of the 25,000 US dollars that later rules ask for (register-deals page of 2021-09-14). */
const EDGE_CENTS = [2_500_000, 2_499_999, 2_500_001];

/** An estimated value in minor units of its currency. */
export interface DemoValue {
  readonly valueMinor: number;
  readonly currency: string;
}

/** A deal's estimated value: mostly a round sum, sometimes exact to the cent, at times nothing yet. */
export function dealValue(random: Random, currency: string): DemoValue {
  if (random.chance(0.02)) return { valueMinor: 0, currency };
  if (random.chance(0.012)) return { valueMinor: random.pick(EDGE_CENTS), currency: 'USD' };
  const units = random.on(VALUES_USD) / roughUsdPerUnit(currency);
  const minorPerUnit = 10 ** currencyExponent(currency);
  const exact = random.chance(0.12);
  return {
    valueMinor: exact ? Math.round(units * minorPerUnit) : roundSum(units) * minorPerUnit,
    currency,
  };
}

/** As people estimate: three digits that count, the rest zeros. */
function roundSum(units: number): number {
  let step = 1;
  while (units / step >= 1000) step *= 10;
  return Math.round(units / step) * step;
}
