import { hash } from 'node:crypto';
import type { TeamMember } from '../../deals/domain/deal.js';
import type { SightingFields } from '../../deals/domain/sighting.js';

/** Anything with named parts. */
type Parts = Readonly<Record<string, unknown>>;

/**
 * Digest of what a record tells: SHA-256 over canonical JSON (keys sorted at every level), the first 22 characters
 * of its base64url form (132 bits). Equal content gives an equal digest whatever file and column order it came in.
 */
export function contentHash(content: Parts): string {
  return digest(inKeyOrder(content));
}

/** The same of the fields of a sighting, whose keys are known beforehand: this runs for every record of an import. */
export function sightingHash(told: SightingFields): string {
  const inOrder: Every = {
    acceptedAt: told.acceptedAt,
    allSalesStagesMarked: told.allSalesStagesMarked,
    campaignId: told.campaignId,
    closedAt: told.closedAt,
    closedOn: told.closedOn,
    createdAt: told.createdAt,
    createdOn: told.createdOn,
    crmId: told.crmId,
    currency: told.currency,
    customerCity: told.customerCity,
    customerCountry: told.customerCountry,
    customerDuns: told.customerDuns,
    customerName: told.customerName,
    dealType: told.dealType,
    direction: told.direction,
    engagementId: told.engagementId,
    estimatedCloseDate: told.estimatedCloseDate,
    invitedBy: told.invitedBy,
    location: told.location,
    marketplaceTransacted: told.marketplaceTransacted,
    microsoftInvited: told.microsoftInvited,
    microsoftStatus: told.microsoftStatus,
    microsoftTeam: told.microsoftTeam?.map(memberInOrder),
    msxId: told.msxId,
    name: told.name,
    notes: told.notes,
    organisationId: told.organisationId,
    partnersInvited: told.partnersInvited,
    referralType: told.referralType,
    registrationDecidedOn: told.registrationDecidedOn,
    registrationState: told.registrationState,
    registrationSubmittedOn: told.registrationSubmittedOn,
    salesStagePercent: told.salesStagePercent,
    sharedWithMicrosoft: told.sharedWithMicrosoft,
    solutionIds: told.solutionIds,
    solutionNames: told.solutionNames && inKeyOrder(told.solutionNames),
    status: told.status,
    statusReason: told.statusReason,
    team: told.team?.map(memberInOrder),
    valueMinor: told.valueMinor,
  };
  return digest(inOrder);
}

/** All fields of a sighting, so that none is forgotten; those that are undefined are not part of the JSON. */
type Every = { readonly [Field in keyof Required<SightingFields>]: unknown };

function memberInOrder({ email, firstName, lastName, party, phone }: TeamMember): TeamMember {
  return { email, firstName, lastName, party, phone };
}

function digest(content: Parts): string {
  // Node writes base64 at once but base64url by a detour.
  const text = hash('sha256', JSON.stringify(content), 'base64').slice(0, 22);
  return /[+/]/.test(text) ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
}

function inKeyOrder(parts: Parts): Parts {
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(parts).toSorted()) {
    const value = parts[key];
    ordered[key] = typeof value === 'object' ? inOrderWithin(value) : value;
  }
  return ordered;
}

function inOrderWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrderWithin);
  return isParts(value) ? inKeyOrder(value) : value;
}

function isParts(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null;
}
