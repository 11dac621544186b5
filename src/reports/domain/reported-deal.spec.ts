import { describe, expect, it } from '@jest/globals';
import { Calendar } from './calendar.js';
import { closedWithin, closingMonth, type ReportedDeal, standingAt } from './reported-deal.js';

const at = (iso: string): number => Date.parse(iso);

function reported(told: Partial<ReportedDeal>): ReportedDeal {
  return {
    status: 'won',
    dealType: null,
    direction: null,
    stagePercent: null,
    campaignId: null,
    location: null,
    country: null,
    organisationId: null,
    valueMinor: null,
    currency: null,
    estimatedCloseDate: null,
    created: { at: null, on: null },
    acceptedAt: null,
    closed: { at: null, on: null },
    closedNotBefore: null,
    closedNotAfter: null,
    statusReason: null,
    solutionsKnown: false,
    ...told,
  };
}

/** The end of June 2021 in UTC. */
const END_OF_JUNE = { end: at('2021-07-01T00:00:00Z'), day: '2021-06-30' };

describe('where a deal stood', () => {
  it('is open until the millisecond it closed', () => {
    const closing = (iso: string) => standingAt(reported({ closed: { at: at(iso), on: null } }), END_OF_JUNE);
    expect(closing('2021-06-30T23:59:59.999Z')).toMatchObject({ state: 'won', closingKnown: true });
    expect(closing('2021-07-01T00:00:00.000Z')).toMatchObject({ state: 'open' });
  });

  it('is not yet created before it was', () => {
    const deal = reported({ status: 'active', created: { at: null, on: '2021-07-01' } });
    expect(standingAt(deal, END_OF_JUNE).state).toBe('not-created');
    expect(standingAt(deal, { end: END_OF_JUNE.end + 1, day: '2021-07-01' }).state).toBe('open');
  });

  it('counts as created when nobody knows since when, and says so', () => {
    expect(standingAt(reported({ status: 'received' }), END_OF_JUNE)).toEqual({
      state: 'open',
      creationKnown: false,
      closingKnown: true,
    });
  });

  it('follows from the bounds of the closing, and counts as closed where they leave it open', () => {
    const between = (from: string, to: string) =>
      standingAt(reported({ closedNotBefore: at(from), closedNotAfter: at(to) }), END_OF_JUNE);
    expect(between('2021-06-01T00:00:00Z', '2021-06-30T23:59:59.999Z')).toMatchObject({
      state: 'won',
      closingKnown: true,
    });
    expect(between('2021-07-01T00:00:00Z', '2021-08-01T00:00:00Z').state).toBe('open');
    expect(between('2021-06-30T23:59:59.999Z', '2021-07-01T00:00:00Z')).toMatchObject({
      state: 'won',
      closingKnown: false,
    });
  });
});

describe('whether a deal closed in a period', () => {
  const june = { from: '2021-06-01', to: '2021-07-01' };
  const utc = new Calendar('UTC');

  it('is certain where both bounds lie in it, and open where one does not', () => {
    const between = (from: string | null, to: string | null) =>
      closedWithin(
        reported({
          closedNotBefore: from === null ? null : at(from),
          closedNotAfter: to === null ? null : at(to),
        }),
        june,
        utc,
      );
    expect(between('2021-06-01T00:00:00Z', '2021-06-30T23:59:59.999Z')).toBe(true);
    expect(between('2021-06-02T00:00:00Z', '2021-07-01T00:00:00Z')).toBeNull();
    expect(between(null, '2021-06-15T00:00:00Z')).toBeNull();
    expect(between(null, '2021-05-31T23:59:59.999Z')).toBe(false);
    expect(between('2021-07-01T00:00:00Z', null)).toBe(false);
  });

  it('needs no bounds where the period has none', () => {
    expect(closedWithin(reported({}), { from: null, to: null }, utc)).toBe(true);
  });
});

describe('the month of the rate', () => {
  it('is the UTC month of the closing, whatever is known of it', () => {
    expect(closingMonth(reported({ closed: { at: at('2021-06-30T23:30:00Z'), on: null } }))).toBe('2021-06');
    expect(closingMonth(reported({ closed: { at: null, on: '2021-06-30' } }))).toBe('2021-06');
    const bounds = {
      closedNotBefore: at('2021-06-01T00:00:00Z'),
      closedNotAfter: at('2021-06-29T00:00:00Z'),
    };
    expect(closingMonth(reported(bounds))).toBe('2021-06');
    expect(closingMonth(reported({ ...bounds, closedNotAfter: at('2021-07-01T00:00:00Z') }))).toBeNull();
    expect(closingMonth(reported({ status: 'active', closed: { at: 1, on: null } }))).toBeNull();
  });
});
