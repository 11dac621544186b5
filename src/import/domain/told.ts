import type { SightingFields } from '../../deals/domain/sighting.js';

/** Sighting fields while a record is being read. */
export type Told = { -readonly [Field in keyof SightingFields]: SightingFields[Field] };

/** Notes what a record tells of a field; a record that tells nothing of it leaves the field absent. */
export function tell<Field extends keyof Told>(told: Told, field: Field, value: Told[Field]): void {
  if (value !== undefined) told[field] = value;
}

/**
 * Nothing told as yet. All fields are there from the start, in the order of their names: objects of one shape are
 * filled and read many times as fast as such as grow field by field, each in its own way.
 */
export function toldNothing(): Told {
  const nothing: { [Field in keyof Required<Told>]: Told[Field] } = {
    acceptedAt: undefined,
    allSalesStagesMarked: undefined,
    campaignId: undefined,
    closedAt: undefined,
    closedOn: undefined,
    createdAt: undefined,
    createdOn: undefined,
    crmId: undefined,
    currency: undefined,
    customerCity: undefined,
    customerCountry: undefined,
    customerDuns: undefined,
    customerName: undefined,
    dealType: undefined,
    direction: undefined,
    engagementId: undefined,
    estimatedCloseDate: undefined,
    invitedBy: undefined,
    location: undefined,
    marketplaceTransacted: undefined,
    microsoftInvited: undefined,
    microsoftStatus: undefined,
    microsoftTeam: undefined,
    msxId: undefined,
    name: undefined,
    notes: undefined,
    organisationId: undefined,
    partnersInvited: undefined,
    referralType: undefined,
    registrationDecidedOn: undefined,
    registrationState: undefined,
    registrationSubmittedOn: undefined,
    salesStagePercent: undefined,
    sharedWithMicrosoft: undefined,
    solutionIds: undefined,
    solutionNames: undefined,
    status: undefined,
    statusReason: undefined,
    team: undefined,
    valueMinor: undefined,
  };
  return nothing;
}
