import { describe, expect, it } from '@jest/globals';
import { RateTable } from '../../rates/domain/rate-table.js';
import { DisplayCurrency } from './display-currency.js';
import { countOf, WorthSum } from './worth.js';

const dollars = new DisplayCurrency(new RateTable(null, []), 'USD');

describe('a sum in the currency of display', () => {
  it('keeps apart what it could not count, by currency, and says why', () => {
    const sum = new WorthSum();
    sum.add(dollars.worthOf(250, 'USD', null));
    sum.add(dollars.worthOf(100, 'EUR', '2021-01'));
    sum.add(dollars.worthOf(900, 'EUR', '2021-01'));
    sum.add(dollars.worthOf(700, 'JPY', '2021-01'));
    sum.add({ is: 'no-value' });
    expect([sum.minor, sum.counted, sum.unconverted, sum.withoutValue]).toEqual([250n, 1, 3, 1]);
    expect(sum.note('deal')).toBe(
      '10.00 EUR of 2 deals not converted (no EUR rate for 2020-10 to 2021-01); ' +
        '700 JPY of 1 deal not converted (no JPY rate for 2020-10 to 2021-01); 1 deal without a value',
    );
  });

  it('has nothing to say when everything is in it', () => {
    const sum = new WorthSum();
    sum.add(dollars.worthOf(-250, 'USD', null));
    expect([sum.minor, sum.note('deal')]).toEqual([-250n, null]);
  });

  it('stays exact where floating point would not', () => {
    const sum = new WorthSum();
    for (let count = 0; count < 3; count += 1) {
      sum.add({ is: 'known', minor: Number.MAX_SAFE_INTEGER });
    }
    expect(sum.minor).toBe(3n * BigInt(Number.MAX_SAFE_INTEGER));
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
