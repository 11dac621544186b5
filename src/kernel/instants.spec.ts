import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addMonths,
  dateInZone,
  DAY_MS,
  isZone,
  parseDate,
  parseInstant,
  startOfDay,
  formatInstant,
  utcDay,
} from './instants.js';

const ZONES = [
  'UTC',
  'Europe/Stockholm',
  'America/New_York',
  'Asia/Kolkata',
  'Africa/Cairo',
  'America/Asuncion',
];

describe('an instant of a file', () => {
  it('is read as Temporal reads it, cut to milliseconds', () => {
    const parts = fc.record({
      ms: fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2099, 0, 1) }),
      digits: fc.integer({ min: 0, max: 9 }),
      nanos: fc.integer({ min: 0, max: 999_999_999 }),
      offset: fc.constantFrom('Z', 'z', '+00:00', '+02:00', '-05:30', '+14:00'),
    });
    fc.assert(
      fc.property(parts, ({ ms, digits, nanos, offset }) => {
        const fraction = digits === 0 ? '' : `.${String(nanos).padStart(9, '0').slice(0, digits)}`;
        const text = `${new Date(ms).toISOString().slice(0, 19)}${fraction}${offset}`;
        const whole = Temporal.Instant.from(text).epochNanoseconds;
        const floor = (whole - (((whole % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
        expect(parseInstant(text)).toBe(Number(floor));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '2021-02-30T00:00:00Z',
    '2021-06-07T24:00:00Z',
    '2021-06-07T10:60:00Z',
    '2021-06-07',
    '2021-06-07T10:00',
    '0100-01-03T04:59:59+05:00',
    '9999-12-31T23:30:00-05:00',
    '',
    'soon',
  ])('“%s” is none', (text) => expect(parseInstant(text)).toBeUndefined());
});

describe('a date of a file', () => {
  it('is one of the calendar', () => {
    expect(parseDate('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
    for (const text of ['2021-02-30', '2021-02-29', '2021-13-01', '2021-00-10', '2021-1-1', '07/06/2021']) {
      expect(parseDate(text)).toBeUndefined();
    }
  });
});

describe('the edges of a day in a zone', () => {
  it('belong to that day, and the millisecond before to another', () => {
    const days = fc
      .integer({ min: 0, max: 15_000 })
      .map((day) => utcDay(Date.UTC(2000, 0, 1) + day * DAY_MS));
    fc.assert(
      fc.property(days, fc.constantFrom(...ZONES), (day, zone) => {
        const start = startOfDay(day, zone);
        expect(dateInZone(start, zone)).toBe(day);
        expect(dateInZone(start - 1, zone) < day).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('follow daylight saving: a day of 23 and a day of 25 hours', () => {
    const hours = (day: string, next: string): number =>
      (startOfDay(next, 'Europe/Stockholm') - startOfDay(day, 'Europe/Stockholm')) / 3_600_000;
    expect(hours('2021-03-28', '2021-03-29')).toBe(23);
    expect(hours('2021-10-31', '2021-11-01')).toBe(25);
  });

  it('where midnight does not exist, the day starts when it does', () => {
    expect(new Date(startOfDay('2010-10-03', 'America/Asuncion')).toISOString()).toBe(
      '2010-10-03T04:00:00.000Z',
    );
  });

  it('zones are those of IANA', () => {
    expect(isZone('Asia/Kolkata')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(isZone('+02:00')).toBe(false);
  });
});

describe('an instant as text', () => {
  it('is that of a Date, whatever the year', () => {
    const moments = fc.oneof(
      fc.integer({ min: 0, max: Date.UTC(2070, 0, 1) }),
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
    );
    fc.assert(fc.property(moments, (ms) => formatInstant(ms) === new Date(ms).toISOString()));
    expect(() => formatInstant(Number.NaN)).toThrow(RangeError);
  });
});

describe('months', () => {
  it('are counted across years', () => {
    expect(addMonths('2021-01', -3)).toBe('2020-10');
    expect(addMonths('2021-12', 1)).toBe('2022-01');
  });
});
