import { describe, expect, it } from '@jest/globals';
import { Calendar } from './calendar.js';
import type { DealThen } from './deal-then.js';
import { furthestStage, StageDays } from './stage-days.js';

const at = (day: string): number => Date.parse(`${day}T09:00:00Z`);
const END_OF_JUNE = { end: at('2021-07-01'), day: '2021-06-30' };

/** An accepted deal that files showed in stages from certain days on: 10, 20, 40, 60, 80, 100 %. */
function seen(stage: number, ...days: readonly (string | null)[]): DealThen {
  return {
    deal: {
      status: 'active',
      dealType: null,
      direction: 'inbound',
      stagePercent: stage,
      campaignId: null,
      location: null,
      country: null,
      organisationId: null,
      valueMinor: null,
      currency: null,
      estimatedCloseDate: null,
      created: { at: at('2021-05-01'), on: null },
      acceptedAt: at('2021-05-03'),
      closed: { at: null, on: null },
      closedNotBefore: null,
      closedNotAfter: null,
      statusReason: null,
      solutionsKnown: false,
    },
    told: true,
    solutions: null,
    inStageSince: null,
    stageEntries: {
      at: (place) => {
        const day = days[place] ?? null;
        return day === null ? null : at(day);
      },
    },
  };
}

function daysOf(then: DealThen, state: 'open' | 'won' = 'open'): readonly (number | null)[] {
  const days = new StageDays(END_OF_JUNE, new Calendar('UTC'));
  days.add(then, state);
  return [20, 40, 60, 80, 100].map((percent) => days.to(percent).percentile(50));
}

describe('the furthest stage of a deal', () => {
  it('is the furthest that files showed it in, though it went back', () => {
    expect(furthestStage(seen(20, '2021-05-05', '2021-05-10', null, '2021-05-20'), END_OF_JUNE)).toBe(60);
  });

  it('counts what files showed by the moment only, and what it stands in', () => {
    expect(furthestStage(seen(20, '2021-05-05', '2021-05-10', '2021-07-20'), END_OF_JUNE)).toBe(20);
    expect(furthestStage(seen(40), END_OF_JUNE)).toBe(40);
  });
});

describe('the days from one stage to the next', () => {
  it('run from acceptance, then from file to file', () => {
    expect(daysOf(seen(40, '2021-05-05', '2021-05-10', '2021-05-24'))).toEqual([7, 14, null, null, null]);
  });

  it('run past a stage that was skipped to the next one that was not', () => {
    expect(daysOf(seen(80, '2021-05-05', '2021-05-10', null, null, '2021-05-31'))).toEqual([
      7,
      21,
      null,
      null,
      null,
    ]);
  });

  it('run to the win from the stage before it', () => {
    const then = seen(100, '2021-05-05', null, null, null, '2021-05-13');
    const won = { ...then, deal: { ...then.deal, closed: { at: at('2021-05-20'), on: null } } };
    expect(daysOf(won, 'won')).toEqual([10, null, null, null, 7]);
  });

  it('run past stages that a won deal was never seen in to the win', () => {
    const then = seen(100, '2021-05-05', '2021-05-10', null, null, null, '2021-06-10');
    const won = { ...then, deal: { ...then.deal, closed: { at: at('2021-05-31'), on: null } } };
    expect(daysOf(won, 'won')).toEqual([7, 21, null, null, null]);
    const atOnce = { ...won, stageEntries: seen(100, '2021-05-05').stageEntries };
    expect(daysOf(atOnce, 'won')).toEqual([28, null, null, null, null]);
  });

  it('are not known from or to a stage that the deal was first seen in', () => {
    expect(daysOf(seen(40, null, '2021-05-10', '2021-05-24'))).toEqual([null, null, null, null, null]);
    expect(daysOf(seen(40, null, null, '2021-05-24'))).toEqual([null, null, null, null, null]);
  });
});
