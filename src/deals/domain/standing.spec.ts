import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utcDay } from '../../kernel/instants.js';
import { DEAL_STATUSES, DEAL_TYPES, DIRECTIONS, REGISTRATION_STATES, SALES_STAGES } from './deal.js';
import { packStanding, PackedStandings, type StoodDeal } from './standing.js';
import type { Told } from './told.js';

const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });
/** The year 100: dates of earlier ones are refused wherever they are read. */
const FIRST = Date.UTC(100, 0, 1);
const instant = orNull(fc.integer({ min: FIRST, max: 253_402_300_799_999 }));
const day = orNull(fc.integer({ min: FIRST, max: 253_402_300_799_999 }).map(utcDay));

const deal: fc.Arbitrary<StoodDeal> = fc.record({
  status: fc.constantFrom(...DEAL_STATUSES),
  dealType: orNull(fc.constantFrom(...DEAL_TYPES)),
  direction: orNull(fc.constantFrom(...DIRECTIONS)),
  salesStagePercent: orNull(fc.constantFrom(...SALES_STAGES)),
  valueMinor: orNull(fc.maxSafeInteger()),
  currency: orNull(fc.constantFrom('USD', 'EUR', 'JPY', 'KWD')),
  estimatedCloseDate: day,
  createdAt: instant,
  createdOn: day,
  acceptedAt: instant,
  closedAt: instant,
  closedOn: day,
  closedNotBefore: instant,
  closedNotAfter: instant,
  solutions: orNull(fc.constant([])),
  registrationState: orNull(fc.constantFrom(...REGISTRATION_STATES)),
});

const told: fc.Arbitrary<Told> = fc.record({
  sightings: fc.nat(),
  first: instant,
  last: instant,
  settled: instant,
  stageSince: instant,
  joined: instant,
  stages: fc.array(instant, { minLength: SALES_STAGES.length, maxLength: SALES_STAGES.length }),
});

function unpacked(standings: PackedStandings, index: number): { deal: StoodDeal; told: Told } {
  return {
    deal: {
      status: standings.status(index),
      dealType: standings.dealType(index),
      direction: standings.direction(index),
      salesStagePercent: standings.stagePercent(index),
      valueMinor: standings.number(index, 'value'),
      currency: standings.currency(index),
      estimatedCloseDate: standings.date(index, 'estimatedClose'),
      createdAt: standings.number(index, 'created'),
      createdOn: standings.date(index, 'createdOn'),
      acceptedAt: standings.number(index, 'accepted'),
      closedAt: standings.number(index, 'closed'),
      closedOn: standings.date(index, 'closedOn'),
      closedNotBefore: standings.number(index, 'notBefore'),
      closedNotAfter: standings.number(index, 'notAfter'),
      solutions: standings.solutionsKnown(index) ? [] : null,
      registrationState: standings.registrationState(index),
    },
    told: {
      sightings: standings.sightings(index),
      first: standings.number(index, 'first'),
      last: standings.number(index, 'last'),
      settled: standings.number(index, 'settled'),
      stageSince: standings.number(index, 'stageSince'),
      joined: standings.number(index, 'joined'),
      stages: standings.stageEntries(index),
    },
  };
}

it('standings come out of their text as they went in, one after another', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ deal, told }), { minLength: 1, maxLength: 5 }), (stood) => {
      const standings = new PackedStandings(stood.map((one) => packStanding(one.deal, one.told)).join(''));
      expect(standings.length).toBe(stood.length);
      expect(stood.map((_, index) => unpacked(standings, index))).toEqual(stood);
    }),
  );
});

it('a deal is over by a midnight when it is known that it was created and closed before', () => {
  const midnight = Date.UTC(2021, 5, 1);
  const dated = (one: StoodDeal): boolean => {
    const created = one.createdAt ?? (one.createdOn === null ? null : Date.parse(one.createdOn));
    const closed = one.closedAt ?? (one.closedOn === null ? null : Date.parse(one.closedOn));
    const open = one.status === 'received' || one.status === 'active';
    return !open && created !== null && closed !== null && created < midnight && closed < midnight;
  };
  fc.assert(
    fc.property(deal, told, (one, files) => {
      const standings = new PackedStandings(packStanding(one, files));
      expect(standings.isOver(0, midnight)).toBe(dated(one));
    }),
  );
});
