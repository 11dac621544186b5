import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateInZone, startOfDay } from '../../kernel/instants.js';
import { addDays, Calendar, dayNumber } from './calendar.js';

const ZONES = [
  'UTC',
  'Europe/Stockholm',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Cairo',
];
/** 2010 to 2026: clocks changed every way there is, and Samoa left out a day. */
const instant = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2026, 0, 1) });

describe('days of a zone', () => {
  it('are those that Temporal gives, in every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.array(instant, { maxLength: 20 }), (zone, instants) => {
        const calendar = new Calendar(zone);
        for (const ms of instants) expect(calendar.dateOf(ms)).toBe(dateInZone(ms, zone));
      }),
    );
  });

  it('change at midnight there, to the millisecond', () => {
    const calendar = new Calendar('America/New_York');
    const midnight = startOfDay('2021-03-14', 'America/New_York');
    expect(calendar.dateOf(midnight - 1)).toBe('2021-03-13');
    expect(calendar.dateOf(midnight)).toBe('2021-03-14');
  });

  it('may have 23 or 25 hours, or none at all', () => {
    const length = (zone: string, date: string): number => {
      const calendar = new Calendar(zone);
      return (calendar.startOf(addDays(date)) - calendar.startOf(date)) / 3_600_000;
    };
    expect(length('Europe/Stockholm', '2021-03-28')).toBe(23);
    expect(length('Europe/Stockholm', '2021-10-31')).toBe(25);
    expect(length('Pacific/Apia', '2011-12-30')).toBe(0);
    expect(new Calendar('Pacific/Apia').dateOf(Date.UTC(2011, 11, 30, 10))).toBe('2011-12-31');
  });
});

describe('a half-open period', () => {
  const calendar = new Calendar('Europe/Stockholm');
  const march = { from: '2021-03-01', to: '2021-04-01' };
  const at = (iso: string) => ({ at: Date.parse(iso), on: null });

  it('takes its first instant and not its last, where summer time begins in between', () => {
    expect(calendar.within(at('2021-02-28T22:59:59.999Z'), march)).toBe(false);
    expect(calendar.within(at('2021-02-28T23:00:00.000Z'), march)).toBe(true);
    expect(calendar.within(at('2021-03-31T21:59:59.999Z'), march)).toBe(true);
    expect(calendar.within(at('2021-03-31T22:00:00.000Z'), march)).toBe(false);
  });

  it('takes a date without a time as that date, and cannot place what has neither', () => {
    expect(calendar.within({ at: null, on: '2021-03-31' }, march)).toBe(true);
    expect(calendar.within({ at: null, on: '2021-04-01' }, march)).toBe(false);
    expect(calendar.within({ at: null, on: null }, march)).toBeNull();
  });

  it('is split by neighbouring periods without gap or overlap', () => {
    const dates = fc.uniqueArray(
      fc.integer({ min: 0, max: 500 }).map((days) => addDays('2021-01-01', days)),
      { minLength: 3, maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), dates, instant, (zone, chosen, ms) => {
        const [from = null, middle = null, to = null] = chosen.toSorted();
        const days = new Calendar(zone);
        const inside = (first: string | null, last: string | null): number =>
          days.within({ at: ms, on: null }, { from: first, to: last }) === true ? 1 : 0;
        expect(inside(from, middle) + inside(middle, to)).toBe(inside(from, to));
        expect(inside(null, from) + inside(from, null)).toBe(1);
      }),
    );
  });
});

describe('dates', () => {
  it('count across leap days and years', () => {
    expect(addDays('2020-02-28')).toBe('2020-02-29');
    expect(addDays('2021-02-28')).toBe('2021-03-01');
    expect(addDays('2021-01-01', -1)).toBe('2020-12-31');
    expect(dayNumber('2021-03-01') - dayNumber('2020-03-01')).toBe(365);
  });

  it('that the calendar does not have are refused', () => {
    expect(() => dayNumber('2021-02-30')).toThrow('2021-02-30 is not a date');
  });
});
