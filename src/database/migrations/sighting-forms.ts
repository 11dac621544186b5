/**
 * The two forms that the fields of a sighting have had, as they were when this migration was written: an object by
 * name, and a list by place. A migration keeps its own copy of what it needs, so that it does tomorrow what it does
 * today; a test holds it against the code that reads and writes sightings.
 */
const PLACES = [
  'status',
  'engagementId',
  'name',
  'dealType',
  'customerName',
  'customerCity',
  'customerCountry',
  'salesStagePercent',
  'valueMinor',
  'currency',
  'estimatedCloseDate',
  'location',
  'solutionIds',
  'team',
  'microsoftInvited',
  'microsoftStatus',
  'crmId',
  'campaignId',
  'customerDuns',
  'msxId',
  'microsoftTeam',
  'notes',
  'statusReason',
  'createdAt',
  'closedAt',
  'acceptedAt',
  'registrationState',
  'registrationSubmittedOn',
  'registrationDecidedOn',
  'partnersInvited',
  'marketplaceTransacted',
  'direction',
  'createdOn',
  'closedOn',
  'allSalesStagesMarked',
  'organisationId',
  'referralType',
  'invitedBy',
  'sharedWithMicrosoft',
  'solutionNames',
];

const TEAMS: readonly string[] = ['team', 'microsoftTeam'];

const MEMBER = ['party', 'firstName', 'lastName', 'phone', 'email'];

/** From the object by name to the list by place, both as JSON text. */
export function placed(text: string): string {
  const fields = new Map(Object.entries(parsed(text)));
  const last = PLACES.findLastIndex((place) => fields.has(place));
  const values = PLACES.slice(0, last + 1).map((place) => {
    const value = fields.get(place);
    if (!TEAMS.includes(place) || !Array.isArray(value)) return value ?? null;
    return value.map((member) => MEMBER.map((part) => new Map(Object.entries(Object(member))).get(part)));
  });
  return JSON.stringify([1, ...values]);
}

/** From the list by place to the object by name, both as JSON text. */
export function named(text: string): string {
  const [, ...values] = Object.values(parsed(text));
  const fields = values.flatMap((value, index): (readonly [string, unknown])[] => {
    const place = PLACES[index] ?? '';
    if (value === null) return [];
    if (!TEAMS.includes(place) || !Array.isArray(value)) return [[place, value]];
    return [
      [
        place,
        value.map((member) => Object.fromEntries(MEMBER.map((part, at) => [part, Object(member)[at]]))),
      ],
    ];
  });
  return JSON.stringify(Object.fromEntries(fields));
}

function parsed(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(`A sighting holds ${text.slice(0, 40)}.`);
  return value;
}
