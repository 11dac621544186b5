import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  counterpartArbitrary,
  microsoftReferral,
  sighting,
  sightingArbitrary,
} from '../../../test/support/sightings.js';
import { bookDeal } from './book-deal.js';
import type { BookContext, CounterpartSighting, Sighting } from './sighting.js';

const JUNE = (day: number, hours = 0): number => Date.UTC(2021, 5, day, hours);

function context(...counterparts: CounterpartSighting[]): BookContext {
  return { counterparts, isAssessment: (solutionId) => solutionId === 'CATALOGUED-ASSESSMENT' };
}

const bulk = (fields: Sighting['fields'], more: Partial<Sighting> = {}): Sighting =>
  sighting(fields, { source: 'co-sell', hasOwnTime: false, ...more });

describe('a deal followed from its sightings', () => {
  it('does not depend on the order in which files arrive, nor on how often', () => {
    const any = fc.array(sightingArbitrary, { minLength: 1, maxLength: 6 });
    const others = fc.array(counterpartArbitrary, { maxLength: 3 });
    fc.assert(
      fc.property(any, others, fc.infiniteStream(fc.nat()), (sightings, counterparts, dice) => {
        const shuffled = [...sightings, ...sightings].toSorted(() => (Number(dice.next().value) % 3) - 1);
        const again = [...counterparts, ...counterparts].toReversed();
        expect(bookDeal(shuffled, context(...again))).toEqual(bookDeal(sightings, context(...counterparts)));
      }),
      { numRuns: 500 },
    );
  });

  it('never loses a value that some sighting told', () => {
    const any = fc.array(sightingArbitrary, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(any, (sightings) => {
        const deal = bookDeal(sightings, context());
        fc.pre(deal !== null);
        const told = (field: 'name' | 'campaignId' | 'salesStagePercent'): boolean =>
          sightings.some(({ fields }) => fields[field] !== undefined);
        expect(deal?.name !== null).toBe(told('name'));
        expect(deal?.campaignId !== null).toBe(told('campaignId'));
        expect(deal?.salesStagePercent !== null).toBe(told('salesStagePercent'));
      }),
    );
  });

  it('is no deal while nothing tells its status', () => {
    expect(bookDeal([sighting({ registrationState: 'approved' })], context())).toBeNull();
    expect(bookDeal([], context())).toBeNull();
  });

  it('takes each field from the newest sighting that carries it', () => {
    const deal = bookDeal(
      [
        sighting({ status: 'active', campaignId: 'BingSummer2020', name: 'old' }, { asOf: JUNE(1) }),
        sighting({ status: 'active', name: 'new' }, { asOf: JUNE(2) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ name: 'new', campaignId: 'BingSummer2020' });
  });
});

describe('when a deal closed', () => {
  it('is its reported closing time, of several the earliest', () => {
    const deal = bookDeal(
      [
        sighting({ status: 'won', closedAt: JUNE(10, 9) }, { asOf: JUNE(10, 9) }),
        sighting({ status: 'won', closedAt: JUNE(25) }, { asOf: JUNE(25) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ closedAt: JUNE(10, 9), closedOn: '2021-06-10', closedFrom: 'reported' });
  });

  it('is the updated time of the first closed record where no closing time is reported', () => {
    const deal = bookDeal(
      [
        sighting({ status: 'won' }, { asOf: JUNE(10, 9) }),
        sighting({ status: 'won', registrationState: 'approved' }, { asOf: JUNE(30) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ closedAt: JUNE(10, 9), closedFrom: 'inferred' });
  });

  it('is not known from a file without times, which only bounds it', () => {
    const deal = bookDeal(
      [sighting({ status: 'active' }, { asOf: JUNE(1) }), bulk({ status: 'won' }, { asOf: JUNE(20) })],
      context(),
    );
    expect(deal).toMatchObject({
      closedAt: null,
      closedOn: null,
      closedFrom: 'observed',
      closedNotBefore: JUNE(1),
      closedNotAfter: JUNE(20),
    });
  });

  it('is not the updated time of a record that comes after another file saw it closed', () => {
    const deal = bookDeal(
      [bulk({ status: 'won' }, { asOf: JUNE(10) }), sighting({ status: 'won' }, { asOf: JUNE(30) })],
      context(),
    );
    expect(deal).toMatchObject({ closedAt: null, closedNotAfter: JUNE(10) });
  });

  it('a file without times of its own never reopens a closed deal, for it may be the older one', () => {
    const deal = bookDeal(
      [
        sighting({ status: 'won', closedAt: JUNE(10) }, { asOf: JUNE(10) }),
        bulk({ status: 'active', salesStagePercent: 80 }, { asOf: JUNE(20) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ status: 'won', closedAt: JUNE(10) });
  });

  it('a deal that was reopened and won again closed at the second win', () => {
    const deal = bookDeal(
      [
        sighting({ status: 'won', closedAt: JUNE(10) }, { asOf: JUNE(10) }),
        sighting({ status: 'active' }, { asOf: JUNE(12) }),
        sighting({ status: 'won', closedAt: JUNE(20) }, { asOf: JUNE(20) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ status: 'won', closedAt: JUNE(20) });
  });
});

describe('the type of a deal', () => {
  const own = { status: 'active', organisationId: 'own', engagementId: 'engagement-1' } as const;

  it.each([
    [
      'co-sell: shared, and Microsoft has a referral',
      { referralType: 'shared', invitedBy: 'own' },
      true,
      'co-sell',
    ],
    [
      'co-sell: shared, and Microsoft invited us',
      { referralType: 'shared', invitedBy: 'msft' },
      false,
      'co-sell',
    ],
    [
      'partner-to-partner: shared by another partner',
      { referralType: 'shared', invitedBy: 'other' },
      false,
      'partner-to-partner',
    ],
    [
      'not settled: shared, and no other referral fetched',
      { referralType: 'shared', invitedBy: 'own' },
      false,
      null,
    ],
    [
      'partner-led: ours alone, sellers may look',
      { referralType: 'independent', sharedWithMicrosoft: true },
      false,
      'partner-led',
    ],
    [
      'private: ours alone, nobody may look',
      { referralType: 'independent', sharedWithMicrosoft: false },
      false,
      'private',
    ],
    ['private: ours alone, nothing said of looking', { referralType: 'independent' }, false, 'private'],
  ] as const)('%s', (_, fields, withMicrosoft, expected) => {
    const counterparts = withMicrosoft ? [microsoftReferral()] : [];
    expect(bookDeal([sighting({ ...own, ...fields })], context(...counterparts))?.dealType).toBe(expected);
  });

  it('is solution assessment where the only solution is one, by its id or by the catalogue', () => {
    for (const solution of ['SA-INFRA-01', 'CATALOGUED-ASSESSMENT']) {
      const deal = bookDeal(
        [bulk({ status: 'active', dealType: 'private', solutionIds: [solution] })],
        context(),
      );
      expect(deal).toMatchObject({ dealType: 'solution-assessment', microsoftStatus: 'none' });
    }
  });

  it('stays partner-to-partner when a later bulk file, which cannot tell, says private', () => {
    const partner = microsoftReferral({ referralId: 'p-1', party: 'partner', organisationId: 'other' });
    const deal = bookDeal(
      [
        sighting({ ...own, referralType: 'shared', invitedBy: 'own' }),
        bulk({ status: 'active', dealType: 'private' }, { asOf: JUNE(30) }),
      ],
      context(partner),
    );
    expect(deal).toMatchObject({
      dealType: 'partner-to-partner',
      partnersInvited: true,
      microsoftStatus: 'none',
    });
  });

  it('follows an upgrade', () => {
    const deal = bookDeal(
      [
        bulk({ status: 'active', dealType: 'private' }, { asOf: JUNE(1) }),
        bulk({ status: 'active', dealType: 'co-sell', microsoftStatus: 'pending' }, { asOf: JUNE(5) }),
      ],
      context(),
    );
    expect(deal).toMatchObject({ dealType: 'co-sell', microsoftInvited: true, microsoftStatus: 'pending' });
  });
});

describe('Microsoft’s status', () => {
  const shared = sighting({ status: 'active', referralType: 'shared', engagementId: 'engagement-1' });

  it('is the newest word of Microsoft’s own referral or of a file', () => {
    const deal = bookDeal(
      [shared, bulk({ microsoftStatus: 'pending' }, { asOf: JUNE(2) })],
      context(microsoftReferral({ asOf: JUNE(3), status: 'accepted' })),
    );
    expect(deal?.microsoftStatus).toBe('accepted');
  });

  it('is the later answer where the updated time did not move with it', () => {
    const deal = bookDeal(
      [shared],
      context(microsoftReferral({ status: 'declined' }), microsoftReferral({ status: 'pending' })),
    );
    expect(deal?.microsoftStatus).toBe('declined');
  });

  it('is not known on a co-sell deal that Microsoft started and whose other referral was not fetched', () => {
    const deal = bookDeal(
      [sighting({ status: 'won', referralType: 'shared', invitedBy: 'msft', organisationId: 'own' })],
      context(),
    );
    expect(deal).toMatchObject({ dealType: 'co-sell', direction: 'inbound', microsoftStatus: null });
  });
});

describe('the direction of a deal', () => {
  it('is told by who invited whom; the API’s own word for it is not to be trusted', () => {
    const own = { status: 'won', organisationId: 'own', direction: 'inbound' } as const;
    expect(bookDeal([sighting({ ...own, invitedBy: 'own' })], context())?.direction).toBe('outbound');
    expect(bookDeal([sighting(own)], context())?.direction).toBe('inbound');
  });
});
