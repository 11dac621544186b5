import { compareText } from '../../kernel/text.js';
import {
  type DealStatus,
  type DealType,
  type Direction,
  isClosed,
  MICROSOFT_STATUSES,
  type MicrosoftStatus,
  type RegistrationState,
  type TeamMember,
} from './deal.js';

/**
 * The kinds of file that tell of deals, weakest witness first: where two of them tell different things of the
 * same instant, the later in this list is believed.
 */
export const SIGHTING_SOURCES = [
  'registrations',
  'co-sell-analytics',
  'co-sell',
  'referrals',
  'deals',
] as const;
export type SightingSource = (typeof SIGHTING_SOURCES)[number];

/** What one record of one file tells of a deal. A field that is absent or undefined was not told; it erases nothing. */
export interface SightingFields {
  readonly engagementId?: string;
  readonly name?: string;
  readonly status?: DealStatus;
  /** The type as the file states it; API records state none, it follows from the referral fields below. */
  readonly dealType?: DealType;
  readonly direction?: Direction;
  readonly salesStagePercent?: number;
  readonly allSalesStagesMarked?: boolean;
  readonly microsoftStatus?: MicrosoftStatus;
  readonly microsoftInvited?: boolean;
  readonly partnersInvited?: boolean;
  readonly marketplaceTransacted?: boolean;
  /** Owner of the referral (API `organizationId`). */
  readonly organisationId?: string;
  /** API `type`: Shared or Independent. */
  readonly referralType?: 'shared' | 'independent';
  /** API `inviteContext.invitedBy.organizationId`; `msft` is Microsoft. */
  readonly invitedBy?: string;
  /** API `consent.consentToShareReferralWithMicrosoftSellers`. */
  readonly sharedWithMicrosoft?: boolean;
  readonly customerName?: string;
  readonly customerCountry?: string;
  readonly customerCity?: string;
  readonly customerDuns?: string;
  readonly location?: string;
  readonly campaignId?: string;
  readonly crmId?: string;
  readonly msxId?: string;
  /** Integer minor units; always together with `currency`. */
  readonly valueMinor?: number;
  readonly currency?: string;
  readonly estimatedCloseDate?: string;
  /** In the order of the file, without repeats. */
  readonly solutionIds?: readonly string[];
  readonly solutionNames?: Readonly<Record<string, string>>;
  readonly team?: readonly TeamMember[];
  readonly microsoftTeam?: readonly TeamMember[];
  readonly createdAt?: number;
  /** Only where the file has a date without a time. */
  readonly createdOn?: string;
  readonly acceptedAt?: number;
  readonly closedAt?: number;
  /** Only where the file has a date without a time. */
  readonly closedOn?: string;
  readonly statusReason?: string;
  readonly notes?: string;
  readonly registrationState?: RegistrationState;
  readonly registrationSubmittedOn?: string;
  readonly registrationDecidedOn?: string;
}

/** One record of a file about a deal: which deal, as of when, and what it tells. */
export interface Sighting {
  readonly dealId: string;
  readonly source: SightingSource;
  /** Epoch milliseconds: the record's own updated time, else when the file was taken. */
  readonly asOf: number;
  /**
   * True where `asOf` is the record's own time or was given for the file. False where it is merely the time of
   * the import: then the file may be older than it, and an open deal in it proves nothing about a closed one.
   */
  readonly hasOwnTime: boolean;
  /** Digest of `fields`: two records with the same deal, source, time and digest are one sighting. */
  readonly contentHash: string;
  readonly fields: SightingFields;
}

/** Another party's referral of an engagement: Microsoft's, or an invited partner's. */
export interface CounterpartSighting {
  readonly engagementId: string;
  readonly referralId: string;
  readonly party: 'microsoft' | 'partner';
  readonly organisationId: string;
  /** Epoch milliseconds of the referral's updated time. */
  readonly asOf: number;
  readonly status: MicrosoftStatus;
  readonly contentHash: string;
}

/**
 * Sightings from the least to the most believed: by time, then open before closed, then by source, then by digest,
 * so that the order is total and the same everywhere.
 *
 * Partner Center never changes a closed deal. So an open deal in a file without times of its own, imported after the
 * deal was seen closed, is an older file: it is taken as of just before the deal closed.
 */
export function orderSightings<Told extends Sighting>(sightings: readonly Told[]): readonly Told[] {
  if (sightings.length < 2) return sightings;
  const ordered: Told[] = [];
  /** Where in `ordered` the deal was first seen closed, since it was last open. */
  let closing: number | null = null;
  for (const sighting of sightings.toSorted(compareSightings)) {
    const { status } = sighting.fields;
    const first = closing === null ? undefined : ordered[closing];
    if (status === undefined || first === undefined) {
      if (status !== undefined && isClosed(status)) closing = ordered.length;
      ordered.push(sighting);
    } else if (isClosed(status)) {
      ordered.push(sighting);
    } else if (sighting.hasOwnTime) {
      closing = null;
      ordered.push(sighting);
    } else {
      ordered.splice(closing ?? 0, 0, { ...sighting, asOf: first.asOf - 1 });
      closing = (closing ?? 0) + 1;
    }
  }
  return ordered;
}

function compareSightings(a: Sighting, b: Sighting): number {
  return (
    a.asOf - b.asOf ||
    closedness(a) - closedness(b) ||
    SIGHTING_SOURCES.indexOf(a.source) - SIGHTING_SOURCES.indexOf(b.source) ||
    compareText(a.contentHash, b.contentHash)
  );
}

/** The engagement that a deal belongs to, by its most believed sighting that tells one. */
export function engagementOf(sightings: readonly Sighting[]): string | null {
  const told = orderSightings(sightings).flatMap(({ fields }) => fields.engagementId ?? []);
  return told.at(-1) ?? null;
}

function closedness({ fields: { status } }: Sighting): number {
  return status !== undefined && isClosed(status) ? 1 : 0;
}

/** The newest sighting of each counterpart referral, in order of referral id. */
export function newestCounterparts(
  counterparts: readonly CounterpartSighting[],
): readonly CounterpartSighting[] {
  if (counterparts.length === 0) return counterparts;
  // Microsoft's referral is seen to change without its updated time: then the later answer counts.
  const answer = (counterpart: CounterpartSighting): number => MICROSOFT_STATUSES.indexOf(counterpart.status);
  const ordered = counterparts.toSorted(
    (a, b) => a.asOf - b.asOf || answer(a) - answer(b) || compareText(a.contentHash, b.contentHash),
  );
  const newest = new Map(ordered.map((counterpart) => [counterpart.referralId, counterpart]));
  return [...newest.values()].toSorted((a, b) => compareText(a.referralId, b.referralId));
}

/** What following a deal from its sightings needs to know beside them. */
export interface BookContext {
  /** Other parties' referrals of the deal's engagement. */
  readonly counterparts: readonly CounterpartSighting[];
  /** Whether a solution is a solution assessment according to the catalogue. */
  readonly isAssessment: (solutionId: string) => boolean;
}
