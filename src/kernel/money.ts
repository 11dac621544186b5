import { Big } from 'big.js';
import currencyCodes from 'currency-codes';

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  currencyCodes.data.map((entry) => [entry.code, entry.digits]),
);

const DOLLAR: RatedCurrency = { currency: 'USD', usdPerUnit: '1' };

/** Whether a code is an ISO 4217 currency in use. */
export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code);
}

/** All ISO 4217 currency codes, sorted. */
export function currencies(): readonly string[] {
  return [...EXPONENTS.keys()].toSorted();
}

/**
 * Digits after the decimal point in a currency: 2 for USD, 0 for JPY, 3 for KWD (ISO 4217).
 * @throws RangeError for a code that `isCurrency` refuses.
 */
export function currencyExponent(code: string): number {
  const exponent = EXPONENTS.get(code);
  if (exponent === undefined) throw new RangeError(`${code} is not an ISO 4217 currency`);
  return exponent;
}

/** An amount without a sign: the digits before and after the point. */
const PLAIN = /^(\d+)(?:\.(\d+))?$/;

/** A text shorter than this has so few digits that with those of the smallest unit they are still an exact integer. */
const EXACT_DIGITS = 12;

/**
 * A decimal amount as integer minor units of its currency, halves rounded away from zero; undefined when the
 * text is not a plain decimal number or too large to count exactly (beyond 2^53 minor units).
 */
export function toMinorUnits(amount: string, currency: string): number | undefined {
  if (!/^[+-]?\d+(\.\d+)?$/.test(amount)) return undefined;
  const exponent = currencyExponent(currency);
  const plain = amount.length < EXACT_DIGITS ? PLAIN.exec(amount) : null;
  const fraction = plain?.[2] ?? '';
  // Nearly every amount of a file needs no rounding: then its digits are those of the minor units.
  if (plain !== null && fraction.length <= exponent)
    return Number(`${plain[1]}${fraction.padEnd(exponent, '0')}`);
  const minor = new Big(amount.replace(/^\+/, '')).times(new Big(10).pow(exponent)).round(0, Big.roundHalfUp);
  const value = Number(minor.toFixed(0));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Integer minor units as a plain decimal text with the currency's own number of digits. */
export function formatMinorUnits(minor: number | bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const sign = minor < 0 ? '-' : '';
  const text = minor.toString();
  if (exponent === 0) return text;
  const size = sign === '' ? text : text.slice(1);
  const digits = size.length > exponent ? size : size.padStart(exponent + 1, '0');
  const point = digits.length - exponent;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A currency with its rate: US dollars for one unit, exact decimal text above 0. */
interface RatedCurrency {
  readonly currency: string;
  readonly usdPerUnit: string;
}

/**
 * What converts minor units of a currency to those of another by their rates, rounded once, halves away from zero.
 * Exact but for results beyond 2^53, which are not to be used.
 */
export function converter(from: RatedCurrency, to: RatedCurrency): (minor: number) => number {
  // Minor units times a whole number over another: exact in plain numbers as long as the product is.
  const [ours, theirs] = [plainRate(from), plainRate(to)];
  const above = ours.units * theirs.scale * 10n ** BigInt(currencyExponent(to.currency));
  const below = theirs.units * ours.scale * 10n ** BigInt(currencyExponent(from.currency));
  const common = greatestDivisor(above, below);
  const [exactTimes, exactOver] = [above / common, below / common];
  const [times, over] = [Number(exactTimes), Number(exactOver)];
  return (minor) => {
    const twice = 2 * times * Math.abs(minor) + over;
    const size =
      twice <= Number.MAX_SAFE_INTEGER && over <= Number.MAX_SAFE_INTEGER
        ? (twice - (twice % (2 * over))) / (2 * over)
        : Number((2n * exactTimes * BigInt(Math.abs(minor)) + exactOver) / (2n * exactOver));
    return minor < 0 && size > 0 ? -size : size;
  };
}

/** A rate as a quotient of whole numbers. */
function plainRate({ usdPerUnit }: RatedCurrency): { readonly units: bigint; readonly scale: bigint } {
  const [whole = '0', fraction = ''] = new Big(usdPerUnit).toFixed().split('.');
  return { units: BigInt(whole + fraction), scale: 10n ** BigInt(fraction.length) };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

/** What converts minor units of a currency to US cents, as `converter` does. */
export function usdConverter(currency: string, usdPerUnit: string): (minor: number) => number {
  return converter({ currency, usdPerUnit }, DOLLAR);
}

/** Converts minor units to US cents by a rate, as `converter` does. */
export function toUsdCents(minor: number, currency: string, usdPerUnit: string): number {
  return usdConverter(currency, usdPerUnit)(minor);
}
