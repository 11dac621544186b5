import { type Deal, isClosed } from '../../deals/domain/deal.js';
import { closingBounds, creationBounds } from '../../deals/domain/deal-times.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import type { RateGap } from '../../rates/domain/rate-table.js';
import { convertValue, type FactContext } from './build-facts.js';
import { isInterval, isPartialList } from './facts.js';

/** Reasons that say all there is to say. */
export type PlainReason =
  | 'not-told'
  | 'unusable'
  | 'not-won'
  | 'winning-time-not-told'
  | 'times-not-known'
  | 'times-contradict'
  | 'no-value'
  | 'no-currency'
  | 'no-month'
  | 'customer-not-told'
  | 'solutions-not-told'
  | 'differs-between-days'
  | 'catalogue-silent';

/** Why a fact is not known, or known in part only; words are put to it in the reader's language. */
export type MissingReason =
  | { readonly is: PlainReason }
  /** Only bounds are known: epoch milliseconds for an instant, else in the fact's unit. */
  | { readonly is: 'bounds'; readonly min: number; readonly max: number }
  | ({ readonly is: 'no-rate' } & RateGap)
  /** Solutions of the deal, by name where known, that are not in the catalogue. */
  | { readonly is: 'not-catalogued'; readonly solutions: readonly string[] }
  /** Some entries of the list are known; the reason holds for the rest. */
  | { readonly is: 'in-part'; readonly rest: MissingReason };

/** Why a fact is not known exactly for a deal. */
export function whyNotKnown(
  fact: FactName,
  value: FactValue,
  deal: Deal,
  context: FactContext,
): MissingReason {
  if (isInterval(value)) return { is: 'bounds', min: value.min, max: value.max };
  if (isPartialList(value)) return { is: 'in-part', rest: solutionsReason(deal, context) };
  if (value !== null) return { is: 'unusable' };
  switch (fact) {
    case 'wonAt':
      return { is: deal.status === 'won' ? 'winning-time-not-told' : 'not-won' };
    case 'hoursFromCreationToWon':
      if (deal.status !== 'won') return { is: 'not-won' };
      return {
        is:
          creationBounds(deal) === null || closingBounds(deal) === null
            ? 'times-not-known'
            : 'times-contradict',
      };
    case 'dealValueUsd':
      return conversionReason(deal, context);
    case 'customerManagedByMicrosoft':
      return { is: 'customer-not-told' };
    case 'incentiveTags':
    case 'hasIncentiveEligibleSolution':
      return solutionsReason(deal, context);
    default:
      return { is: 'not-told' };
  }
}

const LACKS = { value: 'no-value', currency: 'no-currency', month: 'no-month' } as const;

function conversionReason(deal: Deal, context: FactContext): MissingReason {
  const conversion = convertValue(deal, context);
  if (conversion.usdCents !== null) return { is: 'unusable' };
  return 'noRate' in conversion ? { is: 'no-rate', ...conversion.noRate } : { is: LACKS[conversion.lacks] };
}

function solutionsReason(deal: Deal, context: FactContext): MissingReason {
  if (deal.solutions === null) return { is: 'solutions-not-told' };
  const unknown = deal.solutions.filter(({ solutionId }) => context.solutions.find(solutionId) === null);
  if (unknown.length > 0) {
    return { is: 'not-catalogued', solutions: unknown.map(({ name, solutionId }) => name ?? solutionId) };
  }
  return { is: isClosed(deal.status) ? 'differs-between-days' : 'catalogue-silent' };
}
