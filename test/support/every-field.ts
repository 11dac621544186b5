import fc from 'fast-check';
import {
  DEAL_STATUSES,
  DEAL_TYPES,
  DIRECTIONS,
  MICROSOFT_STATUSES,
  REGISTRATION_STATES,
  SALES_STAGES,
  type TeamMember,
} from '../../src/deals/domain/deal.js';
import type { SightingFields } from '../../src/deals/domain/sighting.js';

const text = fc.string({ unit: 'grapheme' });
const instant = fc.integer({ min: -8.64e15, max: 8.64e15 });
const day = fc.constantFrom('0001-01-01', '2021-02-28', '9999-12-31');

const team = (party: TeamMember['party']): fc.Arbitrary<readonly TeamMember[]> =>
  fc.array(
    fc.record(
      { party: fc.constant(party), firstName: text, lastName: text, phone: text, email: text },
      { noNullPrototype: true },
    ),
    {
      maxLength: 3,
    },
  );

/** For every field what may be told of it; the type makes sure that none is forgotten. */
const ARBITRARIES: { readonly [F in keyof SightingFields]-?: fc.Arbitrary<NonNullable<SightingFields[F]>> } =
  {
    engagementId: text,
    name: text,
    status: fc.constantFrom(...DEAL_STATUSES),
    dealType: fc.constantFrom(...DEAL_TYPES),
    direction: fc.constantFrom(...DIRECTIONS),
    salesStagePercent: fc.constantFrom(...SALES_STAGES),
    allSalesStagesMarked: fc.boolean(),
    microsoftStatus: fc.constantFrom(...MICROSOFT_STATUSES),
    microsoftInvited: fc.boolean(),
    partnersInvited: fc.boolean(),
    marketplaceTransacted: fc.boolean(),
    organisationId: text,
    referralType: fc.constantFrom('shared', 'independent'),
    invitedBy: text,
    sharedWithMicrosoft: fc.boolean(),
    customerName: text,
    customerCountry: fc.constantFrom('GB', 'CN'),
    customerCity: text,
    customerDuns: fc.constantFrom('081234567', '8-1'),
    location: text,
    campaignId: text,
    crmId: text,
    msxId: text,
    valueMinor: fc.oneof(fc.constant(0), fc.maxSafeNat()),
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
    estimatedCloseDate: day,
    solutionIds: fc.uniqueArray(text, { maxLength: 3 }),
    solutionNames: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
    team: team('own'),
    microsoftTeam: team('microsoft'),
    createdAt: instant,
    createdOn: day,
    acceptedAt: instant,
    closedAt: instant,
    closedOn: day,
    statusReason: text,
    notes: text,
    registrationState: fc.constantFrom(...REGISTRATION_STATES),
    registrationSubmittedOn: day,
    registrationDecidedOn: day,
  };

/** Whatever a sighting may tell: any of all fields, with empty texts and lists, and text in any script. */
export const everyField: fc.Arbitrary<SightingFields> = fc.record(ARBITRARIES, {
  requiredKeys: [],
  noNullPrototype: true,
});
