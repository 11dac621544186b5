import type { MicrosoftStatus } from '../../deals/domain/deal.js';
import { HOUR_MS } from '../../kernel/instants.js';
import { daysAfter, exactlyAfter, hasHappened } from './calendar.js';
import type { Moment } from './calendar.js';
import { FURTHER_SOLUTIONS, PARTNERS } from './company.js';
import { ANSWER_CURVE, ANSWER_DAYS } from './course.js';
import type { Course, MicrosoftSide, PartnerSide } from './demo-deal.js';
import type { Random } from './random.js';

const REFUSALS = ['No Microsoft seller manages this customer', 'No matching Microsoft customer record'];

/** How Microsoft answers our invitation. */
export function invitedMicrosoft(random: Random, created: Moment, course: Course): MicrosoftSide {
  const expires = exactlyAfter(created, ANSWER_DAYS * 24 * HOUR_MS);
  const side = { referralId: random.guid(), help: random.int(1, 6), expires, reason: null };
  const answer = random.weighted<MicrosoftStatus>([
    ['accepted', 68],
    ['declined', 15],
    ['expired', 14],
    ['pending', 3],
  ]);
  const answered = daysAfter(random, created, random.on(ANSWER_CURVE));
  if (answer === 'accepted' && hasHappened(answered)) {
    return accompany(random, { ...side, answered, expires: null }, course);
  }
  if (answer === 'declined' && hasHappened(answered)) {
    return {
      ...side,
      status: 'declined',
      answered,
      closed: answered,
      expires: null,
      reason: random.pick(REFUSALS),
    };
  }
  if (answer === 'expired' && hasHappened(expires)) {
    return { ...side, status: 'expired', answered: null, closed: expires };
  }
  return { ...side, status: 'pending', answered: null, closed: null };
}

/** Microsoft's part in a deal that it invited us to. */
export function invitingMicrosoft(random: Random, created: Moment, course: Course): MicrosoftSide {
  const side = { referralId: random.guid(), help: null, expires: null, reason: null };
  return accompany(random, { ...side, answered: created }, course);
}

/** Microsoft's part in a deal that it accepted within the hour. */
export function promptMicrosoft(random: Random, created: Moment): MicrosoftSide {
  const answered = daysAfter(random, created, 1 / 48);
  const side = { referralId: random.guid(), help: random.int(1, 6), expires: null, reason: null };
  return { ...side, status: 'accepted', answered, closed: null };
}

/** Once in, Microsoft may mark its own referral won or lost when the deal ends, or never touch it again. */
function accompany(
  random: Random,
  side: Omit<MicrosoftSide, 'status' | 'closed'>,
  { status, closed }: Course,
): MicrosoftSide {
  const follows = random.chance(status === 'won' ? 0.3 : 0.25);
  if (closed === null || !follows || (status !== 'won' && status !== 'lost')) {
    return { ...side, status: 'accepted', closed: null };
  }
  return { ...side, status, closed };
}

/** The part of another partner whom we invited. */
export function invitedPartner(random: Random, created: Moment): PartnerSide {
  const { organisationId, name } = random.pick(PARTNERS);
  const accepted = daysAfter(random, created, random.on(ANSWER_CURVE));
  return {
    referralId: random.guid(),
    organisationId,
    name,
    solutionId: random.pick(FURTHER_SOLUTIONS.slice(-2)),
    accepted: random.chance(0.75) && hasHappened(accepted) ? accepted : null,
  };
}
