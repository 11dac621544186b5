import { describe, expect, it } from '@jest/globals';
import { RateTable } from '../../rates/domain/rate-table.js';
import { DisplayCurrency } from './display-currency.js';

const rates = new RateTable(1, [
  { month: '2021-05', currency: 'EUR', usdPerUnit: '1.2' },
  { month: '2021-05', currency: 'JPY', usdPerUnit: '0.0091' },
  { month: '2021-05', currency: 'KWD', usdPerUnit: '3.3' },
]);
const dollars = new DisplayCurrency(rates, 'USD');

describe('an amount in US dollars', () => {
  it('minds that a yen has no cents and a dinar has a thousand fils', () => {
    expect(dollars.worthOf(1_000_000, 'JPY', '2021-05')).toEqual({ is: 'known', minor: 910_000 });
    expect(dollars.worthOf(1_000_000, 'KWD', '2021-05')).toEqual({ is: 'known', minor: 330_000 });
  });

  it('needs no month in dollars, and is not known in any other currency without one', () => {
    expect(dollars.worthOf(500, 'USD', null)).toEqual({ is: 'known', minor: 500 });
    expect(dollars.worthOf(500, 'EUR', null)).toMatchObject({
      is: 'unconverted',
      reason: 'the month the deal closed is not known',
    });
  });

  it('takes a rate up to three months old and no older', () => {
    expect(dollars.worthOf(100, 'EUR', '2021-08')).toEqual({ is: 'known', minor: 120 });
    expect(dollars.worthOf(100, 'EUR', '2021-09')).toMatchObject({ is: 'unconverted' });
    expect(dollars.worthOf(100, 'EUR', '2021-04')).toMatchObject({ is: 'unconverted' });
  });

  it('is none without an amount or a currency', () => {
    expect(dollars.worthOf(null, 'EUR', '2021-05')).toEqual({ is: 'no-value' });
    expect(dollars.worthOf(5, null, '2021-05')).toEqual({ is: 'no-value' });
  });
});
