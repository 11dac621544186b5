import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utcDay } from '../../kernel/instants.js';
import { DEAL_STATUSES, DEAL_TYPES, DIRECTIONS, REGISTRATION_STATES, SALES_STAGES } from './deal.js';
import { DATE_AT, NUMBER_AT, packStanding, PackedStandings, type StoodDeal } from './standing.js';
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
      valueMinor: standings.number(index, NUMBER_AT.value),
      currency: standings.currency(index),
      estimatedCloseDate: standings.date(index, DATE_AT.estimatedClose),
      createdAt: standings.number(index, NUMBER_AT.created),
      createdOn: standings.date(index, DATE_AT.createdOn),
      acceptedAt: standings.number(index, NUMBER_AT.accepted),
      closedAt: standings.number(index, NUMBER_AT.closed),
      closedOn: standings.date(index, DATE_AT.closedOn),
      closedNotBefore: standings.number(index, NUMBER_AT.notBefore),
      closedNotAfter: standings.number(index, NUMBER_AT.notAfter),
      solutions: standings.solutionsKnown(index) ? [] : null,
      registrationState: standings.registrationState(index),
    },
    told: {
      sightings: standings.sightings(index),
      first: standings.number(index, NUMBER_AT.first),
      last: standings.number(index, NUMBER_AT.last),
      settled: standings.number(index, NUMBER_AT.settled),
      stageSince: standings.number(index, NUMBER_AT.stageSince),
      joined: standings.number(index, NUMBER_AT.joined),
      stages: SALES_STAGES.map((_, place) => standings.stageEntry(index, place)),
    },
  };
}

it('standings come out of their text as they went in, one after another', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ deal, told }), { minLength: 1, maxLength: 5 }), (stood) => {
      const standings = PackedStandings.of(stood.map((one) => packStanding(one.deal, one.told)).join(''));
      expect(standings.length).toBe(stood.length);
      expect(stood.map((_, index) => unpacked(standings, index))).toEqual(stood);
    }),
  );
});

it('thousands of standings come out of the bytes of their text, which is decoded in pieces', () => {
  const some = fc.sample(fc.record({ deal, told }), { numRuns: 7, seed: 1 });
  const stood = Array.from({ length: 1000 }, (_, index) => some[(index * index) % some.length] ?? some[0]);
  const text = stood.map((one) => (one === undefined ? '' : packStanding(one.deal, one.told))).join('');
  const standings = PackedStandings.of(Buffer.from(text));
  expect(stood.map((_, index) => unpacked(standings, index))).toEqual(stood);
});

it('standings are of the form that books hold: to change it, count it up and have all rows made anew', () => {
  const stood: StoodDeal = {
    status: 'lost',
    dealType: 'partner-to-partner',
    direction: 'outbound',
    salesStagePercent: 60,
    valueMinor: 123_456_789_012,
    currency: 'EUR',
    estimatedCloseDate: '2021-06-30',
    createdAt: -1,
    createdOn: '1969-12-31',
    acceptedAt: 0,
    closedAt: 1_622_505_600_000,
    closedOn: '2021-06-01',
    closedNotBefore: null,
    closedNotAfter: null,
    solutions: [],
    registrationState: 'approved',
  };
  const files = { sightings: 3, first: 1, last: 2, settled: 3, stageSince: 4, joined: 5 };
  const text = packStanding(stood, { ...files, stages: [1, 2, null, 4, null, null] });
  expect(text).toBe(
    'AAAUGpm+PEIAAAAAAADwvwAAAAAAAAAAAABA602cd0IAAAAAAAD4fwAAAAAAAPh/AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEAAAAAAAAAUQAAAAAAAAPA/AAAAAAAAAEAAAAAAAAD4fwAAAAAAABBAAAAAAAAA+H8AAAAAAAD4f/////9bSQAAeEkAAAMAAAAEBAI8CAFFVVIB',
  );
  expect(() => PackedStandings.of(text.slice(4))).toThrow('cut off');
  const later = Buffer.from(text, 'base64');
  later[later.length - 1] = 2;
  expect(() => PackedStandings.of(later.toString('base64'))).toThrow('of the form 2');
  const words = [DEAL_STATUSES, DEAL_TYPES, DIRECTIONS, REGISTRATION_STATES, SALES_STAGES];
  expect(words.map((list) => list.join(' '))).toEqual([
    'received active won lost declined expired',
    'co-sell partner-led private partner-to-partner solution-assessment',
    'inbound outbound',
    'none incomplete submitted under-review review-pending action-required update-required approved declined passed failed closed',
    '10 20 40 60 80 100',
  ]);
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
      const standings = PackedStandings.of(packStanding(one, files));
      expect(standings.isOver(0, midnight)).toBe(dated(one));
    }),
  );
});
