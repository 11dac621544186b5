import type { DealType, MicrosoftStatus } from './deal.js';
import {
  type BookContext,
  type CounterpartSighting,
  newestCounterparts,
  type Sighting,
  type SightingFields,
} from './sighting.js';

/** Solution assessments are catalogued with this prefix in Partner Center's files. */
const ASSESSMENT_PREFIX = 'SA-';

/**
 * The deal type, or null where the sightings do not settle it.
 *
 * Types are only ever upgraded, and no file but the API can tell a partner-to-partner deal: the bulk file's
 * "no help, not shared" is how both it and a private deal look, so there it counts as private only where nothing
 * else says partner-to-partner (bulk CSV notes, section 3).
 */
export function dealTypeOf(
  ordered: readonly Sighting[],
  told: SightingFields,
  context: BookContext,
): DealType | null {
  if (isAssessment(told.solutionIds, context)) return 'solution-assessment';
  let claim: TypeClaim | null = null;
  let partnerToPartner = false;
  const claims = [...statedClaims(ordered), ...referralClaims(ordered, told, context)];
  for (const next of claims.toSorted((a, b) => a.asOf - b.asOf)) {
    // A file without times of its own that says less than is known is an older one: no deal is ever downgraded.
    if (!next.dated && claim !== null && UPGRADES[next.type] < UPGRADES[claim.type]) continue;
    claim = next;
    partnerToPartner ||= next.type === 'partner-to-partner';
  }
  return claim?.type === 'private' && partnerToPartner ? 'partner-to-partner' : (claim?.type ?? null);
}

function isAssessment(solutionIds: readonly string[] | undefined, context: BookContext): boolean {
  const [only, ...others] = solutionIds ?? [];
  if (only === undefined || others.length > 0) return false;
  return only.startsWith(ASSESSMENT_PREFIX) || context.isAssessment(only);
}

interface TypeClaim {
  readonly type: DealType;
  readonly asOf: number;
  readonly dated: boolean;
}

/** How far a type is up the ways in which deals are upgraded (domain brief, section 5). */
const UPGRADES: Readonly<Record<DealType, number>> = {
  private: 0,
  'partner-led': 1,
  'partner-to-partner': 1,
  'co-sell': 2,
  'solution-assessment': 2,
};

function statedClaims(ordered: readonly Sighting[]): readonly TypeClaim[] {
  return ordered.flatMap(({ asOf, hasOwnTime, fields }) =>
    fields.dealType ? [{ type: fields.dealType, asOf, dated: hasOwnTime }] : [],
  );
}

/** The type that API referrals imply (referral API notes, section 10), as of the newest of them. */
function referralClaims(
  ordered: readonly Sighting[],
  told: SightingFields,
  { counterparts }: BookContext,
): readonly TypeClaim[] {
  const type = referralType(told, counterparts);
  if (type === null) return [];
  const times = [...ordered.filter(({ fields }) => fields.referralType !== undefined), ...counterparts].map(
    ({ asOf }) => asOf,
  );
  return [{ type, asOf: Math.max(...times), dated: true }];
}

function referralType(told: SightingFields, counterparts: readonly CounterpartSighting[]): DealType | null {
  if (told.referralType === 'independent')
    return told.sharedWithMicrosoft === true ? 'partner-led' : 'private';
  if (told.referralType !== 'shared') return null;
  if (told.invitedBy === 'msft' || counterparts.some(({ party }) => party === 'microsoft')) return 'co-sell';
  const fromPartner = told.invitedBy !== undefined && told.invitedBy !== told.organisationId;
  // A shared deal of our own without any other referral in sight may be either: the rest was not fetched.
  return fromPartner || counterparts.length > 0 ? 'partner-to-partner' : null;
}

/** Microsoft's status on the deal: the newest word on it; `none` on types that Microsoft has no part in. */
export function microsoftStatusOf(
  ordered: readonly Sighting[],
  dealType: DealType | null,
  counterparts: readonly CounterpartSighting[],
): MicrosoftStatus | null {
  const withoutMicrosoft =
    dealType === 'private' || dealType === 'partner-led' || dealType === 'partner-to-partner';
  if (withoutMicrosoft) return 'none';
  const claims = [
    ...newestCounterparts(counterparts)
      .filter(({ party }) => party === 'microsoft')
      .map(({ asOf, status }) => ({ asOf, status, dated: true })),
    ...ordered.flatMap(({ asOf, hasOwnTime, fields: { microsoftStatus: status } }) =>
      status ? [{ asOf, status, dated: hasOwnTime }] : [],
    ),
  ].toSorted((a, b) => a.asOf - b.asOf);
  let told: MicrosoftStatus | null = null;
  for (const { status, dated } of claims) {
    // Microsoft does not take an answer back: a file without times of its own that knows of none is an older one.
    if (!dated && status === 'pending' && told !== null) continue;
    told = status;
  }
  return told ?? (dealType === 'solution-assessment' ? 'none' : null);
}
