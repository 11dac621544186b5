import { describe, expect, it } from '@jest/globals';
import { RateTable } from '../../rates/domain/rate-table.js';
import { countOf, usdOf, UsdSum } from './usd.js';

const rates = new RateTable(1, [
  { month: '2021-05', currency: 'EUR', usdPerUnit: '1.2' },
  { month: '2021-05', currency: 'JPY', usdPerUnit: '0.0091' },
  { month: '2021-05', currency: 'KWD', usdPerUnit: '3.3' },
]);

describe('an amount in US dollars', () => {
  it('minds that a yen has no cents and a dinar has a thousand fils', () => {
    expect(usdOf(rates, 1_000_000, 'JPY', '2021-05')).toEqual({ is: 'known', cents: 910_000 });
    expect(usdOf(rates, 1_000_000, 'KWD', '2021-05')).toEqual({ is: 'known', cents: 330_000 });
  });

  it('needs no month in dollars, and is not known in any other currency without one', () => {
    expect(usdOf(rates, 500, 'USD', null)).toEqual({ is: 'known', cents: 500 });
    expect(usdOf(rates, 500, 'EUR', null)).toMatchObject({
      is: 'unconverted',
      reason: 'the month the deal closed is not known',
    });
  });

  it('takes a rate up to three months old and no older', () => {
    expect(usdOf(rates, 100, 'EUR', '2021-08')).toEqual({ is: 'known', cents: 120 });
    expect(usdOf(rates, 100, 'EUR', '2021-09')).toMatchObject({ is: 'unconverted' });
    expect(usdOf(rates, 100, 'EUR', '2021-04')).toMatchObject({ is: 'unconverted' });
  });

  it('is none without an amount or a currency', () => {
    expect(usdOf(rates, null, 'EUR', '2021-05')).toEqual({ is: 'no-value' });
    expect(usdOf(rates, 5, null, '2021-05')).toEqual({ is: 'no-value' });
  });
});

describe('a sum in US dollars', () => {
  it('keeps apart what it could not count, by currency, and says why', () => {
    const sum = new UsdSum();
    sum.add(usdOf(rates, 250, 'USD', null));
    sum.add(usdOf(rates, 100, 'EUR', '2021-01'));
    sum.add(usdOf(rates, 900, 'EUR', '2021-01'));
    sum.add(usdOf(rates, 700, 'JPY', '2021-01'));
    sum.add({ is: 'no-value' });
    expect([sum.cents, sum.counted, sum.unconverted, sum.withoutValue]).toEqual([250n, 1, 3, 1]);
    expect(sum.note('deal')).toBe(
      '10.00 EUR of 2 deals not converted (no EUR rate for 2020-10 to 2021-01); ' +
        '700 JPY of 1 deal not converted (no JPY rate for 2020-10 to 2021-01); 1 deal without a value',
    );
  });

  it('has nothing to say when everything is in it', () => {
    const sum = new UsdSum();
    sum.add(usdOf(rates, -250, 'USD', null));
    expect([sum.cents, sum.note('deal')]).toEqual([-250n, null]);
  });

  it('stays exact where floating point would not', () => {
    const sum = new UsdSum();
    for (let count = 0; count < 3; count += 1) {
      sum.add({ is: 'known', cents: Number.MAX_SAFE_INTEGER });
    }
    expect(sum.cents).toBe(3n * BigInt(Number.MAX_SAFE_INTEGER));
  });
});

describe('a count in words', () => {
  it('minds the plural', () => {
    expect([countOf(1, 'deal'), countOf(2, 'deal'), countOf(2, 'entry')]).toEqual([
      '1 deal',
      '2 deals',
      '2 entries',
    ]);
  });
});
