import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { utcDay } from '../../kernel/instants.js';
import { addDays, firstDayOf } from './calendar.js';
import { periodOn, RELATIVE_PERIODS } from './relative-period.js';

const days = fc.integer({ min: 0, max: 30_000 }).map((day) => utcDay(day * 86_400_000));

/** The period of the same length that a day lies in. */
const THIS = {
  'this-week': 'this-week',
  'last-week': 'this-week',
  'this-month': 'this-month',
  'last-month': 'this-month',
  'this-quarter': 'this-quarter',
  'last-quarter': 'this-quarter',
  'this-year': 'this-year',
  'last-year': 'this-year',
} as const;

describe('A period as seen from a day', () => {
  it.each([
    // 2021-01-03 was a Sunday, of the last ISO week of 2020.
    ['this-week', '2021-01-03', 1, '2020-12-28', '2021-01-04'],
    ['last-week', '2021-01-04', 1, '2020-12-28', '2021-01-04'],
    ['last-month', '2021-03-31', 1, '2021-02-01', '2021-03-01'],
    ['this-month', '2024-02-29', 1, '2024-02-01', '2024-03-01'],
    ['this-quarter', '2021-06-30', 1, '2021-04-01', '2021-07-01'],
    ['last-quarter', '2021-02-15', 1, '2020-10-01', '2021-01-01'],
    ['this-year', '2021-12-31', 1, '2021-01-01', '2022-01-01'],
    // Microsoft's business year begins in July; one that begins in February has quarters of its own.
    ['this-year', '2021-06-30', 7, '2020-07-01', '2021-07-01'],
    ['last-year', '2021-07-01', 7, '2020-07-01', '2021-07-01'],
    ['this-quarter', '2021-01-31', 2, '2020-11-01', '2021-02-01'],
    ['last-quarter', '2021-02-01', 2, '2020-11-01', '2021-02-01'],
  ] as const)('%s on %s, years from month %i: %s to %s', (period, day, yearStart, from, to) => {
    expect(periodOn(period, day, yearStart)).toEqual({ from, to });
  });

  it('holds the day where it is “this”, and ends before the one that does where it is “last”', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RELATIVE_PERIODS),
        days,
        fc.integer({ min: 1, max: 12 }),
        (period, day, yearStart) => {
          const { from, to } = periodOn(period, day, yearStart);
          const current = periodOn(THIS[period], day, yearStart);
          expect(from < to).toBe(true);
          expect(current.from <= day && day < current.to).toBe(true);
          expect(to).toBe(period === THIS[period] ? current.to : current.from);
        },
      ),
    );
  });

  it('begins on the first of a month that is a multiple of its length after the first of the year', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 12 }), (day, yearStart) => {
        const [year, quarter] = [firstDayOf('year', day, yearStart), firstDayOf('quarter', day, yearStart)];
        expect(Number(year.slice(5, 7))).toBe(yearStart);
        expect(year <= quarter && quarter <= day).toBe(true);
        expect(firstDayOf('quarter', addDays(quarter, -1), yearStart) < quarter).toBe(true);
        expect((Number(quarter.slice(5, 7)) - yearStart + 12) % 3).toBe(0);
      }),
    );
  });
});
