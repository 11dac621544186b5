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

describe('an amount in another currency than US dollars', () => {
  const monthly = new RateTable(7, [
    { month: '2021-05', currency: 'EUR', usdPerUnit: '1.2' },
    { month: '2021-06', currency: 'EUR', usdPerUnit: '1.25' },
    { month: '2021-05', currency: 'SEK', usdPerUnit: '0.12' },
    { month: '2021-05', currency: 'JPY', usdPerUnit: '0.009' },
    { month: '2021-05', currency: 'KWD', usdPerUnit: '3.3' },
  ]);
  const shownIn = (code: string): DisplayCurrency => new DisplayCurrency(monthly, code);
  const known = (minor: number) => ({ is: 'known', minor });

  it('is that at its own rate over that of the currency it is shown in', () => {
    const euros = shownIn('EUR');
    // 1,000 SEK are 120 USD, and 120 / 1.2 are 100 EUR.
    expect(euros.worthOf(1_000_00, 'SEK', '2021-05')).toEqual(known(100_00));
    // 1,000,000 yen are 9,000 USD; 1,000.000 dinars are 3,300 USD.
    expect(euros.worthOf(1_000_000, 'JPY', '2021-05')).toEqual(known(7_500_00));
    expect(euros.worthOf(1_000_000, 'KWD', '2021-05')).toEqual(known(2_750_00));
    expect(euros.worthOf(100_00, 'USD', '2021-06')).toEqual(known(80_00));
    // 12 EUR are 14.4 USD: 1,600 yen, 4.364 dinars (4.3636…).
    expect(shownIn('JPY').worthOf(12_00, 'EUR', '2021-05')).toEqual(known(1_600));
    expect(shownIn('KWD').worthOf(12_00, 'EUR', '2021-05')).toEqual(known(4_364));
  });

  it('is rounded once, halves away from zero, and not by way of cents', () => {
    // 0.05 SEK are 0.006 USD, which is 0.01 in cents, but 0.005 EUR.
    expect(shownIn('EUR').worthOf(5, 'SEK', '2021-05')).toEqual(known(1));
    expect(shownIn('EUR').worthOf(-5, 'SEK', '2021-05')).toEqual(known(-1));
    expect(shownIn('EUR').worthOf(4, 'SEK', '2021-05')).toEqual(known(0));
    // 1 fils is 0.0033 USD, which is none in cents, and 0.367 yen, which is none either; 2 fils are 0.73 yen.
    expect([1, 2].map((fils) => shownIn('JPY').worthOf(fils, 'KWD', '2021-05'))).toEqual([
      known(0),
      known(1),
    ]);
  });

  it('needs neither rate nor month where it is in that currency already', () => {
    expect(shownIn('EUR').worthOf(12_34, 'EUR', null)).toEqual(known(12_34));
    expect(shownIn('EUR').worthOf(12_34, 'EUR', '1999-01')).toEqual(known(12_34));
  });

  it('is nothing where there is nothing, whatever the rates', () => {
    expect(shownIn('EUR').worthOf(0, 'SEK', null)).toEqual(known(0));
    expect(shownIn('EUR').worthOf(0, 'SEK', '1999-01')).toEqual(known(0));
  });

  it('is not known without either rate, and says of which', () => {
    const reason = (currency: string, month: string | null, code = 'EUR') =>
      shownIn(code).worthOf(5, currency, month);
    expect(reason('USD', '2021-01')).toMatchObject({ reason: 'no EUR rate for 2020-10 to 2021-01' });
    expect(reason('SEK', '2021-09')).toMatchObject({ reason: 'no SEK rate for 2021-06 to 2021-09' });
    expect(reason('SEK', '2021-01')).toMatchObject({
      reason: 'no SEK and no EUR rate for 2020-10 to 2021-01',
    });
    expect(reason('USD', null)).toMatchObject({ reason: 'the month the deal closed is not known' });
    expect(reason('KWD', '2021-05', 'JPY')).toEqual(known(2));
  });

  it('is not known where it cannot be counted exactly', () => {
    expect(shownIn('JPY').worthOf(Number.MAX_SAFE_INTEGER, 'KWD', '2021-05')).toEqual(
      known(3_302_639_726_738_363),
    );
    const won = new DisplayCurrency(
      new RateTable(1, [{ month: '2021-05', currency: 'KRW', usdPerUnit: '0.0008' }]),
      'KRW',
    );
    expect(won.worthOf(Number.MAX_SAFE_INTEGER, 'USD', '2021-05')).toMatchObject({
      is: 'unconverted',
      reason: 'too large to be counted exactly in KRW',
    });
  });

  it('is told with the rates that were used, and the months that lacked one', () => {
    const euros = shownIn('EUR');
    for (const month of ['2021-05', '2021-06', '2021-07', '2021-01', '2020-12'])
      euros.worthOf(1, 'USD', month);
    expect(euros.notes()).toEqual([
      expect.stringContaining('Amounts are in EUR by the monthly rates of rate table 7:'),
      'US dollars for one EUR: 1.2 in 2021-05, 1.25 in 2021-06, 1.25 in 2021-07 (the rate of 2021-06).',
      'No rate for EUR in 2020-12, 2021-01: other currencies are not converted there.',
    ]);
    expect(dollars.notes()).toEqual([]);
  });

  it('has columns that say which currency it is', () => {
    expect(shownIn('KWD').column('value', 'Value')).toEqual({
      key: 'value_kwd',
      title: 'Value (KWD)',
      type: 'amount',
      currency: 'KWD',
      measure: 'value',
    });
  });
});
