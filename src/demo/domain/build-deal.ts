import type { DealType, Direction } from '../../deals/domain/deal.js';
import { DAY_MS, utcDay } from '../../kernel/instants.js';
import { DEMO_TAKEN_AT, creationDay, exactlyAfter, later, workingMoment } from './calendar.js';
import type { Moment } from './calendar.js';
import { UNLISTED_CAMPAIGN, campaignsOn, winFactorOf } from './campaigns.js';
import {
  ASSESSMENTS,
  COMPANY,
  FURTHER_SOLUTIONS,
  LEADING_SOLUTIONS,
  MICROSOFT,
  PARTNERS,
  officeFor,
} from './company.js';
import { edgeCourse, inboundCourse, outboundCourse } from './course.js';
import type { DemoCustomer } from './customers.js';
import type { Course, DemoDeal, DemoLead, MicrosoftSide, PartnerSide } from './demo-deal.js';
import { invitedMicrosoft, invitedPartner, invitingMicrosoft, promptMicrosoft } from './microsoft-side.js';
import { Random, at, seedOf } from './random.js';
import type { Weighted } from './random.js';
import { registrationOf } from './registration.js';
import { dealValue } from './value.js';
import type { DemoValue } from './value.js';
import { crmNumber, dealName, dealNotes } from './words.js';

/** The size of book to make, and the seed that decides everything in it. */
export interface BookOptions {
  readonly seed: number;
  /** How many deals of our own; leads and other parties' referrals come on top. */
  readonly deals: number;
}

/** Partner Center's exports stop at this many rows. */
export const EXPORT_CAP = 5000;

/** Partner-led became a type of its own on this day (manage-co-sell page). */
const PARTNER_LED_SINCE = '2021-02-03';
/** The first day of the 72-hour advice. */
const ADVICE_SINCE = '2021-05-08';
/** Every so many deals one is won at the edge of the 72-hour advice, and one is in no file but the bulk CSV. */
const EDGE_EVERY = 131;
const BULK_ONLY_EVERY = 97;

const WIN_SHARE = 0.44;

type Beginning = readonly [dealType: DealType, direction: Direction, invitedBy: string];

const OWN = COMPANY.organisationId;

const EARLY_BEGINNINGS: Weighted<Beginning> = [
  [['co-sell', 'outbound', OWN], 42],
  [['co-sell', 'inbound', MICROSOFT.organisationId], 15],
  [['private', 'outbound', OWN], 33],
  [['partner-to-partner', 'outbound', OWN], 5],
  [['partner-to-partner', 'inbound', PARTNERS[1].organisationId], 2],
  [['solution-assessment', 'outbound', OWN], 3],
];
const BEGINNINGS: Weighted<Beginning> = [
  [['co-sell', 'outbound', OWN], 34],
  [['co-sell', 'inbound', MICROSOFT.organisationId], 14],
  [['partner-led', 'outbound', OWN], 27],
  [['private', 'outbound', OWN], 14],
  [['partner-to-partner', 'outbound', OWN], 5],
  [['partner-to-partner', 'inbound', PARTNERS[2].organisationId], 2],
  [['solution-assessment', 'outbound', OWN], 4],
];
const EDGE_BEGINNINGS: Weighted<Beginning> = [
  [['co-sell', 'outbound', OWN], 1],
  [['partner-led', 'outbound', OWN], 1],
];

/** How a deal began, before anything came of it. */
interface Start {
  readonly index: number;
  readonly created: Moment;
  readonly dealType: DealType;
  readonly direction: Direction;
  readonly invitedBy: string;
  readonly customer: DemoCustomer;
  readonly campaignId: string | null;
  /** Which edge of the 72-hour advice it is won at; null for an ordinary deal. */
  readonly edge: number | null;
}

/** Deal `index` of a book; it can be made alone, and comes out the same as in any order. */
export function buildDeal(options: BookOptions, customers: readonly DemoCustomer[], index: number): DemoDeal {
  const random = new Random(seedOf(options.seed, 'deal', index));
  const [dealId, engagementId] = [random.guid(), random.guid()];
  const start = startOf(random, options, customers, index);
  const { created, dealType, customer } = start;
  const course = courseOf(random, start);
  const solutions = solutionsOf(random, start);
  const microsoft = microsoftOf(random, start, course);
  const value = valueOf(random, start);
  const { valueMinor, currency } = value;
  const registration = registrationOf(
    random,
    { dealType, solutions, microsoft, created, valueMinor },
    course,
  );
  const { office, team } = staffing(random, customer);
  return {
    index,
    dealId,
    engagementId,
    name: dealName(random, customer.country),
    dealType,
    direction: start.direction,
    invitedBy: start.invitedBy,
    customer,
    office,
    team,
    campaignId: start.campaignId,
    crmId: crmNumber(random, index, utcDay(created.ms).slice(0, 4)),
    msxId: msxNumber(index, microsoft),
    valueMinor,
    currency,
    estimatedCloseDate: utcDay(created.ms + random.int(10, 170) * DAY_MS),
    solutions,
    notes: dealNotes(random),
    created,
    updated: lastChange(random, start, course, registration?.decided ?? registration?.submitted ?? null),
    microsoft,
    partner: partnerOf(random, start),
    registration,
    onlyInBulk: isOnlyInBulk(options, start),
    status: course.status,
    salesStagePercent: course.salesStagePercent,
    accepted: course.accepted,
    closed: course.closed,
    expires: course.expires,
    reason: course.reason,
  };
}

/** A marketplace lead created on the same day as deal `index`. */
export function buildLead(
  { seed, deals }: BookOptions,
  customers: readonly DemoCustomer[],
  index: number,
): DemoLead {
  const random = new Random(seedOf(seed, 'lead', index));
  return {
    referralId: random.guid(),
    engagementId: random.guid(),
    customer: random.pick(customers),
    created: workingMoment(random, creationDay(index, deals)),
  };
}

function startOf(
  random: Random,
  { deals }: BookOptions,
  customers: readonly DemoCustomer[],
  index: number,
): Start {
  const moment = workingMoment(random, creationDay(index, deals));
  const day = utcDay(moment.ms);
  const atEdge = index % EDGE_EVERY === 64 && day >= ADVICE_SINCE && moment.ms < DEMO_TAKEN_AT - 4 * DAY_MS;
  const [dealType, direction, invitedBy] = random.weighted(
    atEdge ? EDGE_BEGINNINGS : day < PARTNER_LED_SINCE ? EARLY_BEGINNINGS : BEGINNINGS,
  );
  return {
    index,
    created: atEdge ? { ms: moment.ms, ticks: 0 } : moment,
    dealType,
    direction,
    invitedBy,
    customer: random.pick(customers),
    campaignId: campaignOn(random, day, direction),
    edge: atEdge ? Math.floor(index / EDGE_EVERY) : null,
  };
}

function campaignOn(random: Random, day: string, direction: Direction): string | null {
  if (!random.chance(direction === 'outbound' ? 0.46 : 0.12)) return null;
  const running = campaignsOn(day);
  if (running.length === 0 || random.chance(0.025)) return UNLISTED_CAMPAIGN;
  return random.weighted(running).campaignId;
}

function courseOf(random: Random, { created, direction, campaignId, edge }: Start): Course {
  if (edge !== null) return edgeCourse(created, edge);
  const winShare = Math.min(0.9, WIN_SHARE * winFactorOf(campaignId));
  return direction === 'inbound'
    ? inboundCourse(random, created, winShare)
    : outboundCourse(random, created, winShare);
}

function solutionsOf(random: Random, { dealType, edge }: Start): readonly string[] {
  if (dealType === 'solution-assessment') return [random.pick(ASSESSMENTS)];
  const leading = edge === null ? random.weighted(LEADING_SOLUTIONS) : at(LEADING_SOLUTIONS, 0)[0];
  const further = random.weighted([
    [0, 7],
    [1, 2],
    [2, 1],
  ]);
  return [...new Set([leading, ...Array.from({ length: further }, () => random.pick(FURTHER_SOLUTIONS))])];
}

function microsoftOf(random: Random, start: Start, course: Course): MicrosoftSide | null {
  const { created, dealType, direction, edge } = start;
  if (dealType !== 'co-sell') return null;
  if (edge !== null) return promptMicrosoft(random, created);
  return direction === 'inbound'
    ? invitingMicrosoft(random, created, course)
    : invitedMicrosoft(random, created, course);
}

/** We invite a partner to every deal between partners that is our own, and to a few co-sell deals. */
function partnerOf(random: Random, { created, dealType, direction, edge }: Start): PartnerSide | null {
  if (direction === 'inbound') return null;
  const invited =
    dealType === 'partner-to-partner' || (dealType === 'co-sell' && edge === null && random.chance(0.04));
  return invited ? invitedPartner(random, created) : null;
}

/** Nobody knows what an assessment leads to; every other deal has a value, if only zero. */
function valueOf(random: Random, { dealType, customer: { currency } }: Start): DemoValue {
  return dealType === 'solution-assessment' ? { valueMinor: 0, currency } : dealValue(random, currency);
}

function staffing(random: Random, { country }: DemoCustomer): Pick<DemoDeal, 'office' | 'team'> {
  const office = officeFor(country);
  return { office, team: [...new Set([random.pick(office.team), random.pick(office.team)])] };
}

/** Microsoft's own CRM number, which the partner sees once Microsoft is in. */
function msxNumber(index: number, microsoft: MicrosoftSide | null): string | null {
  if (microsoft?.status !== 'accepted' && microsoft?.status !== 'won') return null;
  return `7-${index.toString(36).toUpperCase().padStart(7, 'N')}`;
}

/** Only among the newest, so that the export's cap never cuts such a deal off. */
function isOnlyInBulk({ deals }: BookOptions, { index, edge }: Start): boolean {
  return edge === null && index % BULK_ONLY_EVERY === 41 && index >= deals - EXPORT_CAP;
}

/** A closed deal changes no more, but filing and deciding a registration touches its updated time. */
function lastChange(random: Random, { created }: Start, course: Course, registered: Moment | null): Moment {
  if (course.closed !== null) return registered === null ? course.closed : later(registered, course.closed);
  if (course.status === 'received') return created;
  const from = course.accepted === null ? created : later(created, course.accepted);
  return exactlyAfter(from, random.int(0, Math.min(DEMO_TAKEN_AT - from.ms - 1, 60 * DAY_MS)));
}
