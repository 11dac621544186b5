import { DAY_MS, HOUR_MS, parseDate, utcDay } from '../../../kernel/instants.js';
import { regionValues } from '../../../policies/domain/fact-regions.js';
import type { Policy } from '../../../policies/domain/policy.js';
import { comparisonsOf } from '../comparisons.js';
import { boundsOf, definitionOf, type Facts } from '../facts.js';
import type { Calendar } from './calendar.js';
import { type Goals, goalsOf } from './goals.js';
import type { OpenDeal } from './open-deal.js';

/** The last instant that ISO 8601 writes with four digits of the year. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** How far ahead is looked, and at how many moments: much longer than deals stay open, and more often than rules turn. */
const TEN_YEARS_MS = 3_652 * DAY_MS;
const MOST_MOMENTS = 1_000;

/** What the deal would be if it were marked won at a moment, and what would have to hold then. */
export interface Winning {
  /** Epoch ms. */
  readonly instant: number;
  readonly policy: Policy;
  readonly facts: Facts;
  readonly goals: Goals;
}

/** A moment (epoch ms) that makes a difference; `winning` null when no version judges then. */
export interface TimeToWin {
  readonly instant: number;
  readonly winning: Winning | null;
}

/** The moments that make a difference. */
export interface Moments {
  /** In order; the first is now. */
  readonly times: readonly TimeToWin[];
  /** The first moment (epoch ms) that was no longer looked at; null when none was left out. */
  readonly lookedUntil: number | null;
}

/**
 * Every moment from now (epoch ms) on that makes a difference, within the next ten years; the first thousand where
 * there are more.
 */
export function momentsOf(deal: OpenDeal, calendar: Calendar, now: number): Moments {
  const instants = momentsToWin(deal, calendar.policies, now);
  const near = instants.filter((instant) => instant <= now + TEN_YEARS_MS).slice(0, MOST_MOMENTS);
  const goals = new Map(calendar.policies.map((policy) => [policy, goalsToWin(deal, policy)]));
  const times = near.map((instant) => {
    const policy = calendar.on(utcDay(instant));
    if (policy === null) return { instant, winning: null };
    const toWin = goals.get(policy) ?? goalsToWin(deal, policy);
    return { instant, winning: { instant, policy, facts: deal.wonAt(instant), goals: toWin } };
  });
  return { times, lookedUntil: instants[near.length] ?? null };
}

/** Solution assessments cannot be marked won before all their sales stages are (domain brief, section 4.5). */
function goalsToWin(deal: OpenDeal, { criteria }: Policy): Goals {
  const conditions = criteria.map((criterion) => criterion.conditions);
  return goalsOf(
    deal.facts.dealType === 'solution-assessment'
      ? [...conditions, { fact: 'allSalesStagesMarked', operator: 'equal', value: true }]
      : conditions,
  );
}

/**
 * The instants (epoch ms) at which marking the deal won may come to something else than just before: now, and every
 * later one at which a comparison of the won time or of the hours turns, another version comes into force, or the deal
 * itself changes with time. In order; between two of them the time of winning makes no difference.
 */
function momentsToWin(deal: OpenDeal, policies: readonly Policy[], now: number): readonly number[] {
  const comparisons = policies.flatMap(({ criteria }) =>
    criteria.flatMap(({ conditions }) => comparisonsOf(conditions)),
  );
  const wonAt = numbersOf(regionValues(definitionOf('wonAt'), comparisons));
  const hours = numbersOf(regionValues(definitionOf('hoursFromCreationToWon'), comparisons));
  const created = boundsOf(deal.facts.createdAt);
  // Where only bounds of the creation are known, an answer turns with the first possible instant and with the last.
  const starts = created === null ? [] : [created.min, created.max];
  const gaps = starts.flatMap((start) => hours.map((each) => start + Math.round(each * HOUR_MS)));
  const inForce = policies.flatMap(({ effective }) => [effective.from, effective.until ?? '']).map(parseDate);
  const asked = new Set(comparisons.map(({ fact }) => fact));
  const turns = [...asked].flatMap((fact) => deal.turns[fact] ?? []);
  const later = [...wonAt, ...gaps, ...inForce, ...turns].filter(
    (instant) => instant !== undefined && instant > now && instant <= LAST,
  );
  return [now, ...numbersOf([...new Set(later)]).toSorted((a, b) => a - b)];
}

function numbersOf(values: readonly unknown[]): readonly number[] {
  return values.filter((value) => typeof value === 'number');
}
