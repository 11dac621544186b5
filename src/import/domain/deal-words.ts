import {
  DEAL_STATUSES,
  type DealStatus,
  DEAL_TYPES,
  type DealType,
  type Direction,
  MICROSOFT_STATUSES,
  type MicrosoftStatus,
  REGISTRATION_STATES,
  type RegistrationState,
  SALES_STAGES,
} from '../../deals/domain/deal.js';
import type { Refuse, Translator } from './findings.js';
import { normaliseWord, wordsFor } from './words.js';

/** Deal types as the screens and the analytics export write them; our own form writes the same words. */
export const dealType: Translator<DealType> = wordsFor('a deal type', {
  ...themselves(DEAL_TYPES),
  'Co-sell': 'co-sell',
  'Partner-led': 'partner-led',
  Private: 'private',
  P2P: 'partner-to-partner',
  'Partner to partner (P2P)': 'partner-to-partner',
  SA: 'solution-assessment',
  'Solution assessment (SA)': 'solution-assessment',
});

/** Directions: `Incoming` and `Outgoing` in files, Inbound and Outbound on the tabs of the screen. */
export const direction: Translator<Direction> = wordsFor('a direction', {
  Incoming: 'inbound',
  Outgoing: 'outbound',
  inbound: 'inbound',
  outbound: 'outbound',
});

/** Status words of the analytics export: one word stands for status and substatus (bulk CSV notes, section 8). */
export const analyticsStatus: Translator<DealStatus> = wordsFor('a status of the analytics export', {
  Received: 'received',
  Created: 'active',
  Accepted: 'active',
  Active: 'active',
  Won: 'won',
  Lost: 'lost',
  Declined: 'declined',
  Expired: 'expired',
});

/** Our own words for a deal's status. */
export const ownStatus: Translator<DealStatus> = wordsFor('a deal status', themselves(DEAL_STATUSES));

/** Our own words for Microsoft's status. */
export const ownMicrosoftStatus: Translator<MicrosoftStatus> = wordsFor(
  'a status that Microsoft can have',
  themselves(MICROSOFT_STATUSES),
);

/**
 * Words of the bulk file's Microsoft Referral Status. Only `Pending` is documented; the rest are the words of the
 * referral's own status and substatus.
 */
export const microsoftReferralStatus: Translator<MicrosoftStatus> = wordsFor('a Microsoft referral status', {
  Pending: 'pending',
  Received: 'pending',
  New: 'pending',
  Accepted: 'accepted',
  Active: 'accepted',
  Declined: 'declined',
  Expired: 'expired',
  Won: 'won',
  Lost: 'lost',
});

/** States of a registration: the words of 2021's screens, of the later file and of the API. */
export const registrationState: Translator<RegistrationState> = wordsFor('a registration state', {
  ...themselves(REGISTRATION_STATES),
  None: 'none',
  'In progress': 'under-review',
  Rejected: 'declined',
});

/**
 * Sales stage as its percentage, or by name. The names of the connector (Qualify, Develop, Propose, Close) have no
 * documented percentages; they stand for the four stages between start and end (referral API notes, section 9).
 */
export const salesStage: Translator<number> = (text, refuse) => {
  const percent = /^(\d{1,3})(?:\.0+)?\s*%?$/.exec(text)?.[1];
  const value = percent === undefined ? STAGE_NAMES.get(normaliseWord(text)) : Number(percent);
  if (value !== undefined && PERCENTAGES.includes(value)) return value;
  return refuse(
    'This is not a sales stage.',
    `Write one of ${SALES_STAGES.join(', ')}, or Qualified, Developed, Proposed, Negotiated, Won.`,
  );
};

const PERCENTAGES: readonly number[] = SALES_STAGES;

const STAGE_NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    Created: 10,
    Accepted: 10,
    Qualify: 20,
    Qualified: 20,
    'Secure customer LOE': 20,
    Develop: 40,
    Developed: 40,
    'Collect data': 40,
    Propose: 60,
    Proposed: 60,
    'Prepare assessment report': 60,
    Negotiate: 80,
    Negotiated: 80,
    Close: 80,
    'Present to customer': 80,
    Won: 100,
  }).map(([name, percent]) => [normaliseWord(name), percent]),
);

/** The reasons behind the numbers 1 to 8 of the bulk file, in the words of the screen (bulk CSV notes, section 4). */
export const REASONS = [
  'Project budget is not adequate',
  'Customer did not respond',
  'Customer chose another vendor',
  'Customer requirement not met',
  'Not a customer',
  'Proposed time line was too short',
  'Report as abuse, spam or phishing',
  'Others',
] as const;

/** Why a deal was declined or lost: a number from 1 to 8 becomes its text, any other text is kept. */
export const statusReason: Translator<string> = (text, refuse) => {
  if (!/^\d+$/.test(text)) return text;
  return (
    REASONS[Number(text) - 1] ??
    refuse(
      'This number stands for no reason.',
      `The reasons are ${REASONS.map((reason, index) => `${index + 1} ${reason}`).join(', ')}.`,
    )
  );
};

const SUBSTATUSES: Readonly<Record<string, Readonly<Record<string, DealStatus>>>> = {
  new: { pending: 'received', received: 'received' },
  active: { accepted: 'active' },
  closed: { won: 'won', lost: 'lost', declined: 'declined', expired: 'expired' },
};

const knownStatus = wordsFor('a referral status', { New: 'new', Active: 'active', Closed: 'closed' });
const knownSubstatus = wordsFor('a referral substatus', {
  Pending: 'pending',
  Received: 'received',
  Accepted: 'accepted',
  Won: 'won',
  Lost: 'lost',
  Declined: 'declined',
  Expired: 'expired',
  Error: 'error',
});

/** The status and substatus of a referral as read. */
export interface StatusPair {
  readonly status: string;
  readonly substatus: string;
  /** Whether New with Accepted is allowed, which is how the bulk file asks for a deal to be created. */
  readonly mayAskForCreation: boolean;
}

/**
 * A deal's status from the pair of words that Partner Center uses (referral API notes, section 3); what is wrong with
 * either is refused where it stands.
 */
export function statusOfPair(
  pair: StatusPair,
  refuseStatus: Refuse,
  refuseSubstatus: Refuse,
): DealStatus | undefined {
  const status = knownStatus(pair.status, refuseStatus);
  const substatus = knownSubstatus(pair.substatus, refuseSubstatus);
  if (status === undefined || substatus === undefined) return undefined;
  if (status === 'new' && substatus === 'accepted' && pair.mayAskForCreation) return 'active';
  if (status === 'closed' && substatus === 'error') {
    return refuseSubstatus(
      'Partner Center closed this deal as an error: a duplicate, a test or wrong data.',
      'Leave it out. Partner Center does not count it among the deals either.',
    );
  }
  return (
    SUBSTATUSES[status]?.[substatus] ??
    refuseSubstatus(
      `The status ${pair.status} cannot have the substatus ${pair.substatus}.`,
      'New goes with Pending or Received, Active with Accepted, Closed with Won, Lost, Declined or Expired.',
    )
  );
}

/** What the status of Microsoft's or a partner's own referral answers to the invitation. */
export function answerOf(status: DealStatus): MicrosoftStatus {
  if (status === 'received') return 'pending';
  return status === 'active' ? 'accepted' : status;
}

function themselves<const W extends string>(words: readonly W[]): Readonly<Record<string, W>> {
  return Object.fromEntries(words.map((word) => [word, word]));
}
