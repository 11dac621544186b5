import { nearest } from './nearest.js';

/**
 * What people write for a currency that is not its code: names of trade that look like codes (Wikipedia, “ISO 4217”,
 * unofficial codes; RUR was the code until 1998), and signs that stand for one currency alone (Unicode CLDR).
 */
const COMMON_NAMES: ReadonlyMap<string, string> = new Map([
  ['CNH', 'CNY'],
  ['RMB', 'CNY'],
  ['STG', 'GBP'],
  ['UKP', 'GBP'],
  ['NIS', 'ILS'],
  ['NTD', 'TWD'],
  ['RUR', 'RUB'],
  ['SFR', 'CHF'],
  ['YEN', 'JPY'],
  ['A$', 'AUD'],
  ['HK$', 'HKD'],
  ['NT$', 'TWD'],
  ['NZ$', 'NZD'],
  ['R$', 'BRL'],
  ['RM', 'MYR'],
  ['S$', 'SGD'],
  ['US$', 'USD'],
  ['£', 'GBP'],
  ['€', 'EUR'],
  ['₩', 'KRW'],
  ['₪', 'ILS'],
  ['₹', 'INR'],
  ['₽', 'RUB'],
]);

/** Which of some currencies (ISO 4217) a misspelt one was meant to be; undefined when none is near enough. */
export function nearestCurrency(code: string, known: readonly string[]): string | undefined {
  const upper = code.trim().toUpperCase();
  const meant = COMMON_NAMES.get(upper);
  if (meant !== undefined) return known.includes(meant) ? meant : undefined;
  // Among codes of three letters every other is near to any: letters that changed places tell more.
  const swapped = known.filter((each) => lettersOf(each) === lettersOf(upper));
  return nearest(upper, swapped.length > 0 ? swapped : known);
}

function lettersOf(code: string): string {
  return [...code].toSorted().join('');
}
