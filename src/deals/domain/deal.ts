/** Deal types of Partner Center's co-sell opportunities (domain brief, section 2). */
export const DEAL_TYPES = [
  'co-sell',
  'partner-led',
  'private',
  'partner-to-partner',
  'solution-assessment',
] as const;
export type DealType = (typeof DEAL_TYPES)[number];

/** A deal's own status. The last four are terminal: Partner Center refuses any change after them. */
export const DEAL_STATUSES = ['received', 'active', 'won', 'lost', 'declined', 'expired'] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];

/** Microsoft's answer to the invitation; `none` when Microsoft was never asked to take part. */
export const MICROSOFT_STATUSES = [
  'none',
  'pending',
  'accepted',
  'declined',
  'expired',
  'won',
  'lost',
] as const;
export type MicrosoftStatus = (typeof MICROSOFT_STATUSES)[number];

/** Who started the deal: `inbound` from Microsoft or another partner, `outbound` by ourselves. */
export const DIRECTIONS = ['inbound', 'outbound'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The percentages of the sales stages; 10 covers both Created and Accepted. */
export const SALES_STAGES = [10, 20, 40, 60, 80, 100] as const;

/** States of a deal registration, those of 2019-2021 and the later words of files and API together. */
export const REGISTRATION_STATES = [
  'none',
  'incomplete',
  'submitted',
  'under-review',
  'review-pending',
  'action-required',
  'update-required',
  'approved',
  'declined',
  'passed',
  'failed',
  'closed',
] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** How an instant came to be known: told by the source, concluded from another time, or seen between two files. */
type Provenance = 'reported' | 'inferred' | 'observed';

/** A solution on a deal; the name as a source gave it, null when only the id is known. */
export interface DealSolution {
  readonly solutionId: string;
  readonly name: string | null;
}

/** A person on the deal's team, the partner's own or Microsoft's. */
export interface TeamMember {
  readonly party: 'own' | 'microsoft';
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email: string;
}

/**
 * A deal: one Partner Center referral seen from the organisation that owns it, as far as all files together tell.
 * Null always means not known. Instants are epoch milliseconds UTC, dates `YYYY-MM-DD`, money integer minor units.
 */
export interface Deal {
  /** The referral's own id (GUID text), lower case. */
  readonly dealId: string;
  /** Shared by the referrals of all parties to the deal. */
  readonly engagementId: string | null;
  readonly name: string | null;
  readonly dealType: DealType | null;
  readonly direction: Direction | null;
  readonly status: DealStatus;
  readonly salesStagePercent: number | null;
  /** Only solution assessments ask for it: whether every stage was marked complete. */
  readonly allSalesStagesMarked: boolean | null;
  readonly microsoftInvited: boolean | null;
  readonly microsoftStatus: MicrosoftStatus | null;
  readonly partnersInvited: boolean | null;
  readonly marketplaceTransacted: boolean | null;
  readonly organisationId: string | null;
  readonly customerName: string | null;
  /** ISO 3166 alpha-2. */
  readonly customerCountry: string | null;
  readonly customerCity: string | null;
  readonly customerDuns: string | null;
  /** MPN id of the partner's office. */
  readonly location: string | null;
  readonly campaignId: string | null;
  readonly crmId: string | null;
  readonly msxId: string | null;
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly estimatedCloseDate: string | null;
  /** Null when no source told; an empty list when a source told that there are none. */
  readonly solutions: readonly DealSolution[] | null;
  readonly team: readonly TeamMember[] | null;
  readonly createdAt: number | null;
  /** UTC date of creation: of `createdAt`, or alone where only a date is known. */
  readonly createdOn: string | null;
  readonly createdFrom: Provenance | null;
  readonly acceptedAt: number | null;
  readonly acceptedFrom: Provenance | null;
  readonly closedAt: number | null;
  /** UTC date of closing: of `closedAt`, or alone where only a date is known. */
  readonly closedOn: string | null;
  readonly closedFrom: Provenance | null;
  /** The deal was still open then. Only where `closedAt` and `closedOn` are null. */
  readonly closedNotBefore: number | null;
  /** The deal was first seen closed then. Only where `closedAt` and `closedOn` are null. */
  readonly closedNotAfter: number | null;
  readonly statusReason: string | null;
  readonly notes: string | null;
  readonly registrationState: RegistrationState | null;
  readonly registrationSubmittedOn: string | null;
  readonly registrationDecidedOn: string | null;
}

/** Whether a status is terminal. */
export function isClosed(status: DealStatus): boolean {
  return status !== 'received' && status !== 'active';
}
