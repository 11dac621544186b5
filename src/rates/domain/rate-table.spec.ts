import { describe, expect, it } from '@jest/globals';
import { RateTable } from './rate-table.js';

const table = new RateTable(1, [
  { month: '2021-02', currency: 'EUR', usdPerUnit: '1.2' },
  { month: '2021-05', currency: 'EUR', usdPerUnit: '1.3' },
]);

describe('the months in which another rate may count', () => {
  it('go on until no rate reaches any more', () => {
    expect(table.monthsWithAnother('EUR', '2021-04')).toEqual([
      '2021-05',
      '2021-06',
      '2021-07',
      '2021-08',
      '2021-09',
    ]);
    expect(table.convert(100, 'EUR', '2021-09')).toMatchObject({ usdCents: null });
    expect(table.monthsWithAnother('EUR', '2021-09')).toEqual([]);
    expect(table.monthsWithAnother('USD', '2021-04')).toEqual([]);
  });
});

describe('a conversion to US dollars', () => {
  it('takes the rate of the month', () => {
    expect(table.convert(100, 'EUR', '2021-05')).toEqual({
      usdCents: 130,
      rateMonth: '2021-05',
      usdPerUnit: '1.3',
    });
  });

  it('takes the latest earlier rate up to three months old, and says which', () => {
    expect(table.convert(100, 'EUR', '2021-04')).toMatchObject({ usdCents: 120, rateMonth: '2021-02' });
    expect(table.convert(100, 'EUR', '2021-08')).toMatchObject({ usdCents: 130, rateMonth: '2021-05' });
  });

  it('is never made up: no rate, no figure', () => {
    expect(table.convert(100, 'EUR', '2021-09')).toEqual({
      usdCents: null,
      noRate: { currency: 'EUR', from: '2021-06', until: '2021-09' },
    });
    expect(table.convert(100, 'EUR', '2021-01')).toMatchObject({ usdCents: null });
    expect(table.convert(0, 'SEK', '2021-05')).toMatchObject({ usdCents: null });
  });

  it('needs no rate for dollars', () => {
    expect(table.convert(1999, 'USD', '1999-01')).toEqual({
      usdCents: 1999,
      rateMonth: null,
      usdPerUnit: '1',
    });
  });
});
