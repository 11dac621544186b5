import { type Deal, SALES_STAGES } from '../../deals/domain/deal.js';
import { PackedStandings, packStanding } from '../../deals/domain/standing.js';
import type { Told } from '../../deals/domain/told.js';
import type { Registration, StoodDeal } from '../domain/won-then.js';
import type { TextLines } from './text-lines.js';

/** Packed numbers of a deal: some of the bytes of a buffer. */
interface Facts {
  readonly facts: Buffer;
  readonly factsAt: number;
}

/** JSON of a `Names` in UTF-8: some of the bytes of a buffer. */
interface PackedNames {
  readonly names: Buffer;
  readonly namesAt: number;
  readonly namesEnd: number;
}

/** What is kept of a won deal until its row is written, as it was read: of a million deals nothing is made anew. */
export interface WinRecord extends Facts, PackedNames {
  /** Whether no file had told of its registration by then, whatever its facts and names say. */
  readonly untold: boolean;
}

/** The columns of a standing that are shown and not counted, in the order of `Names`. */
export const NAME_COLUMNS = [
  'deal_id',
  'name',
  'customer_name',
  'registration_submitted_on',
  'registration_decided_on',
] as const;

/** What is shown of a deal and not counted. */
export type Names = readonly [
  dealId: string,
  name: string | null,
  customerName: string | null,
  submittedOn: string | null,
  decidedOn: string | null,
];

/** What is kept of a deal that its row tells all of; `lines` are of `NAME_COLUMNS`. */
export function storedRecord(standings: PackedStandings, lines: TextLines, index: number): WinRecord {
  return {
    facts: standings.bytes,
    factsAt: index * PackedStandings.size,
    names: lines.bytes,
    namesAt: lines.startOf(index),
    namesEnd: lines.endOf(index),
    untold: false,
  };
}

/** What is kept of how a deal stood, where that is not what its row says. */
export function packedFacts({ deal, registration }: StoodDeal): Facts {
  const numbers = {
    status: deal.status,
    dealType: deal.dealType,
    direction: deal.direction,
    salesStagePercent: deal.stagePercent,
    valueMinor: deal.valueMinor,
    currency: deal.currency,
    estimatedCloseDate: deal.estimatedCloseDate,
    createdAt: deal.created.at,
    createdOn: deal.created.on,
    acceptedAt: deal.acceptedAt,
    closedAt: deal.closed.at,
    closedOn: deal.closed.on,
    closedNotBefore: deal.closedNotBefore,
    closedNotAfter: deal.closedNotAfter,
    solutions: null,
    registrationState: registration.registrationState,
  };
  return { facts: Buffer.from(packStanding(numbers, NOT_COUNTED), 'base64'), factsAt: 0 };
}

/** What is kept of the names of a deal, where it did not have those that its row says, or another registration. */
export function packedNames(
  { dealId, name, customerName }: Pick<Deal, 'dealId' | 'name' | 'customerName'>,
  { registrationSubmittedOn, registrationDecidedOn }: Registration,
): PackedNames {
  const told: Names = [dealId, name, customerName, registrationSubmittedOn, registrationDecidedOn];
  const names = Buffer.from(JSON.stringify(told));
  return { names, namesAt: 0, namesEnd: names.length };
}

/** The names of one deal from their JSON. */
export function readNames(json: string): Names {
  return JSON.parse(json);
}

/** How often files told of a deal, which is not shown. */
const NOT_COUNTED: Told = {
  sightings: 0,
  first: null,
  last: null,
  settled: null,
  stageSince: null,
  joined: null,
  stages: SALES_STAGES.map(() => null),
};
