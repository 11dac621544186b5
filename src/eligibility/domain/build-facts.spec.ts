import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aDeal, at } from '../../../test/support/a-deal.js';
import { SolutionCatalogue, type SolutionIncentive } from '../../catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../deals/domain/deal.js';
import { DAY_MS, HOUR_MS } from '../../kernel/instants.js';
import { RateTable } from '../../rates/domain/rate-table.js';
import { buildFacts, type FactContext } from './build-facts.js';
import type { Facts } from './facts.js';
import { HOLDS } from './operators.js';

const NO_SOLUTIONS = new SolutionCatalogue([], []);
const NO_RATES = new RateTable(null, []);

function facts(told: Partial<Deal>, context: Partial<FactContext> = {}): Facts {
  return buildFacts(aDeal(told), {
    day: '2021-07-01',
    solutions: NO_SOLUTIONS,
    rates: NO_RATES,
    customerManaged: null,
    ...context,
  });
}

const won = (created: string, closed: string): Facts =>
  facts({ status: 'won', createdAt: at(created), closedAt: at(closed) });

const atLeast72 = (known: Facts): boolean => HOLDS.greaterThanInclusive(known.hoursFromCreationToWon, 72);
const below72 = (known: Facts): boolean => HOLDS.lessThan(known.hoursFromCreationToWon, 72);

describe('hours from creation to won', () => {
  it.each([
    ['an ordinary week', '2021-06-05T10:00:00.000Z', '2021-06-08T10:00:00.000Z'],
    ['the night clocks go forward in Europe', '2021-03-26T12:00:00.000Z', '2021-03-29T12:00:00.000Z'],
    ['the night clocks go back in Europe', '2021-10-29T12:00:00.000Z', '2021-11-01T12:00:00.000Z'],
    ['a leap day', '2020-02-27T23:59:59.999Z', '2020-03-01T23:59:59.999Z'],
    ['the end of February in a common year', '2021-02-26T00:00:00.000Z', '2021-03-01T00:00:00.000Z'],
    ['the turn of the year', '2020-12-30T18:30:00.000Z', '2021-01-02T18:30:00.000Z'],
    ['offsets on both sides', '2021-06-05T12:00:00+02:00', '2021-06-08T06:00:00-04:00'],
  ])('over %s: exactly 72 hours are 72, a millisecond less is not', (_, created, closed) => {
    expect(won(created, closed).hoursFromCreationToWon).toBe(72);
    expect(atLeast72(won(created, closed))).toBe(true);
    const early = facts({ status: 'won', createdAt: at(created), closedAt: at(closed) - 1 });
    expect(atLeast72(early)).toBe(false);
    expect(below72(early)).toBe(true);
  });

  it('compare as whole milliseconds would, for any instants and any limit', () => {
    const instant = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') });
    const gap = fc.oneof(
      fc.integer({ min: 0, max: 4000 * DAY_MS }),
      fc.integer({ min: -3, max: 3 }).map((ms) => 72 * HOUR_MS + ms),
    );
    // Thousandths of an hour: 3,600 milliseconds each.
    const limit = fc.oneof(fc.integer({ min: -100_000, max: 10_000_000 }), fc.constant(72_000));
    fc.assert(
      fc.property(instant, gap, limit, (createdAt, ms, thousandths) => {
        const { hoursFromCreationToWon } = facts({ status: 'won', createdAt, closedAt: createdAt + ms });
        const enough = BigInt(ms) >= BigInt(thousandths) * 3600n;
        const asked = thousandths / 1000;
        expect(HOLDS.greaterThanInclusive(hoursFromCreationToWon, asked)).toBe(enough);
        expect(HOLDS.lessThan(hoursFromCreationToWon, asked)).toBe(!enough);
      }),
      { numRuns: 5000 },
    );
  });

  it('are not known for a deal won before it was created: one of the times is wrong', () => {
    expect(won('2021-06-08T10:00:00Z', '2021-06-08T08:00:00Z').hoursFromCreationToWon).toBeNull();
    expect(won('2021-06-08T10:00:00Z', '2021-06-08T10:00:00Z').hoursFromCreationToWon).toBe(0);
  });

  it('are not known while the deal is not won, or when either time is missing', () => {
    const closedAt = at('2021-06-08T10:00:00Z');
    const createdAt = at('2021-06-01T10:00:00Z');
    expect(facts({ status: 'lost', createdAt, closedAt }).hoursFromCreationToWon).toBeNull();
    expect(facts({ status: 'won', closedAt }).hoursFromCreationToWon).toBeNull();
    expect(facts({ status: 'won', createdAt }).hoursFromCreationToWon).toBeNull();
  });
});

describe('a deal with only the date of its creation', () => {
  const closedAt = at('2021-06-08T12:00:00.000Z');
  const createdOn = (date: string): Facts => facts({ status: 'won', createdOn: date, closedAt });

  it('has bounds of hours: from the last to the first moment of that day', () => {
    expect(createdOn('2021-06-05').createdAt).toEqual({
      min: at('2021-06-05T00:00:00Z'),
      max: at('2021-06-05T23:59:59.999Z'),
    });
    expect(createdOn('2021-06-05').hoursFromCreationToWon).toEqual({
      min: (60 * HOUR_MS + 1) / HOUR_MS,
      max: 84,
    });
  });

  it('leaves the 72 hours open, unless every time of that day gives the same answer', () => {
    expect([atLeast72(createdOn('2021-06-05')), below72(createdOn('2021-06-05'))]).toEqual([false, false]);
    expect(atLeast72(createdOn('2021-06-04'))).toBe(true);
    expect(below72(createdOn('2021-06-06'))).toBe(true);
  });

  it('has enough hours even when won at midnight three days after the day ended', () => {
    const midnight = { status: 'won', createdOn: '2021-06-05' } as const;
    expect(atLeast72(facts({ ...midnight, closedAt: at('2021-06-08T23:59:59.999Z') }))).toBe(true);
    expect(atLeast72(facts({ ...midnight, closedAt: at('2021-06-08T23:59:59.998Z') }))).toBe(false);
  });
});

describe('when a deal was won', () => {
  it('is its instant, else its day, else between being seen open and being seen closed', () => {
    const closedAt = at('2021-06-08T12:00:00Z');
    const [open, closed] = [at('2021-06-01T00:00:00Z'), at('2021-06-10T00:00:00Z')];
    const status = 'won';
    expect(facts({ status, closedAt, closedOn: '2021-06-08' }).wonAt).toBe(closedAt);
    expect(facts({ status, closedOn: '2021-06-08' }).wonAt).toEqual({
      min: at('2021-06-08T00:00:00Z'),
      max: at('2021-06-08T23:59:59.999Z'),
    });
    expect(facts({ status, closedNotBefore: open, closedNotAfter: closed }).wonAt).toEqual({
      min: open,
      max: closed,
    });
    expect(facts({ status, closedNotBefore: open, closedNotAfter: open }).wonAt).toBe(open);
  });

  it('is not before the deal was created, by instant or by date', () => {
    const closedNotAfter = at('2021-06-10T00:00:00Z');
    const createdAt = at('2021-06-03T09:00:00Z');
    expect(facts({ status: 'won', createdAt, closedNotAfter }).wonAt).toEqual({
      min: createdAt,
      max: closedNotAfter,
    });
    expect(facts({ status: 'won', createdOn: '2021-06-03', closedNotAfter }).wonAt).toEqual({
      min: at('2021-06-03T00:00:00Z'),
      max: closedNotAfter,
    });
  });

  it('is not known when an end is missing, or the ends contradict each other', () => {
    expect(facts({ status: 'won' }).wonAt).toBeNull();
    expect(facts({ status: 'won', closedNotAfter: 5 }).wonAt).toBeNull();
    expect(facts({ status: 'won', closedNotBefore: 6, closedNotAfter: 5 }).wonAt).toBeNull();
    expect(facts({ status: 'lost', closedAt: 5 }).wonAt).toBeNull();
  });

  it('within bounds, every instant in them has its hours within the bounds of hours', () => {
    const instant = fc.integer({ min: 0, max: 10 * DAY_MS });
    fc.assert(
      fc.property(instant, instant, instant, fc.nat({ max: 1000 }), (createdAt, a, b, permille) => {
        const bounds = { closedNotBefore: Math.min(a, b), closedNotAfter: Math.max(a, b) };
        const truth =
          bounds.closedNotBefore +
          Math.floor(((bounds.closedNotAfter - bounds.closedNotBefore) * permille) / 1000);
        fc.pre(truth >= createdAt);
        const within = facts({ status: 'won', createdAt, ...bounds });
        const exact = facts({ status: 'won', createdAt, closedAt: truth });
        expect(!atLeast72(within) || atLeast72(exact)).toBe(true);
        expect(!below72(within) || below72(exact)).toBe(true);
      }),
    );
  });
});

describe('the incentives of a deal', () => {
  const incentive = (solutionId: string, from: string | null, until: string | null): SolutionIncentive => ({
    solutionId,
    incentive: 'azure-ip-co-sell',
    validFrom: from,
    validUntil: until,
  });
  const solutions = new SolutionCatalogue(
    ['s-always', 's-june', 's-never'].map((solutionId) => ({ solutionId, name: solutionId, kind: 'own' })),
    [incentive('s-always', null, null), incentive('s-june', '2021-06-01', '2021-07-01')],
  );
  const held = (ids: readonly string[], told: Partial<Deal>, day = '2021-07-01'): readonly unknown[] => {
    const known = facts(
      { ...told, solutions: ids.map((solutionId) => ({ solutionId, name: null })) },
      { solutions, day },
    );
    return [known.hasIncentiveEligibleSolution, known.incentiveTags];
  };
  const tags = ['azure-ip-co-sell'];

  it('are those of the UTC day it was won, and of today while it is open', () => {
    const wonAt = (iso: string): Partial<Deal> => ({ status: 'won', closedAt: at(iso) });
    expect(held(['s-june'], wonAt('2021-05-31T23:59:59.999Z'))).toEqual([false, []]);
    expect(held(['s-june'], wonAt('2021-06-01T00:00:00.000Z'))).toEqual([true, tags]);
    expect(held(['s-june'], wonAt('2021-06-30T23:59:59.999Z'))).toEqual([true, tags]);
    expect(held(['s-june'], wonAt('2021-07-01T00:00:00.000Z'))).toEqual([false, []]);
    expect(held(['s-june'], { status: 'active' }, '2021-06-30')).toEqual([true, tags]);
    expect(held(['s-june'], { status: 'active' }, '2021-07-01')).toEqual([false, []]);
    expect(held(['s-june'], { status: 'lost', closedAt: at('2021-06-15T00:00:00Z') })).toEqual([false, []]);
  });

  it('are none for a deal known to have no solutions, and not known when no file told', () => {
    expect(held([], { status: 'won', closedAt: 0 })).toEqual([false, []]);
    const untold = facts({ solutions: null }, { solutions });
    expect([untold.hasIncentiveEligibleSolution, untold.incentiveTags]).toEqual([null, null]);
  });

  it('of a solution that is not in the catalogue are not known', () => {
    const closedAt = at('2021-06-15T00:00:00Z');
    expect(held(['s-never', 's-unknown'], { status: 'won', closedAt })).toEqual([null, null]);
    expect(held(['s-always', 's-unknown'], { status: 'won', closedAt })).toEqual([
      true,
      { known: tags, complete: false },
    ]);
  });

  it('are known for an uncertain won day if every possible day gives the same answer', () => {
    const between = (from: string, until: string): Partial<Deal> => ({
      status: 'won',
      closedNotBefore: at(from),
      closedNotAfter: at(until),
    });
    expect(held(['s-june'], between('2021-06-01T08:00:00Z', '2021-06-30T08:00:00Z'))).toEqual([true, tags]);
    expect(held(['s-june'], between('2021-05-31T08:00:00Z', '2021-06-30T08:00:00Z'))).toEqual([null, null]);
    expect(held(['s-june'], between('2021-06-30T08:00:00Z', '2021-07-01T08:00:00Z'))).toEqual([null, null]);
    // Begins and ends within the bounds: the days at the bounds alone would say no.
    expect(held(['s-june'], between('2021-05-01T00:00:00Z', '2021-08-01T00:00:00Z'))).toEqual([null, null]);
    expect(held(['s-never'], between('2021-05-01T00:00:00Z', '2021-08-01T00:00:00Z'))).toEqual([false, []]);
    expect(held(['s-always', 's-june'], { status: 'won' })).toEqual([true, tags]);
    expect(held(['s-june'], { status: 'won' })).toEqual([null, null]);
  });
});

describe('the value in US dollars', () => {
  const rates = new RateTable(1, [
    { month: '2021-03', currency: 'EUR', usdPerUnit: '1.20' },
    { month: '2021-06', currency: 'EUR', usdPerUnit: '1.25' },
    { month: '2021-07', currency: 'EUR', usdPerUnit: '1.50' },
    { month: '2021-06', currency: 'JPY', usdPerUnit: '0.0091' },
  ]);
  const usd = (told: Partial<Deal>, day = '2021-07-01'): unknown =>
    facts({ valueMinor: 2_000_000, currency: 'EUR', ...told }, { rates, day }).dealValueUsd;

  it('goes by the month the deal closed, won or not, and by today’s while it is open', () => {
    expect(usd({ status: 'won', closedAt: at('2021-06-30T23:59:59.999Z') })).toBe(25_000);
    expect(usd({ status: 'lost', closedOn: '2021-06-30' })).toBe(25_000);
    expect(usd({ status: 'won', closedAt: at('2021-07-01T00:00:00.000Z') })).toBe(30_000);
    expect(usd({ status: 'active', closedAt: null })).toBe(30_000);
    expect(usd({ status: 'active' }, '2021-06-30')).toBe(25_000);
  });

  it('is known for an uncertain day of closing only within one month', () => {
    const closedNotBefore = at('2021-06-02T00:00:00Z');
    expect(usd({ status: 'won', closedNotBefore, closedNotAfter: at('2021-06-30T23:59:59Z') })).toBe(25_000);
    expect(usd({ status: 'won', closedNotBefore, closedNotAfter: at('2021-07-01T00:00:00Z') })).toBeNull();
    expect(usd({ status: 'won' })).toBeNull();
  });

  it('needs no rate and no month when it is in US dollars, and counts cents exactly', () => {
    expect(usd({ status: 'won', currency: 'USD', valueMinor: 2_499_999 })).toBe(24_999.99);
    expect(HOLDS.lessThan(24_999.99, 25_000)).toBe(true);
  });

  it('knows currencies without cents', () => {
    const closedAt = at('2021-06-10T00:00:00Z');
    expect(usd({ status: 'won', currency: 'JPY', valueMinor: 2_750_000, closedAt })).toBe(25_025);
  });

  it('is not known without value, currency or rate: never one to one, never zero', () => {
    const closedAt = at('2021-06-10T00:00:00Z');
    expect(usd({ status: 'won', closedAt, valueMinor: null })).toBeNull();
    expect(usd({ status: 'won', closedAt, currency: null })).toBeNull();
    expect(usd({ status: 'won', closedAt, currency: 'CHF' })).toBeNull();
    expect(usd({ status: 'won', closedAt: at('2020-12-31T00:00:00Z') })).toBeNull();
  });
});

describe('facts the deal carries itself', () => {
  it('are taken as they are, and what no file told stays missing', () => {
    const known = facts({ dealType: 'private', microsoftInvited: false, campaignId: '' });
    expect(known).toMatchObject({ dealType: 'private', microsoftInvited: false, campaignId: '' });
    const missing = Object.values(facts({})).filter((value) => value !== null);
    expect(missing).toEqual(['active']);
  });

  it('say of the customer what the customers file says, and nothing when it does not', () => {
    expect(facts({}, { customerManaged: false }).customerManagedByMicrosoft).toBe(false);
    expect(facts({}, { customerManaged: null }).customerManagedByMicrosoft).toBeNull();
  });

  it('cannot be changed by whoever reads them', () => {
    const known = facts({ status: 'won', createdOn: '2021-06-05', solutions: [] });
    expect(Object.isFrozen(known)).toBe(true);
    expect(Object.values(known).every((value) => Object.isFrozen(value))).toBe(true);
  });
});
