import type { Deal } from '../../../deals/domain/deal.js';
import { parseDate, utcDay, utcMonth } from '../../../kernel/instants.js';
import type { FactName } from '../../../policies/domain/vocabulary.js';
import { buildFacts, type FactContext } from '../build-facts.js';
import type { Facts } from '../facts.js';

/** An open deal, and what it would be if it were marked won. */
export interface OpenDeal {
  /** As it is. */
  readonly facts: Facts;
  /** As it would be if it were marked won at an instant (epoch ms) and nothing else were done to it. */
  readonly wonAt: (instant: number) => Facts;
  /** Instants (epoch ms) at which facts change with time: incentives begin or end, another exchange rate counts. */
  readonly turns: Readonly<Partial<Record<FactName, readonly number[]>>>;
}

/** An open deal in what surrounds it. */
export function openDeal(deal: Deal, context: FactContext, facts: Facts, now: number): OpenDeal {
  const incentives = midnights(incentiveDays(deal, context));
  return {
    facts,
    wonAt: (instant) => buildFacts(markedWon(deal, instant), { ...context, day: utcDay(instant) }),
    turns: {
      incentiveTags: incentives,
      hasIncentiveEligibleSolution: incentives,
      dealValueUsd: midnights(rateDays(deal, context, now)),
    },
  };
}

function midnights(days: readonly string[]): readonly number[] {
  return days.map(parseDate).filter((instant) => instant !== undefined);
}

/** Marking a deal won sets its sales stage too (domain brief, section 4.4). */
function markedWon(deal: Deal, instant: number): Deal {
  return {
    ...deal,
    status: 'won',
    salesStagePercent: 100,
    closedAt: instant,
    closedOn: utcDay(instant),
    closedFrom: 'reported',
    closedNotBefore: null,
    closedNotAfter: null,
  };
}

function incentiveDays(deal: Deal, { solutions }: FactContext): readonly string[] {
  return (deal.solutions ?? []).flatMap(({ solutionId }) => solutions.incentiveChanges(solutionId));
}

function rateDays({ currency }: Deal, { rates }: FactContext, now: number): readonly string[] {
  const months = currency === null ? [] : rates.monthsWithAnother(currency, utcMonth(now));
  return months.map((month) => `${month}-01`);
}
