import { utcDay } from '../../kernel/instants.js';
import type { Deal, DealSolution, TeamMember } from './deal.js';
import { closingOf } from './closing.js';
import { dealTypeOf, microsoftStatusOf } from './deal-type.js';
import { type BookContext, orderSightings, type Sighting, type SightingFields } from './sighting.js';
import { PLACES } from './stored-fields.js';

/**
 * The deal as all sightings of it together tell, or null while no sighting tells its status.
 *
 * A pure function of the set of sightings: each field is what the newest sighting that carries it says, so the
 * order in which files arrive does not matter, nor how often, and a file erases nothing that it does not carry.
 */
export function bookDeal(sightings: readonly Sighting[], context: BookContext): Deal | null {
  const ordered = orderSightings(sightings);
  const newest = ordered.at(-1);
  const closing = closingOf(ordered);
  if (newest === undefined || closing === null) return null;
  const told = mergeFields(ordered);
  const dealType = dealTypeOf(ordered, told, context);
  const microsoftStatus = microsoftStatusOf(ordered, dealType, context.counterparts);
  const invitedPartner = context.counterparts.some((counterpart) => counterpart.party === 'partner');
  return {
    dealId: newest.dealId,
    engagementId: told.engagementId ?? null,
    name: told.name ?? null,
    dealType,
    direction: directionOf(told),
    status: closing.status,
    salesStagePercent: told.salesStagePercent ?? null,
    allSalesStagesMarked: told.allSalesStagesMarked ?? null,
    microsoftInvited: microsoftInvitedOf(told, dealType, microsoftStatus),
    microsoftStatus,
    partnersInvited:
      invitedPartner || dealType === 'partner-to-partner' ? true : (told.partnersInvited ?? null),
    marketplaceTransacted: told.marketplaceTransacted ?? null,
    organisationId: told.organisationId ?? null,
    customerName: told.customerName ?? null,
    customerCountry: told.customerCountry ?? null,
    customerCity: told.customerCity ?? null,
    customerDuns: told.customerDuns ?? null,
    location: told.location ?? null,
    campaignId: told.campaignId ?? null,
    crmId: told.crmId ?? null,
    msxId: told.msxId ?? null,
    valueMinor: told.valueMinor ?? null,
    currency: told.currency ?? null,
    estimatedCloseDate: told.estimatedCloseDate ?? null,
    solutions: solutionsOf(told),
    team: teamOf(told),
    createdAt: told.createdAt ?? null,
    createdOn: told.createdAt === undefined ? (told.createdOn ?? null) : utcDay(told.createdAt),
    createdFrom: told.createdAt === undefined && told.createdOn === undefined ? null : 'reported',
    acceptedAt: told.acceptedAt ?? null,
    acceptedFrom: told.acceptedAt === undefined ? null : 'reported',
    closedAt: closing.closedAt,
    closedOn: closing.closedOn,
    closedFrom: closing.closedFrom,
    closedNotBefore: closing.closedNotBefore,
    closedNotAfter: closing.closedNotAfter,
    statusReason: told.statusReason ?? null,
    notes: told.notes ?? null,
    registrationState: told.registrationState ?? null,
    registrationSubmittedOn: told.registrationSubmittedOn ?? null,
    registrationDecidedOn: told.registrationDecidedOn ?? null,
  };
}

/**
 * Field by field what the newest sighting says that carries it; solution names add up.
 * @param ordered as `orderSightings` gives them.
 */
export function mergeFields(ordered: readonly Sighting[]): SightingFields {
  const [oldest, ...newer] = ordered;
  if (newer.length === 0) return oldest?.fields ?? {};
  const merged: Merged = { ...oldest?.fields };
  for (const { fields } of newer) {
    const solutionNames =
      merged.solutionNames && fields.solutionNames
        ? { ...merged.solutionNames, ...fields.solutionNames }
        : (fields.solutionNames ?? merged.solutionNames);
    for (const field of PLACES) takeTold(merged, field, fields);
    if (solutionNames) merged.solutionNames = solutionNames;
  }
  return merged;
}

type Merged = { -readonly [Field in keyof SightingFields]: SightingFields[Field] };

/** Takes a field if it is told: one that is undefined must erase nothing. */
function takeTold<Field extends keyof Merged>(merged: Merged, field: Field, fields: SightingFields): void {
  const value = fields[field];
  if (value !== undefined) merged[field] = value;
}

/**
 * Inbound when someone else invited us. The API's own `direction` says Incoming on some deals that we created,
 * so it counts only where the inviter is not told (referral API notes, section 4).
 */
function directionOf(told: SightingFields): Deal['direction'] {
  if (told.invitedBy !== undefined && told.organisationId !== undefined) {
    return told.invitedBy === told.organisationId ? 'outbound' : 'inbound';
  }
  return told.direction ?? null;
}

/** A deal is co-sell exactly when Microsoft takes part by invitation, ours or its own. */
function microsoftInvitedOf(
  told: SightingFields,
  dealType: Deal['dealType'],
  microsoftStatus: Deal['microsoftStatus'],
): boolean | null {
  if (dealType === 'co-sell') return true;
  if (microsoftStatus !== null) return microsoftStatus !== 'none';
  return told.microsoftInvited ?? null;
}

function solutionsOf(told: SightingFields): readonly DealSolution[] | null {
  if (told.solutionIds === undefined) return null;
  if (told.solutionNames === undefined)
    return told.solutionIds.map((solutionId) => ({ solutionId, name: null }));
  const names = new Map(Object.entries(told.solutionNames));
  return told.solutionIds.map((solutionId) => ({ solutionId, name: names.get(solutionId) ?? null }));
}

function teamOf(told: SightingFields): readonly TeamMember[] | null {
  if (told.team === undefined && told.microsoftTeam === undefined) return null;
  return [...(told.team ?? []), ...(told.microsoftTeam ?? [])];
}
