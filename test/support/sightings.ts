import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { DEAL_STATUSES, DEAL_TYPES, MICROSOFT_STATUSES, SALES_STAGES } from '../../src/deals/domain/deal.js';
import {
  type CounterpartSighting,
  type Sighting,
  SIGHTING_SOURCES,
  type SightingFields,
} from '../../src/deals/domain/sighting.js';

/** A sighting of the deal `deal-1` from the API on 1 June 2021, unless told otherwise. */
export function sighting(fields: SightingFields, more: Partial<Sighting> = {}): Sighting {
  return {
    dealId: 'deal-1',
    source: 'referrals',
    asOf: Date.UTC(2021, 5, 1),
    hasOwnTime: true,
    contentHash: createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 22),
    fields,
    ...more,
  };
}

/** Microsoft's referral of the engagement `engagement-1`, unless told otherwise. */
export function microsoftReferral(more: Partial<CounterpartSighting> = {}): CounterpartSighting {
  const referral = {
    engagementId: 'engagement-1',
    referralId: 'msft-1',
    party: 'microsoft',
    organisationId: 'msft',
    asOf: Date.UTC(2021, 5, 1),
    status: 'pending',
    contentHash: '',
    ...more,
  } as const;
  return { ...referral, contentHash: `${referral.status}@${referral.asOf}` };
}

const instants = fc.integer({ min: Date.UTC(2021, 0, 1), max: Date.UTC(2021, 11, 31) });

const fieldsArbitrary: fc.Arbitrary<SightingFields> = fc.record(
  {
    name: fc.constantFrom('UK spring deal', 'Сделка', '私人管道 2021', ''),
    status: fc.constantFrom(...DEAL_STATUSES),
    engagementId: fc.constantFrom('engagement-1', 'engagement-2'),
    dealType: fc.constantFrom(...DEAL_TYPES),
    salesStagePercent: fc.constantFrom(...SALES_STAGES),
    microsoftStatus: fc.constantFrom(...MICROSOFT_STATUSES),
    organisationId: fc.constantFrom('own', 'other'),
    referralType: fc.constantFrom('shared', 'independent'),
    invitedBy: fc.constantFrom('own', 'other', 'msft'),
    sharedWithMicrosoft: fc.boolean(),
    campaignId: fc.constantFrom('BingSummer2020', '007'),
    solutionIds: fc.uniqueArray(fc.constantFrom('SOL-1', 'SOL-2', 'SA-1'), { maxLength: 3 }),
    solutionNames: fc.dictionary(fc.constantFrom('SOL-1', 'SOL-2'), fc.constantFrom('One', 'Two')),
    createdAt: instants,
    createdOn: fc.constantFrom('2021-01-01', '2021-06-30'),
    closedAt: instants,
    closedOn: fc.constantFrom('2021-07-01', '2021-07-02'),
  },
  { requiredKeys: [] },
);

/** Any sighting of `deal-1`; times are few, so that ties are common. */
export const sightingArbitrary: fc.Arbitrary<Sighting> = fc
  .record({
    fields: fieldsArbitrary,
    source: fc.constantFrom(...SIGHTING_SOURCES),
    asOf: fc.constantFrom(...[1, 2, 3, 4].map((month) => Date.UTC(2021, month, 1))),
    hasOwnTime: fc.boolean(),
  })
  .map(({ fields, ...more }) => sighting(fields, more));

/** Any counterpart's referral of `engagement-1`. */
export const counterpartArbitrary: fc.Arbitrary<CounterpartSighting> = fc
  .record({
    referralId: fc.constantFrom('msft-1', 'partner-1'),
    asOf: fc.constantFrom(...[1, 2, 3].map((month) => Date.UTC(2021, month, 1))),
    status: fc.constantFrom(...MICROSOFT_STATUSES),
  })
  .map((referral) =>
    microsoftReferral({ ...referral, party: referral.referralId === 'msft-1' ? 'microsoft' : 'partner' }),
  );
