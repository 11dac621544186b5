import type { DealStatus, DealType, Direction } from '../../deals/domain/deal.js';
import { isClosed } from '../../deals/domain/deal.js';
import { closingBounds } from '../../deals/domain/deal-times.js';
import { utcMonth } from '../../kernel/instants.js';
import type { Calendar, Moment, Period } from './calendar.js';

/** As much of a deal as the reports that count deals need. Null means not known, as everywhere. */
export interface ReportedDeal {
  readonly status: DealStatus;
  readonly dealType: DealType | null;
  readonly direction: Direction | null;
  readonly stagePercent: number | null;
  readonly campaignId: string | null;
  readonly location: string | null;
  /** ISO 3166 alpha-2 of the customer. */
  readonly country: string | null;
  /** The organisation that owns the referral. */
  readonly organisationId: string | null;
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly estimatedCloseDate: string | null;
  readonly created: Moment;
  readonly acceptedAt: number | null;
  readonly closed: Moment;
  /** Where neither instant nor date of the closing is known: it was open then, and closed then. */
  readonly closedNotBefore: number | null;
  readonly closedNotAfter: number | null;
  readonly statusReason: string | null;
  /** Whether any source told which solutions the deal has. */
  readonly solutionsKnown: boolean;
}

/** Texts of a deal that are read for reports that ask for them only. */
export type DealText = 'campaignId' | 'location' | 'country' | 'organisationId' | 'statusReason';

/** The moment a report speaks of. */
export interface AsOf {
  /** Epoch milliseconds; what happened before it is counted, what happened at it or later is not. */
  readonly end: number;
  /** The last day that is counted, in the report's zone. */
  readonly day: string;
}

/** Where a deal stood at a moment. `open` covers received and active. */
export type StateAt = 'not-created' | 'open' | 'won' | 'lost' | 'declined' | 'expired';

/** A deal's state at a moment and how sure it is. */
export interface Standing {
  readonly state: StateAt;
  readonly creationKnown: boolean;
  /** False for a deal that is closed now and might have closed on either side of the moment: it counts as closed. */
  readonly closingKnown: boolean;
}

/**
 * Where a deal stood at a moment, from when it was created and when it closed. A deal of unknown creation counts as
 * created, since the book holds it.
 */
export function standingAt(deal: ReportedDeal, asOf: AsOf): Standing {
  const created = happenedBy(deal.created, asOf);
  const creationKnown = created !== null;
  if (created === false) return { state: 'not-created', creationKnown, closingKnown: true };
  if (deal.status === 'received' || deal.status === 'active') {
    return { state: 'open', creationKnown, closingKnown: true };
  }
  const closed = closedBy(deal, asOf);
  if (closed === false) return { state: 'open', creationKnown, closingKnown: true };
  return { state: deal.status, creationKnown, closingKnown: closed !== null };
}

/** Whether something had happened by a moment; null when it is not known. */
function happenedBy(moment: Moment, asOf: AsOf): boolean | null {
  if (moment.at !== null) return moment.at < asOf.end;
  return moment.on === null ? null : moment.on <= asOf.day;
}

function closedBy(deal: ReportedDeal, asOf: AsOf): boolean | null {
  const known = happenedBy(deal.closed, asOf);
  if (known !== null) return known;
  if (deal.closedNotAfter !== null && deal.closedNotAfter < asOf.end) return true;
  if (deal.closedNotBefore !== null && deal.closedNotBefore >= asOf.end) return false;
  return null;
}

/**
 * Whether a closed deal closed in a half-open period; null when what is known of the closing leaves both open.
 */
export function closedWithin(deal: ReportedDeal, period: Period, calendar: Calendar): boolean | null {
  const known = calendar.within(deal.closed, period);
  if (known !== null) return known;
  const { from, until: to } = calendar.boundsOf(period);
  const earliest = deal.closedNotBefore ?? -Infinity;
  const latest = deal.closedNotAfter ?? Infinity;
  if (latest < from || earliest >= to) return false;
  return from <= earliest && (latest < to || to === Infinity) ? true : null;
}

/** What tells when a deal closed. */
export type ClosingOf = Pick<
  ReportedDeal,
  'status' | 'created' | 'closed' | 'closedNotBefore' | 'closedNotAfter'
>;

/**
 * The UTC month (`YYYY-MM`) a closed deal closed in, or null when it is not known. Rates are monthly and the same
 * in all zones, so that a deal has one value in US dollars whatever zone a report is cut in.
 */
export function closingMonth(deal: ClosingOf): string | null {
  if (!isClosed(deal.status)) return null;
  const { created, closed, closedNotBefore, closedNotAfter } = deal;
  if (closed.at !== null) return utcMonth(closed.at);
  const bounds = closingBounds({
    createdAt: created.at,
    createdOn: created.on,
    closedAt: null,
    closedOn: closed.on,
    closedNotBefore,
    closedNotAfter,
  });
  if (bounds === null) return null;
  const [first, last] = [utcMonth(bounds.min), utcMonth(bounds.max)];
  return first === last ? first : null;
}
