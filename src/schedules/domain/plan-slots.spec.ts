import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '../../kernel/instants.js';
import { dueSlots, IN_TIME_MS, planSlots } from './plan-slots.js';
import { Slots } from './slots.js';

const at = (text: string): number => Date.parse(text);
const daily = new Slots('0 9 * * *', 'Europe/Stockholm');
const day = (number: number): number => at(`2021-06-${String(number).padStart(2, '0')}T07:00:00Z`);

describe('Slots that came due', () => {
  it('are those after what was looked at, up to now, both ends told apart', () => {
    expect(dueSlots(daily, day(1), day(4))).toEqual({ slots: [day(2), day(3), day(4)], earlier: null });
    expect(dueSlots(daily, day(1), day(2) - 1)).toEqual({ slots: [], earlier: null });
    expect(dueSlots(daily, day(5), day(3))).toEqual({ slots: [], earlier: null });
  });

  it('are summed up where there are too many to note one by one', () => {
    const often = new Slots('* * * * *', 'UTC');
    const { slots, earlier } = dueSlots(often, day(1), day(1) + 24 * HOUR_MS);
    expect(slots).toHaveLength(100);
    expect(slots.at(-1)).toBe(day(1) + 24 * HOUR_MS);
    expect(earlier).toEqual({ first: day(1) + 60_000, last: (slots[0] ?? 0) - 60_000 });
  });

  it.each([
    ['skip', 1, 0, [1], []],
    ['skip', 1, IN_TIME_MS + 1, [], [1]],
    ['skip', 7, 0, [7], [1, 2, 3, 4, 5, 6]],
    ['skip', 7, IN_TIME_MS + 1, [], [1, 2, 3, 4, 5, 6, 7]],
    ['latest', 0, 0, [], []],
    ['latest', 1, HOUR_MS, [1], []],
    ['latest', 7, HOUR_MS, [7], [1, 2, 3, 4, 5, 6]],
    ['all', 1, HOUR_MS, [1], []],
    ['all', 7, HOUR_MS, [3, 4, 5, 6, 7], [1, 2]],
  ] as const)('%s: %i of them, %i ms late', (catchUp, count, late, made, missed) => {
    const slots = Array.from({ length: count }, (_, index) => day(index + 1));
    const plan = planSlots({ slots, earlier: null }, { catchUp, catchUpAtMost: 5 }, day(count) + late);
    expect(plan).toEqual({ made: made.map(day), missed: missed.map(day) });
  });
});
