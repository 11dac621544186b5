import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { Slots } from './slots.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const at = (text: string): number => Date.parse(text);

/** The slots after a moment, as instants. */
function following(cron: string, zone: string, from: string, count: number): readonly string[] {
  const slots = new Slots(cron, zone);
  const found: string[] = [];
  let slot = slots.after(at(from));
  while (slot !== null && found.length < count) {
    found.push(new Date(slot).toISOString().slice(0, 16));
    slot = slots.after(slot);
  }
  return found;
}

describe('The slots of a schedule', () => {
  it('keep the time on the wall when daylight saving begins and ends', () => {
    expect(following('0 9 * * *', 'Europe/Stockholm', '2021-03-27T00:00:00Z', 3)).toEqual([
      '2021-03-27T08:00',
      '2021-03-28T07:00',
      '2021-03-29T07:00',
    ]);
    expect(following('0 9 * * *', 'Europe/Stockholm', '2021-10-30T00:00:00Z', 3)).toEqual([
      '2021-10-30T07:00',
      '2021-10-31T08:00',
      '2021-11-01T08:00',
    ]);
  });

  it('come when the clock is put forward where it leaves their time out, several as one', () => {
    const zone = 'Europe/Stockholm';
    expect(following('30 2 * * *', zone, '2021-03-27T12:00:00Z', 2)).toEqual([
      '2021-03-28T01:00',
      '2021-03-29T00:30',
    ]);
    expect(following('*/15 2 * * *', zone, '2021-03-27T12:00:00Z', 2)).toEqual([
      '2021-03-28T01:00',
      '2021-03-29T00:00',
    ]);
    expect(following('0 * * * *', zone, '2021-03-28T00:30:00Z', 2)).toEqual([
      '2021-03-28T01:00',
      '2021-03-28T02:00',
    ]);
    expect(following('15 2 * * *', 'Australia/Lord_Howe', '2021-10-02T12:00:00Z', 2)).toEqual([
      '2021-10-02T15:30',
      '2021-10-03T15:15',
    ]);
    expect(following('0 0 * * *', 'Africa/Cairo', '2023-04-27T12:00:00Z', 2)).toEqual([
      '2023-04-27T22:00',
      '2023-04-28T21:00',
    ]);
    // Samoa had no 30 December 2011.
    expect(following('0 9 30 12 *', 'Pacific/Apia', '2011-06-01T00:00:00Z', 2)).toEqual([
      '2011-12-30T10:00',
      '2012-12-29T19:00',
    ]);
  });

  it('come once in an hour that the clock shows twice', () => {
    expect(following('*/20 2 * * *', 'Europe/Stockholm', '2021-10-30T22:00:00Z', 4)).toEqual([
      '2021-10-31T00:00',
      '2021-10-31T00:20',
      '2021-10-31T00:40',
      '2021-11-01T01:00',
    ]);
    expect(following('0 * * * *', 'Europe/Stockholm', '2021-10-30T23:30:00Z', 3)).toEqual([
      '2021-10-31T00:00',
      '2021-10-31T02:00',
      '2021-10-31T03:00',
    ]);
    // In the repeated hour the last slot is still that of the first time round.
    expect(new Slots('*/20 2 * * *', 'Europe/Stockholm').upTo(at('2021-10-31T01:10:00Z'))).toBe(
      at('2021-10-31T00:40:00Z'),
    );
  });

  it('are those that a walk from minute to minute finds, in every zone and year', () => {
    fc.assert(
      fc.property(someCron(), someMoment(), ({ cron, matches }, { zone, from }) => {
        const [start, end] = [from, from + 50 * HOUR];
        const walked = walk(zone, matches, start, end);
        const slots = new Slots(cron, zone);
        const forward: number[] = [];
        for (let slot = slots.after(start); slot !== null && slot <= end; slot = slots.after(slot))
          forward.push(slot);
        expect(forward).toEqual(walked);
        const backward: number[] = [];
        for (let slot = slots.upTo(end); slot !== null && slot > start; slot = slots.upTo(slot - 1))
          backward.unshift(slot);
        expect(backward).toEqual(walked);
      }),
      { numRuns: 40 },
    );
  });

  it('increase over the years, each at a time of its own on the wall', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('0 9 * * 1', '30 2 * * *', '0 0 L * *', '15 1 31 * *', '0 3 29 2 *', '45 */6 * * *'),
        fc.constantFrom(...ZONES),
        fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') }),
        (cron, zone, from) => {
          const slots = new Slots(cron, zone);
          const walls = new Set<string>();
          let last = from;
          for (let count = 0; count < 20; count += 1) {
            const slot = slots.after(last);
            if (slot === null) throw new Error('Every one of these comes again.');
            expect(slot).toBeGreaterThan(last);
            expect(slots.upTo(slot)).toBe(slot);
            expect(slots.upTo(slot - 1)).not.toBe(slot);
            walls.add(
              Temporal.Instant.fromEpochMilliseconds(slot)
                .toZonedDateTimeISO(zone)
                .toPlainDateTime()
                .toString(),
            );
            last = slot;
          }
          expect(walls.size).toBe(20);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const ZONES = [
  'UTC',
  'Europe/Stockholm',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'America/St_Johns',
];

/** A moment somewhat before a change of the clocks, or any where a zone has none. */
function someMoment(): fc.Arbitrary<{ readonly zone: string; readonly from: number }> {
  const day = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') });
  return fc
    .record({ zone: fc.constantFrom(...ZONES), day, hours: fc.integer({ min: 1, max: 40 }) })
    .map(({ zone, day: instant, hours }) => {
      const change = Temporal.Instant.fromEpochMilliseconds(instant)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next');
      const turned = change?.epochMilliseconds ?? Math.floor(instant / MINUTE) * MINUTE;
      return { zone, from: turned - hours * HOUR };
    });
}

interface Cron {
  readonly cron: string;
  readonly matches: (wall: Date) => boolean;
}

/** A cron expression, with what it means said in other words. A time on the wall is a date as if it were UTC. */
function someCron(): fc.Arbitrary<Cron> {
  const minute = fc.constantFrom(
    ['0', (n: number) => n === 0] as const,
    ['*/20', (n: number) => n % 20 === 0] as const,
    ['7,30-33', (n: number) => n === 7 || (n >= 30 && n <= 33)] as const,
  );
  const hour = fc.constantFrom(
    ['*', () => true] as const,
    ['2', (n: number) => n === 2] as const,
    ['0-3', (n: number) => n <= 3] as const,
    ['1-23/2', (n: number) => n % 2 === 1] as const,
  );
  const day = fc.constantFrom(
    ['* * *', () => true] as const,
    ['L * *', (wall: Date) => new Date(wall.getTime() + DAY).getUTCDate() === 1] as const,
    ['1-15 * *', (wall: Date) => wall.getUTCDate() <= 15] as const,
    ['* 3,10 *', (wall: Date) => wall.getUTCMonth() === 2 || wall.getUTCMonth() === 9] as const,
    ['* * 6-7', (wall: Date) => wall.getUTCDay() === 6 || wall.getUTCDay() === 0] as const,
  );
  return fc.tuple(minute, hour, day).map(([[m, isMinute], [h, isHour], [d, isDay]]) => ({
    cron: `${m} ${h} ${d}`,
    matches: (wall) => isMinute(wall.getUTCMinutes()) && isHour(wall.getUTCHours()) && isDay(wall),
  }));
}

/**
 * Looks at the clock on the wall every minute: whenever it shows a later time than ever before, the times that it has
 * come to since then are due, if any of them matches.
 */
function walk(zone: string, matches: Cron['matches'], start: number, end: number): readonly number[] {
  const shown = (instant: number): number =>
    instant +
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  const found: number[] = [];
  // Some hours before, so that what autumn has shown already is known.
  let latest = shown(start - 4 * HOUR);
  for (let instant = start - 4 * HOUR; instant <= end; instant += MINUTE) {
    const now = shown(instant);
    let due = false;
    while (latest < now) {
      latest += MINUTE;
      due ||= matches(new Date(latest));
    }
    if (due && instant > start) found.push(instant);
  }
  return found;
}
