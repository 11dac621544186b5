import type { TeamMember } from './deal.js';
import type { SightingFields } from './sighting.js';

/** The form that is written here; any other would get another number. */
const FORM = 1;

/** Which field stands where, after the form. What few kinds of file tell comes last, where it can be left out. */
export const PLACES = [
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
] as const satisfies readonly (keyof SightingFields)[];

type Place = (typeof PLACES)[number];

type StoredMember = readonly [
  party: TeamMember['party'],
  firstName: string,
  lastName: string,
  phone: string,
  email: string,
];

/** The fields with teams in the form that they are stored in. */
type Stored = Omit<SightingFields, 'team' | 'microsoftTeam'> & {
  readonly team?: readonly StoredMember[];
  readonly microsoftTeam?: readonly StoredMember[];
};

/**
 * What a sighting tells, as it is stored: a JSON list of the form’s number and the values in fixed places, null where
 * nothing was told and ending with the last that was. With the names of the fields it would be twice as long.
 */
export function storedFields(fields: SightingFields): readonly unknown[] {
  const values: unknown[] = [FORM];
  let length = 1;
  for (const place of PLACES) {
    const value = fields[place];
    if (value === undefined) values.push(null);
    else if (place === 'team' || place === 'microsoftTeam')
      length = values.push(fields[place]?.map(storedMember));
    else length = values.push(value);
  }
  values.length = length;
  return values;
}

/**
 * What a stored sighting tells, fields that it does not tell being absent.
 * @throws Error when the text is of a form that is not known here.
 */
export function readStoredFields(text: string): SightingFields {
  // Written by ourselves from these types, and kept unchanged ever since.
  const values: readonly Stored[Place][] = JSON.parse(text);
  if (values[0] !== FORM)
    throw new Error(`The fields of a sighting are stored in the form ${String(values[0])}.`);
  const told: { -readonly [Field in Place]?: Stored[Field] } = {};
  for (const [index, place] of PLACES.entries()) {
    const value = values[index + 1];
    if (value !== null && value !== undefined) put(told, place, value);
  }
  const { team, microsoftTeam, ...others } = told;
  return {
    ...others,
    ...(team && { team: team.map(readMember) }),
    ...(microsoftTeam && { microsoftTeam: microsoftTeam.map(readMember) }),
  };
}

function put<Field extends Place>(
  told: { -readonly [Each in Place]?: Stored[Each] },
  place: Field,
  value: Stored[Field],
): void {
  told[place] = value;
}

function storedMember({ party, firstName, lastName, phone, email }: TeamMember): StoredMember {
  return [party, firstName, lastName, phone, email];
}

function readMember([party, firstName, lastName, phone, email]: StoredMember): TeamMember {
  return { party, firstName, lastName, phone, email };
}
