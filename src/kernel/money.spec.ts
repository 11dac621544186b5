import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  converter,
  currencyExponent,
  formatMinorUnits,
  isCurrency,
  toMinorUnits,
  toUsdCents,
} from './money.js';

/** Rounds a fraction half away from zero, in whole numbers only. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  return (sign * (numerator * sign * 2n + denominator)) / (denominator * 2n);
}

describe('money', () => {
  it('has the digits of its currency', () => {
    expect(toMinorUnits('12563', 'USD')).toBe(1_256_300);
    expect(toMinorUnits('900000', 'JPY')).toBe(900_000);
    expect(toMinorUnits('1.234', 'KWD')).toBe(1234);
    expect(toMinorUnits('+5', 'USD')).toBe(500);
    expect(formatMinorUnits(1234, 'KWD')).toBe('1.234');
    expect(formatMinorUnits(-5, 'USD')).toBe('-0.05');
    expect(formatMinorUnits(900_000, 'JPY')).toBe('900000');
  });

  it('rounds halves away from zero', () => {
    expect(toMinorUnits('0.005', 'USD')).toBe(1);
    expect(toMinorUnits('-0.005', 'USD')).toBe(-1);
    expect(toMinorUnits('24999.994', 'USD')).toBe(2_499_999);
    expect(toMinorUnits('24999.995', 'USD')).toBe(2_500_000);
  });

  it.each(['', 'abc', '1,000', '1e3', 'NaN', 'Infinity', '99999999999999999999', '1.', '.5'])(
    '“%s” is no amount',
    (text) => expect(toMinorUnits(text, 'USD')).toBeUndefined(),
  );

  it('is what it was after writing and reading it', () => {
    const amounts = fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom('USD', 'JPY', 'KWD', 'SEK'), (minor, currency) => {
        expect(toMinorUnits(formatMinorUnits(minor, currency), currency)).toBe(minor);
      }),
    );
  });

  it('is in a currency of ISO 4217', () => {
    expect(isCurrency('SEK')).toBe(true);
    expect(isCurrency('sek')).toBe(false);
    expect(isCurrency('XXZ')).toBe(false);
    expect(() => currencyExponent('XXZ')).toThrow('XXZ is not an ISO 4217 currency');
  });
});

describe('US dollars', () => {
  it('are exact: as whole-number arithmetic gives them, for every currency and rate', () => {
    const rate = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(9, '0')}`);
    const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom('EUR', 'JPY', 'KWD'), rate, (minor, currency, usdPerUnit) => {
        const scaled = BigInt(usdPerUnit.replace('.', ''));
        const unit = 10n ** BigInt(currencyExponent(currency)) * 1_000_000_000n;
        const cents = divideHalfUp(BigInt(minor) * scaled * 100n, unit);
        expect(BigInt(toUsdCents(minor, currency, usdPerUnit))).toBe(cents);
      }),
      { numRuns: 1000 },
    );
  });

  it('meet the 25,000 threshold to the cent', () => {
    expect(toUsdCents(2_500_000, 'USD', '1')).toBe(2_500_000);
    expect(toUsdCents(2_091_700, 'EUR', '1.1952')).toBe(2_500_000);
    expect(toUsdCents(2_091_699, 'EUR', '1.1952')).toBe(2_499_999);
  });
});

describe('another currency', () => {
  const rates = fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }));
  const decimal = ([digits, places]: readonly [number, number]): string => {
    const text = String(digits).padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  };

  it('is exact: as whole-number arithmetic gives it, for every pair of currencies and rates', () => {
    const codes = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD');
    const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(amounts, codes, rates, codes, rates, (minor, from, ours, to, theirs) => {
        const [above, below] = [
          BigInt(ours[0]) * 10n ** BigInt(theirs[1] + currencyExponent(to)),
          BigInt(theirs[0]) * 10n ** BigInt(ours[1] + currencyExponent(from)),
        ];
        const convert = converter(
          { currency: from, usdPerUnit: decimal(ours) },
          { currency: to, usdPerUnit: decimal(theirs) },
        );
        const exact = divideHalfUp(BigInt(minor) * above, below);
        const converted = convert(minor);
        const isCountable = exact > -(2n ** 53n) && exact < 2n ** 53n;
        expect(Number.isSafeInteger(converted) ? BigInt(converted) : null).toBe(isCountable ? exact : null);
      }),
      { numRuns: 1000 },
    );
  });
});
