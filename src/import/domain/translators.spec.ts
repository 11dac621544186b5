import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { utcDay } from '../../kernel/instants.js';
import type { Translator } from './findings.js';
import {
  amountIn,
  country,
  currency,
  duns,
  fileDate,
  freeId,
  guid,
  instant,
  isoDate,
  momentOr,
  month,
} from './translators.js';

/** What a translator makes of a text: its value, or what it says against it. */
function translate<T>(translator: Translator<T>, text: string) {
  const said: string[] = [];
  const value = translator(text, (message, remedy) => {
    said.push([message, remedy ?? ''].join(' ').trim());
  });
  return said.length > 0 ? said.join(' ') : value;
}

describe('a date of a Partner Center file', () => {
  test.each([
    ['6/30/2021', '2021-06-30'],
    ['06/03/2021', '2021-06-03'],
    ['2/29/2020', '2020-02-29'],
    ['2021-06-30', '2021-06-30'],
    ['5/10/2021 8:00:00 AM', '2021-05-10'],
    ['2021-05-10 23:30:00', '2021-05-10'],
    ['2021-05-10T23:30:00-02:00', '2021-05-11'],
  ])('%s is %s', (text, date) => {
    expect(translate(fileDate, text)).toBe(date);
  });

  test('written with the day first is refused, with the right spelling', () => {
    expect(translate(fileDate, '31/12/2021')).toMatch(/day first.*12\/31\/2021/u);
  });

  test.each([
    ['2/30/2021', 'no such day'],
    ['2021-02-30', 'no such day'],
    ['13/32/2021', 'no such day'],
    ['6/30/21', 'two digits'],
    ['44377', 'not a date'],
    ['soon', 'not a date'],
  ])('%s is refused: %s', (text, reason) => {
    expect(translate(fileDate, text)).toContain(reason);
  });

  test('comes back from both spellings for every day there is', () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map((day) => utcDay(day * 86_400_000));
    fc.assert(
      fc.property(days, (day) => {
        const [year, monthOf, dayOf] = day.split('-').map(Number);
        expect(fileDate(day, () => undefined)).toBe(day);
        expect(fileDate(`${monthOf}/${dayOf}/${year}`, () => undefined)).toBe(day);
      }),
    );
  });
});

describe('dates and times of our own forms', () => {
  test('take ISO dates only', () => {
    expect(translate(isoDate, '2021-12-31')).toBe('2021-12-31');
    expect(translate(isoDate, '12/31/2021')).toContain('YYYY-MM-DD');
    expect(translate(isoDate, '2021-11-31')).toContain('no such day');
  });

  test('an instant needs a zone', () => {
    expect(translate(instant, '2021-05-10T08:00:00+02:00')).toBe(Date.UTC(2021, 4, 10, 6));
    expect(translate(instant, '2021-05-10T08:00:00')).toContain('zone');
  });

  test('a moment is exact where a time is given, and a day otherwise', () => {
    expect(translate(momentOr(isoDate), '2021-05-10T08:00:00Z')).toEqual({ at: Date.UTC(2021, 4, 10, 8) });
    expect(translate(momentOr(isoDate), '2021-05-10')).toEqual({ on: '2021-05-10' });
  });

  test.each([
    ['2021-05', '2021-05'],
    ['202105', '2021-05'],
  ])('the month %s is %s', (text, value) => {
    expect(translate(month, text)).toBe(value);
  });

  test.each(['2021-13', '202100', '2021', 'May 2021'])('%s is no month', (text) => {
    expect(translate(month, text)).toContain('not a month');
  });
});

describe('money', () => {
  test.each([
    ['12563', 'USD', 1_256_300],
    ['12563.5', 'USD', 1_256_350],
    ['900000', 'JPY', 900_000],
    ['1.234', 'KWD', 1234],
    ['0', 'SEK', 0],
    ['-0', 'SEK', 0],
  ])('%s %s is counted in minor units', (text, code, minor) => {
    expect(translate(amountIn(code, 'refused'), text)).toBe(minor);
  });

  test.each(['12,563', '12.563,50', '$100', '1e5', '.5', '12 563'])('%s is not a plain number', (text) => {
    expect(translate(amountIn('USD', 'refused'), text)).toContain('plain number');
  });

  test('a deal cannot be worth less than nothing, while spend can be paid back', () => {
    expect(translate(amountIn('USD', 'refused'), '-1')).toContain('negative');
    expect(translate(amountIn('USD', 'allowed'), '-1')).toBe(-100);
  });

  test('an amount too large to be exact is refused rather than rounded', () => {
    expect(translate(amountIn('USD', 'refused'), '90071992547409.92')).toContain('too large');
  });

  test('a currency is one of ISO 4217, and a misspelt one is guessed', () => {
    expect(translate(currency, 'eur')).toBe('EUR');
    expect(translate(currency, 'USDX')).toContain('Did you mean USD?');
    expect(translate(currency, 'RMB')).toContain('Did you mean CNY?');
  });
});

describe('ids and codes', () => {
  test('a GUID goes into lower case; the documented sample with a k in it is none', () => {
    expect(translate(guid, 'F7EAAE47-0B84-4AC4-B4EA-5B2587D42CEE')).toBe(
      'f7eaae47-0b84-4ac4-b4ea-5b2587d42cee',
    );
    expect(translate(guid, 'ebacdkdc-0b84-4ac4-b4ea-5b2587d42cee')).toContain('not an id');
  });

  test('an id of another system is kept as written, up to 200 characters', () => {
    expect(translate(freeId, 'Opp-007')).toBe('Opp-007');
    expect(translate(freeId, 'F7EAAE47-0B84-4AC4-B4EA-5B2587D42CEE')).toBe(
      'f7eaae47-0b84-4ac4-b4ea-5b2587d42cee',
    );
    expect(translate(freeId, 'x'.repeat(200))).toHaveLength(200);
    expect(translate(freeId, 'x'.repeat(201))).toContain('longer than 200');
  });

  test('a country of three letters becomes one of two', () => {
    expect(translate(country, 'us')).toBe('US');
    expect(translate(country, 'USA')).toBe('US');
    expect(translate(country, 'UK')).toContain('GB');
    expect(translate(country, 'Germany')).toContain('not a country code');
  });

  test('a D-U-N-S number keeps what zeros it has, and a spreadsheet’s rounding is refused', () => {
    expect(translate(duns, '081466849')).toBe('081466849');
    expect(translate(duns, '81466849')).toBe('81466849');
    expect(translate(duns, '8.1E+07')).toContain('not a D-U-N-S number');
  });
});
