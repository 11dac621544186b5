import { describe, expect, it } from '@jest/globals';
import { RateTable } from './rate-table.js';

const table = new RateTable(1, [
  { month: '2021-02', currency: 'EUR', usdPerUnit: '1.2' },
  { month: '2021-05', currency: 'EUR', usdPerUnit: '1.3' },
]);

describe('the months in which another rate may count', () => {
  it('begin with a rate, and end where it reaches no further', () => {
    expect(table.monthsWithAnother('EUR', '2021-04')).toEqual(['2021-05', '2021-09']);
    expect(table.convert(100, 'EUR', '2021-09')).toMatchObject({ usdCents: null });
    expect(table.monthsWithAnother('EUR', '2021-09')).toEqual([]);
    expect(table.monthsWithAnother('USD', '2021-04')).toEqual([]);
  });

  it('are only those with another rate than the month before, however far apart rates are', () => {
    const sparse = new RateTable(1, [
      { month: '2021-05', currency: 'EUR', usdPerUnit: '1.3' },
      { month: '2021-06', currency: 'EUR', usdPerUnit: '1.3' },
      { month: '2021-06', currency: 'SEK', usdPerUnit: '0.1' },
      { month: '2021-07', currency: 'EUR', usdPerUnit: '1.4' },
      { month: '9990-12', currency: 'EUR', usdPerUnit: '1.2' },
      { month: '2021-07', currency: 'USD', usdPerUnit: '1' },
    ]);
    expect(sparse.monthsWithAnother('EUR', '2021-05')).toEqual(['2021-07', '2021-11', '9990-12', '9991-04']);
    expect(sparse.monthsWithAnother('USD', '2021-05')).toEqual([]);
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
