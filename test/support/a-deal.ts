import type { Deal } from '../../src/deals/domain/deal.js';

/** A deal of which nothing is known but its id and that it is active, and what a test says of it. */
export function aDeal(told: Partial<Deal> = {}): Deal {
  return {
    dealId: '11111111-1111-4111-8111-111111111111',
    engagementId: null,
    name: null,
    dealType: null,
    direction: null,
    status: 'active',
    salesStagePercent: null,
    allSalesStagesMarked: null,
    microsoftInvited: null,
    microsoftStatus: null,
    partnersInvited: null,
    marketplaceTransacted: null,
    organisationId: null,
    customerName: null,
    customerCountry: null,
    customerCity: null,
    customerDuns: null,
    location: null,
    campaignId: null,
    crmId: null,
    msxId: null,
    valueMinor: null,
    currency: null,
    estimatedCloseDate: null,
    solutions: null,
    team: null,
    createdAt: null,
    createdOn: null,
    createdFrom: null,
    acceptedAt: null,
    acceptedFrom: null,
    closedAt: null,
    closedOn: null,
    closedFrom: null,
    closedNotBefore: null,
    closedNotAfter: null,
    statusReason: null,
    notes: null,
    registrationState: null,
    registrationSubmittedOn: null,
    registrationDecidedOn: null,
    ...told,
  };
}

/** A partner-led deal with a solution, won after five days: whether it is eligible hangs on the solution. */
export function wonDeal(dealId: string, told: Partial<Deal> = {}): Deal {
  return aDeal({
    dealId,
    status: 'won',
    dealType: 'partner-led',
    microsoftStatus: 'none',
    solutions: [{ solutionId: 's-1', name: 'Contoso Lake' }],
    createdAt: at('2021-06-01T10:00:00Z'),
    closedAt: at('2021-06-06T10:00:00Z'),
    ...told,
  });
}

/** Epoch milliseconds of an ISO instant. */
export function at(iso: string): number {
  return Date.parse(iso);
}
