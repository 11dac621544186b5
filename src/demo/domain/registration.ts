import { DAY_MS, utcDay } from '../../kernel/instants.js';
import { daysAfter, hasHappened } from './calendar.js';
import type { Moment } from './calendar.js';
import { hadIncentive } from './company.js';
import type { Course, DemoDeal, DemoRegistration } from './demo-deal.js';
import type { Random } from './random.js';

/** What decides, beside its course, whether a deal gets registered. */
type Registrable = Pick<DemoDeal, 'dealType' | 'solutions' | 'microsoft' | 'created' | 'valueMinor'>;

const ADVISED_GAP_MS = 3 * DAY_MS;

/**
 * What was filed for a deal, or null. Most deals that qualify are registered, some are forgotten, and some are
 * registered that never should have been: that is what the audit report is for.
 */
export function registrationOf(
  random: Random,
  deal: Registrable,
  { status, closed }: Course,
): DemoRegistration | null {
  if (status !== 'won' || closed === null) return null;
  const solutionId = deal.solutions.find((id) => hadIncentive(id, utcDay(closed.ms)));
  const hasty = closed.ms - deal.created.ms < ADVISED_GAP_MS;
  const filed = random.chance(qualifies(deal) && solutionId !== undefined ? (hasty ? 0.5 : 0.74) : 0.035);
  const submitted = daysAfter(random, closed, random.int(1, 400) / 10);
  if (!filed || !hasHappened(submitted)) return null;
  return {
    registrationId: random.guid(),
    ...review(random, submitted, hasty),
    submitted,
    contractMinor: Math.round((deal.valueMinor * random.int(90, 115)) / 100),
    signDate: utcDay(closed.ms - random.int(0, 10) * DAY_MS),
    endDate: random.chance(0.12) ? null : utcDay(closed.ms + random.int(1, 3) * 365 * DAY_MS),
    solutionId: solutionId ?? deal.solutions[0] ?? '',
    tenant: random.chance(0.7) ? 'Customer' : 'Partner',
    marketplaceDate: random.chance(0.15) ? utcDay(closed.ms) : null,
  };
}

/** The criteria in force since May 2021, without the solution's (manage-co-sell page of 2021-05-07). */
function qualifies({ dealType, microsoft }: Registrable): boolean {
  if (dealType === 'partner-led') return true;
  return dealType === 'co-sell' && (microsoft?.status === 'accepted' || microsoft?.status === 'won');
}

function review(
  random: Random,
  submitted: Moment,
  hasty: boolean,
): Pick<DemoRegistration, 'state' | 'decided'> {
  const decided = daysAfter(random, submitted, random.int(20, 300) / 10);
  if (!hasHappened(decided)) return { state: 'ReviewPending', decided: null };
  const state = random.weighted<DemoRegistration['state']>([
    ['Approved', 76],
    ['Failed', hasty ? 60 : 6],
    ['ActionRequired', 8],
    ['Passed', 6],
    ['Closed', 3],
    ['ReviewPending', 2],
  ]);
  return { state, decided: state === 'ActionRequired' || state === 'ReviewPending' ? null : decided };
}
