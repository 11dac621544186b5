import { describe, expect, it } from '@jest/globals';
import { nearestCurrency } from './nearest-currency.js';

describe('a misspelt currency', () => {
  const ofBank = ['BRL', 'EUR', 'GBP', 'JPY', 'KRW', 'RUB', 'SEK', 'USD'];

  it('is that of the same letters before any that shares only some', () => {
    expect(nearestCurrency('ERU', ofBank)).toBe('EUR');
    expect(nearestCurrency('gpb', ofBank)).toBe('GBP');
  });

  it('is else the nearest, if any is near', () => {
    expect(nearestCurrency('EURO', ofBank)).toBe('EUR');
    expect(nearestCurrency('€', ofBank)).toBeUndefined();
  });
});
