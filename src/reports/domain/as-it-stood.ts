import { dealAt } from '../../deals/domain/deal-at.js';
import type { Learnt } from '../../deals/domain/deal-history.js';
import { type Deal, isClosed } from '../../deals/domain/deal.js';
import { type AsOf, type ReportedDeal, standingAt } from './reported-deal.js';

/** As much of a deal as reports need. */
export function reportedDeal(deal: Deal): ReportedDeal {
  return {
    status: deal.status,
    dealType: deal.dealType,
    direction: deal.direction,
    stagePercent: deal.salesStagePercent,
    campaignId: deal.campaignId,
    location: deal.location,
    country: deal.customerCountry,
    organisationId: deal.organisationId,
    valueMinor: deal.valueMinor,
    currency: deal.currency,
    estimatedCloseDate: deal.estimatedCloseDate,
    created: { at: deal.createdAt, on: deal.createdOn },
    acceptedAt: deal.acceptedAt,
    closed: { at: deal.closedAt, on: deal.closedOn },
    closedNotBefore: deal.closedNotBefore,
    closedNotAfter: deal.closedNotAfter,
    statusReason: deal.statusReason,
    solutionsKnown: deal.solutions !== null,
  };
}

/**
 * A deal as files tell it of a past moment; where none does, as the first of them tells it that speaks of a later time
 * (`told` false). Null where nothing tells its status.
 * @param learnt what counts of what was learnt.
 */
export function toldThen(learnt: Learnt, asOf: AsOf): { readonly deal: Deal; readonly told: boolean } | null {
  const found = dealAt(learnt, asOf.end - 1, Number.MAX_SAFE_INTEGER);
  if (found.deal !== null) return { deal: found.deal, told: true };
  if (found.answersFrom === null) return null;
  const { deal } = dealAt(learnt, found.answersFrom, Number.MAX_SAFE_INTEGER);
  return deal === null ? null : { deal, told: false };
}

/**
 * The deal as a report at a moment is to see it. `now` is the deal as last known; `then` as files tell it of the
 * moment, or, where none tells, as the first of them tells it later.
 *
 * Whether it had closed by the moment follows from the best that is known of its closing, which a file may have told
 * later. A deal that closed after the moment is seen open: without its closing, its reason, and a win's 100 %, which
 * it did not have yet.
 */
export function asItStood(now: ReportedDeal, then: ReportedDeal, asOf: AsOf): ReportedDeal {
  if (isClosed(then.status)) return closedBy(then, asOf) ? then : stillOpen(then);
  return isClosed(now.status) && closedBy(now, asOf) ? now : then;
}

function closedBy(deal: ReportedDeal, asOf: AsOf): boolean {
  const { state } = standingAt(deal, asOf);
  return state !== 'open' && state !== 'not-created';
}

/** A deal that closed later, before it did. One that was declined or expired had not been accepted. */
function stillOpen(deal: ReportedDeal): ReportedDeal {
  const wasAccepted = deal.status === 'won' || deal.status === 'lost';
  return {
    status: wasAccepted ? 'active' : 'received',
    dealType: deal.dealType,
    direction: deal.direction,
    stagePercent: deal.status === 'won' ? null : deal.stagePercent,
    campaignId: deal.campaignId,
    location: deal.location,
    country: deal.country,
    organisationId: deal.organisationId,
    valueMinor: deal.valueMinor,
    currency: deal.currency,
    estimatedCloseDate: deal.estimatedCloseDate,
    created: deal.created,
    acceptedAt: deal.acceptedAt,
    closed: { at: null, on: null },
    closedNotBefore: null,
    closedNotAfter: null,
    statusReason: null,
    solutionsKnown: deal.solutionsKnown,
  };
}
