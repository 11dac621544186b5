import type { FACT_LABELS } from './fact-labels.js';

/**
 * What can change a fact while the deal is open: the partner by editing it; the partner by an upgrade, which cannot be
 * taken back; Microsoft by its answer; time alone; or nothing, once the deal is created. Nothing changes a fact of a
 * closed deal (domain brief, section 4.6).
 */
export type FactChange = 'by-partner' | 'by-upgrade' | 'by-microsoft' | 'by-time' | 'never';

/** What can change each fact of the catalogue while the deal is open, with the section of the domain brief that says so. */
export const FACT_CHANGES = {
  // 5.2: sharing and asking for help only ever add.
  dealType: 'by-upgrade',
  // 2.2, 4.2: who started the deal is settled when it begins.
  direction: 'never',
  // 4.2: accepting the invitation, marking the deal won.
  status: 'by-partner',
  // 4.4.
  salesStagePercent: 'by-partner',
  // 4.5.
  allSalesStagesMarked: 'by-partner',
  // 5.1: Microsoft is invited by asking it for help.
  microsoftInvited: 'by-upgrade',
  // 6: read-only for the partner.
  microsoftStatus: 'by-microsoft',
  // 3.4: solutions can be changed after creation.
  incentiveTags: 'by-partner',
  hasIncentiveEligibleSolution: 'by-partner',
  createdAt: 'never',
  // 8: won when it is marked won.
  wonAt: 'by-time',
  hoursFromCreationToWon: 'by-time',
  // 3.1: value and currency can be edited.
  dealValueUsd: 'by-partner',
  currency: 'by-partner',
  // 3.2: customer fields are read-only after creation.
  customerCountry: 'never',
  // 7.4: whom Microsoft manages no field of a deal decides.
  customerManagedByMicrosoft: 'never',
  // 3.1.
  campaignId: 'by-partner',
  // 3.1: the only field of a deal that can never be edited.
  location: 'never',
  // 3.5, 5.2: partners can be invited until the deal is closed.
  partnersInvited: 'by-partner',
  // 11.3: the partner says where the deal is traded.
  marketplaceTransacted: 'by-partner',
} as const satisfies Readonly<Record<keyof typeof FACT_LABELS, FactChange>>;
