import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  counterpartArbitrary,
  microsoftReferral,
  sighting,
  sightingArbitrary,
} from '../../../test/support/sightings.js';
import { isClosed } from './deal.js';
import { dealAt } from './deal-at.js';
import { dealVersions, followDeal, type Learnt } from './deal-history.js';
import { creationBounds } from './deal-times.js';
import type { CounterpartSighting, Sighting } from './sighting.js';

const DAY = (day: number, hour = 0): number => Date.UTC(2021, 6, day, hour);
/** After everything that any file speaks of. */
const ALL = Date.UTC(2031, 0, 1);

/** What a series of imports told, one after the other, each recorded at the instant given with it. */
function learnt(...imports: readonly (readonly [recordedAt: number, ...told: Sighting[]])[]): Learnt {
  const sightings = imports.flatMap(([recordedAt, ...told], index) =>
    told.map((one) => ({ ...one, recordedAt, importId: index + 1 })),
  );
  return { sightings, counterparts: [], kinds: [] };
}

const api = (asOf: number, fields: Sighting['fields']): Sighting => sighting(fields, { asOf });
const bulk = (asOf: number, fields: Sighting['fields'], hasOwnTime = true): Sighting =>
  sighting(fields, { source: 'co-sell', asOf, hasOwnTime });

describe('a deal as it was', () => {
  it('is what the files up to then say, and not what later ones do', () => {
    const told = learnt(
      [DAY(2), bulk(DAY(1), { status: 'active', salesStagePercent: 20 })],
      [DAY(9), bulk(DAY(8), { status: 'active', salesStagePercent: 60 })],
    );
    expect(dealAt(told, DAY(5), ALL)).toMatchObject({ deal: { salesStagePercent: 20 }, toldAt: DAY(1) });
    expect(dealAt(told, DAY(8), ALL)).toMatchObject({ deal: { salesStagePercent: 60 }, toldAt: DAY(8) });
    // On the 8th it was so already, but nobody had told us.
    expect(dealAt(told, DAY(8), DAY(8))).toMatchObject({ deal: { salesStagePercent: 20 } });
  });

  it('is closed from its closing on, though the file that tells it is later', () => {
    const told = learnt(
      [DAY(2), bulk(DAY(1), { status: 'active', salesStagePercent: 20, microsoftStatus: 'pending' })],
      [
        DAY(9),
        api(DAY(8), {
          status: 'won',
          closedAt: DAY(5),
          salesStagePercent: 100,
          microsoftStatus: 'accepted',
          registrationState: 'submitted',
        }),
      ],
    );
    expect(dealAt(told, DAY(5) - 1, ALL)).toMatchObject({ deal: { status: 'active', closedAt: null } });
    // The deal itself is frozen; Microsoft's answer and the registration came at a time that nobody tells.
    expect(dealAt(told, DAY(5), ALL)).toMatchObject({
      deal: {
        status: 'won',
        closedAt: DAY(5),
        salesStagePercent: 100,
        microsoftStatus: 'pending',
        registrationState: null,
      },
      toldAt: DAY(5),
    });
    expect(dealAt(told, DAY(8), ALL)).toMatchObject({
      deal: { microsoftStatus: 'accepted', registrationState: 'submitted' },
    });
  });

  it('closed on a day of which no time is told is closed by the end of that day', () => {
    const told = learnt(
      [DAY(2), bulk(DAY(1), { status: 'active' })],
      [DAY(9), bulk(DAY(8), { status: 'won', closedOn: '2021-07-05' })],
    );
    expect(dealAt(told, DAY(5, 12), ALL)).toMatchObject({ deal: { status: 'active' } });
    expect(dealAt(told, DAY(6) - 1, ALL)).toMatchObject({ deal: { status: 'won', closedOn: '2021-07-05' } });
  });

  it('knows from an undated file what was so before the deal closed', () => {
    const told = learnt(
      [DAY(8), api(DAY(8), { status: 'won', closedAt: DAY(5) })],
      [DAY(21), bulk(DAY(21), { status: 'active', campaignId: '007' }, false)],
    );
    expect(dealAt(told, DAY(6), ALL)).toMatchObject({ deal: { status: 'won', campaignId: '007' } });
    expect(dealAt(told, DAY(5) - 1, ALL)).toMatchObject({ deal: { status: 'active', campaignId: '007' } });
    expect(dealAt(told, DAY(4), ALL)).toMatchObject({ deal: null, because: 'not-told' });
  });

  it('was created when a later file says it was', () => {
    const told = learnt(
      [DAY(2), bulk(DAY(2), { status: 'active' })],
      [DAY(9), api(DAY(8), { status: 'active', createdAt: DAY(1, 7), acceptedAt: DAY(3) })],
    );
    expect(dealAt(told, DAY(2), ALL)).toMatchObject({ deal: { createdAt: DAY(1, 7), acceptedAt: null } });
    expect(dealAt(told, DAY(3), ALL)).toMatchObject({ deal: { acceptedAt: DAY(3) } });
    expect(dealAt(told, DAY(3), DAY(3))).toMatchObject({ deal: { createdAt: null } });
  });

  it('counts Microsoft’s referral from its own time on', () => {
    const pending = microsoftReferral({ asOf: DAY(3), status: 'pending' });
    const accepted = microsoftReferral({ asOf: DAY(6), status: 'accepted' });
    const told: Learnt = {
      ...learnt([
        DAY(2),
        api(DAY(1), { status: 'active', engagementId: 'engagement-1', referralType: 'shared' }),
      ]),
      counterparts: [pending, accepted].map((one) => ({ ...one, recordedAt: DAY(9), importId: 2 })),
    };
    const status = (validAt: number, knownAt = ALL) => dealAt(told, validAt, knownAt).deal?.microsoftStatus;
    expect([status(DAY(2)), status(DAY(3)), status(DAY(6)), status(DAY(6), DAY(8))]).toEqual([
      null,
      'pending',
      'accepted',
      null,
    ]);
  });

  it('is never made up: who asks too early is told from when on there is an answer', () => {
    const told = learnt(
      [DAY(9), bulk(DAY(8), { status: 'active' })],
      [DAY(20), api(DAY(4), { status: 'active', createdAt: DAY(2) })],
    );
    expect(dealAt(told, DAY(8), DAY(8))).toEqual({
      deal: null,
      because: 'not-learnt',
      from: null,
      answersFrom: null,
      laterImport: { importId: 1, recordedAt: DAY(9), answersFrom: DAY(8) },
    });
    expect(dealAt(told, DAY(5), DAY(10))).toEqual({
      deal: null,
      because: 'not-told',
      from: DAY(8),
      answersFrom: DAY(8),
      laterImport: { importId: 2, recordedAt: DAY(20), answersFrom: DAY(5) },
    });
    expect(dealAt(told, DAY(1), ALL)).toEqual({
      deal: null,
      because: 'not-created',
      from: DAY(2),
      // It was created on the 2nd, but the first file that tells how it stood is of the 4th.
      answersFrom: DAY(4),
      laterImport: null,
    });
  });
});

const anything: fc.Arbitrary<Learnt> = fc
  .array(fc.record({ one: fc.oneof(sightingArbitrary, counterpartArbitrary), sameImport: fc.boolean() }), {
    maxLength: 8,
  })
  .map((told) => {
    let importId = 0;
    const recorded = told.map(({ one, sameImport }) => {
      if (!sameImport || importId === 0) importId += 1;
      return { ...one, importId, recordedAt: Date.UTC(2021, 0, importId * 20) };
    });
    const isCounterpart = (one: object): one is CounterpartSighting => 'referralId' in one;
    return {
      sightings: recorded.flatMap((one) => (isCounterpart(one) ? [] : [one])),
      counterparts: recorded.flatMap((one) => (isCounterpart(one) ? [one] : [])),
      kinds: [],
    };
  });
const instant = fc.integer({ min: Date.UTC(2020, 11, 1), max: Date.UTC(2022, 0, 31) });

describe('whatever files told, in whatever order', () => {
  it('the deal as it is now, as far as is known now, is the deal of the book', () => {
    fc.assert(
      fc.property(anything, (told) => {
        const inBook = followDeal(told);
        const created = inBook === null ? null : creationBounds(inBook);
        fc.pre(created === null || created.min <= ALL);
        expect(dealAt(told, ALL, ALL).deal).toEqual(inBook);
      }),
    );
  });

  it('imports replayed one by one leave what was known at each, as the book’s versions were', () => {
    fc.assert(
      fc.property(anything, (told) => {
        for (const { deal, recordedAt } of dealVersions(told)) {
          expect(dealAt(told, ALL, recordedAt).deal).toEqual(deal);
        }
      }),
    );
  });

  it('what was known at an instant does not hang on later imports', () => {
    fc.assert(
      fc.property(anything, instant, instant, (told, validAt, knownAt) => {
        const upTo = ({ recordedAt }: { readonly recordedAt: number }): boolean => recordedAt <= knownAt;
        const then = {
          sightings: told.sightings.filter(upTo),
          counterparts: told.counterparts.filter(upTo),
          kinds: [],
        };
        expect({ ...dealAt(told, validAt, knownAt), laterImport: null }).toEqual({
          ...dealAt(then, validAt, ALL, knownAt),
          laterImport: null,
        });
      }),
    );
  });

  it('the times that there is said to be an answer for have one, and are the first', () => {
    fc.assert(
      fc.property(anything, instant, instant, fc.boolean(), (told, one, other, allKnown) => {
        const validAt = Math.min(one, other);
        const knownAt = allKnown ? ALL : Math.max(one, other);
        const found = dealAt(told, validAt, knownAt);
        fc.pre(found.deal === null);
        const { answersFrom: first, laterImport } = found;
        const later = laterImport && [laterImport.answersFrom, laterImport.recordedAt];
        const answered = [
          ...(first === null
            ? []
            : [first, first + 1, knownAt].map((at) => [Math.min(at, knownAt), knownAt])),
          ...(later === null ? [] : [later]),
        ];
        const askable = answered.every(([at = 0, known = 0]) => at <= known);
        const deals = answered.map(([at = 0, known = 0]) => dealAt(told, at, known).deal);
        expect([askable, deals.includes(null)]).toEqual([true, false]);
        expect(dealAt(told, first === null ? validAt : first - 1, knownAt).deal).toBeNull();
        // With all that is known there is an answer at the end, unless nothing tells of the deal.
        expect(first === null && knownAt === ALL).toBe(allKnown && followDeal(told) === null);
      }),
    );
  });

  it('no deal is closed, accepted, created or told of later than asked for', () => {
    fc.assert(
      fc.property(anything, instant, instant, (told, validAt, knownAt) => {
        const found = dealAt(told, validAt, knownAt);
        if (found.deal === null) return;
        const { deal, toldAt } = found;
        const midnight = (day: string | null): number => (day === null ? -Infinity : Date.parse(day));
        const latest = Math.max(
          toldAt,
          deal.createdAt ?? midnight(deal.createdOn),
          deal.acceptedAt ?? -Infinity,
          deal.closedAt ?? midnight(deal.closedOn),
          deal.closedNotAfter ?? -Infinity,
        );
        expect(latest).toBeLessThanOrEqual(validAt);
        expect(isClosed(deal.status) || deal.closedAt === null).toBe(true);
      }),
    );
  });
});
