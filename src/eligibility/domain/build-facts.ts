import type { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import { type Deal, isClosed } from '../../deals/domain/deal.js';
import { HOUR_MS, utcMonth } from '../../kernel/instants.js';
import type { Interval } from '../../kernel/interval.js';
import type { FactValue } from '../../policies/domain/vocabulary.js';
import type { Conversion, RateTable } from '../../rates/domain/rate-table.js';
import { closingBounds, creationBounds, wonDays } from '../../deals/domain/deal-times.js';
import { type Facts, fromBounds } from './facts.js';
import { type DealIncentives, incentivesBetween } from './incentives.js';

/** What facts are built from beside the deal itself. */
export interface FactContext {
  /** The day of evaluation (`YYYY-MM-DD`, UTC). */
  readonly day: string;
  readonly solutions: SolutionCatalogue;
  readonly rates: RateTable;
  /** Whether Microsoft manages the customer; null when the customers files do not tell. */
  readonly customerManaged: boolean | null;
}

/**
 * Every fact of the catalogue for one deal. What no source tells is null; what is known within bounds, or of a list
 * only in part, says so. Nothing is guessed: a date is its whole UTC day, an unknown customer is not "no".
 */
export function buildFacts(deal: Deal, context: FactContext): Facts {
  const created = creationBounds(deal);
  const won = deal.status === 'won' ? closingBounds(deal) : null;
  const incentives = incentivesOf(deal, context);
  return Object.freeze({
    dealType: deal.dealType,
    direction: deal.direction,
    status: deal.status,
    salesStagePercent: deal.salesStagePercent,
    allSalesStagesMarked: deal.allSalesStagesMarked,
    microsoftInvited: deal.microsoftInvited,
    microsoftStatus: deal.microsoftStatus,
    incentiveTags: incentives.tags,
    hasIncentiveEligibleSolution: incentives.hasEligible,
    createdAt: created && fromBounds(created.min, created.max),
    wonAt: won && fromBounds(won.min, won.max),
    hoursFromCreationToWon: hoursBetween(created, won),
    dealValueUsd: usdOf(deal, context),
    currency: deal.currency,
    customerCountry: deal.customerCountry,
    customerManagedByMicrosoft: context.customerManaged,
    campaignId: deal.campaignId,
    location: deal.location,
    partnersInvited: deal.partnersInvited,
    marketplaceTransacted: deal.marketplaceTransacted,
  });
}

/** The hours from creation to winning; null where either is not known, or where they contradict each other. */
function hoursBetween(created: Interval | null, won: Interval | null): FactValue {
  // A deal won before it was created: one of the two times is wrong, and nobody can tell which.
  if (created === null || won === null || won.max < created.min) return null;
  // A quotient of integers below 2^53 is the double nearest to it, so 72 h less a millisecond stays below 72.
  return fromBounds((won.min - created.max) / HOUR_MS, (won.max - created.min) / HOUR_MS);
}

/** The incentives on the days the deal may have been won; for a deal that is not won, on the day of evaluation. */
function incentivesOf(deal: Deal, context: FactContext): DealIncentives {
  if (deal.solutions === null) return { tags: null, hasEligible: null };
  const ids = deal.solutions.map(({ solutionId }) => solutionId);
  const { first, last } = wonDays(deal, context.day) ?? { first: context.day, last: context.day };
  return incentivesBetween(context.solutions, ids, first, last);
}

/** A value in US cents; or what it takes to convert it and is not known. */
type ValueConversion =
  Conversion | { readonly usdCents: null; readonly lacks: 'value' | 'currency' | 'month' };

/**
 * How the deal's value converts to US dollars: a closed deal at the month it closed, an open one at the month of
 * the day of evaluation (design, section 4).
 */
export function convertValue(deal: Deal, context: Pick<FactContext, 'day' | 'rates'>): ValueConversion {
  if (deal.valueMinor === null) return { usdCents: null, lacks: 'value' };
  if (deal.currency === null) return { usdCents: null, lacks: 'currency' };
  const month = conversionMonth(deal, context.day);
  if (month === null && deal.currency !== 'USD') return { usdCents: null, lacks: 'month' };
  // US dollars are the same in every month.
  return context.rates.convert(deal.valueMinor, deal.currency, month ?? context.day.slice(0, 7));
}

function conversionMonth(deal: Deal, day: string): string | null {
  if (!isClosed(deal.status)) return day.slice(0, 7);
  const bounds = closingBounds(deal);
  if (bounds === null) return null;
  const month = utcMonth(bounds.min);
  return month === utcMonth(bounds.max) ? month : null;
}

function usdOf(deal: Deal, context: FactContext): number | null {
  const { usdCents } = convertValue(deal, context);
  return usdCents === null ? null : usdCents / 100;
}
