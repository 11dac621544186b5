import { describe, expect, it } from '@jest/globals';
import { cronProblem, CronTimes } from './cron.js';

const day = (text: string): number => Date.parse(`${text}Z`);

describe('A cron expression', () => {
  it.each([
    '0 9 * * 1',
    '0 9 * * MON',
    '*/15 8-18 * * mon-fri',
    '0 6 L * *',
    '0 6 15,L * *',
    '30 23 29 2 *',
    '0 0 1 JAN,apr,7,10 *',
    '5 4 * * 5-7',
    '5 4 * * FRI-SUN',
    '  0   9 * * *  ',
    '0 0 31 * *',
  ])('“%s” is taken', (cron) => {
    expect(cronProblem(cron)).toBeNull();
  });

  it.each([
    ['', /1 field in place of five/],
    ['@daily', /1 field in place of five/],
    ['0 9 * *', /4 fields in place of five/],
    ['0 0 9 * * 1', /Seconds and years are not taken/],
    ['60 9 * * *', /“60” is no minute/],
    ['0 24 * * *', /“24” is no hour/],
    ['0 9 0 * *', /“0” is no day of month/],
    ['0 9 32 * *', /“32” is no day of month/],
    ['0 9 * 13 *', /“13” is no month/],
    ['0 9 * * 8', /“8” is no day of week/],
    ['0 9 * * MUN', /“MUN” is no day of week/],
    ['0 22-2 * * *', /“22-2” is no hour/],
    ['*/0 * * * *', /“\*\/0” is no minute/],
    ['*/90 * * * *', /“\*\/90” is no minute/],
    ['5/10 * * * *', /“5\/10” is no minute/],
    ['0,,5 * * * *', /“” is no minute/],
    ['0 9 ? * *', /“\?” is no day of month/],
    ['0 9 15W * *', /“15W” is no day of month/],
    ['0 9 L-3 * *', /“L-3” is no day of month/],
    ['0 9 * * 5#2', /“5#2” is no day of week/],
    ['0 9 * * 5L', /“5L” is no day of week/],
    ['0 9 13 * 5', /both a day of month and a day of week/],
    ['0 9 */2 * MON', /both a day of month and a day of week/],
    ['0 9 30 2 *', /No year has such a day/],
    ['0 9 31 4,6,9,11 *', /No year has such a day/],
    ['0 9 -1 * *', /“-1” is no day of month/],
    ['1e1 9 * * *', /“1e1” is no minute/],
  ])('“%s” is refused, with what to write instead', (cron, message) => {
    const problem = cronProblem(cron);
    expect(problem).toMatchObject({ path: 'cron', value: cron, message: expect.stringMatching(message) });
    expect(problem?.remedy).toMatch(/^\S.*\.$/);
  });

  it('means the last day of each month by L, leap years included', () => {
    const times = new CronTimes('0 6 L * *');
    const seen: string[] = [];
    let at: number | null = day('2023-12-31T06:00:00');
    for (let count = 0; at !== null && count < 4; count += 1) {
      at = times.next(at);
      if (at !== null) seen.push(new Date(at).toISOString().slice(0, 16));
    }
    expect(seen).toEqual(['2024-01-31T06:00', '2024-02-29T06:00', '2024-03-31T06:00', '2024-04-30T06:00']);
  });

  it('leaves short months out where it names the 31st, and other years where it names 29 February', () => {
    expect(new CronTimes('0 0 31 * *').next(day('2021-01-31T00:00:00'))).toBe(day('2021-03-31T00:00:00'));
    const leap = new CronTimes('0 0 29 2 *');
    expect(leap.next(day('2096-02-29T00:00:00'))).toBe(day('2104-02-29T00:00:00'));
    expect(leap.previous(day('2104-02-29T00:00:00'))).toBe(day('2096-02-29T00:00:00'));
  });

  it('knows Sunday by 0, by 7 and by name', () => {
    const next = ['0', '7', 'SUN', '7-7', 'sun-sun'].map((weekday) =>
      new CronTimes(`0 0 * * ${weekday}`).next(day('2021-06-07T00:00:00')),
    );
    expect(new Set(next)).toEqual(new Set([day('2021-06-13T00:00:00')]));
  });
});
