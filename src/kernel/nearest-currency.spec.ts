import { describe, expect, it } from '@jest/globals';
import { currencies } from './money.js';
import { nearestCurrency } from './nearest-currency.js';

describe('a misspelt currency', () => {
  const ofBank = ['BRL', 'EUR', 'GBP', 'JPY', 'KRW', 'RUB', 'SEK', 'USD'];

  it('is that of the same letters before any that shares only some', () => {
    expect(nearestCurrency('ERU', ofBank)).toBe('EUR');
    expect(nearestCurrency('gpb', ofBank)).toBe('GBP');
  });

  it.each([
    ['RMB', 'CNY'],
    ['stg', 'GBP'],
    ['UKP', 'GBP'],
    ['NTD', 'TWD'],
    ['NT$', 'TWD'],
    ['RM', 'MYR'],
    ['Yen', 'JPY'],
    ['€', 'EUR'],
  ])('is what trade calls %s, however near other codes are', (name, code) => {
    expect(nearestCurrency(name, currencies())).toBe(code);
    // Where the book knows nothing of it no other is meant.
    expect(nearestCurrency(name, ['MRU', 'RUB', 'SGD', 'USD', 'YER'])).toBeUndefined();
  });

  it('is the currency itself where the code is one', () => {
    const others = currencies().filter((code) => nearestCurrency(code, currencies()) !== code);
    expect(others).toEqual([]);
  });

  it('is else the nearest, if any is near', () => {
    expect(nearestCurrency('EURO', ofBank)).toBe('EUR');
    expect(nearestCurrency('?', ofBank)).toBeUndefined();
  });
});
