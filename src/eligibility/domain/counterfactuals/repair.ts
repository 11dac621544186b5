import { type Deal, isClosed } from '../../../deals/domain/deal.js';
import type { Outcome } from '../../../policies/domain/outcome.js';
import { FACTS, type FactName } from '../../../policies/domain/vocabulary.js';
import type { FactContext } from '../build-facts.js';
import { comparisonsOf } from '../comparisons.js';
import { definitionOf, type Facts, isExact } from '../facts.js';
import { possibleValues } from '../possible-values.js';
import type { Calendar } from './calendar.js';
import type { Counterfactual } from './counterfactual.js';
import { counterfactualsOf } from './counterfactuals.js';
import { type Goals, goalsOf } from './goals.js';
import type { Lever, Pull } from './lever.js';
import { leversOn } from './levers.js';
import { momentsOf, type TimeToWin, type Winning } from './moments.js';
import { openDeal } from './open-deal.js';
import { Patience, waysWith } from './search.js';

/**
 * Why a deal that is not eligible can or cannot be made so:
 * - `open`: it can, by each of the sets of changes;
 * - `closed`: nothing about a closed deal can be changed any more;
 * - `frozen`: nothing that can still be changed would do;
 * - `not-known`: that hangs on facts that are not known;
 * - `no-version`: no version of the policy is in force, now or later;
 * - `given-up`: the search was given up before it found a way.
 */
export const REPAIR_REASONS = ['open', 'closed', 'frozen', 'not-known', 'no-version', 'given-up'] as const;
export type RepairReason = (typeof REPAIR_REASONS)[number];

/** Whether a deal that is not eligible can be made so. */
export interface Repair {
  /** Null when that is not known. */
  readonly possible: boolean | null;
  readonly reason: RepairReason;
  /** Whether all minimal sets of changes (`frozen`: all criteria against it) are told; false when that was given up. */
  readonly isComplete: boolean;
  /** Ids of the criteria that nothing can make pass (each, or else all of them together), where the reason is `frozen`. */
  readonly criteria: readonly string[];
  /** What these criteria ask for and never changes; where the reason is `not-known`, what that hangs on. */
  readonly facts: readonly FactName[];
  /** Epoch ms: what would turn then or later was not looked at; null when nothing was left out. */
  readonly lookedUntil: number | null;
}

/** What can become of a deal. */
export interface Prospects {
  readonly counterfactuals: readonly Counterfactual[];
  /** Null for an eligible deal: there is nothing to repair. */
  readonly repair: Repair | null;
}

/** What it may cost to look whether anything stands against the deal for good, and then which criteria do. */
const LOOKING = 2_000_000;
const NARROWING = 2_000_000;

/**
 * What would make a deal eligible, as it stands at an instant (epoch ms).
 * @param facts the deal's facts at that instant.
 */
export function prospectsOf(
  outcome: Outcome,
  deal: Deal,
  facts: Facts,
  context: FactContext,
  calendar: Calendar,
  now: number,
): Prospects {
  if (outcome === 'eligible') return { counterfactuals: [], repair: null };
  if (isClosed(deal.status)) return { counterfactuals: [], repair: without(false, 'closed') };
  const open = openDeal(deal, context, facts, now);
  const { times, lookedUntil } = momentsOf(open, calendar, now);
  const { sets, isComplete } = counterfactualsOf(open, times);
  if (sets.length > 0) {
    return { counterfactuals: sets, repair: { ...without(true, 'open'), isComplete, lookedUntil } };
  }
  const reason = isComplete ? whyNot(times) : without(null, 'given-up');
  return { counterfactuals: [], repair: { ...reason, lookedUntil } };
}

function without(possible: boolean | null, reason: RepairReason): Repair {
  return { possible, reason, isComplete: reason !== 'given-up', criteria: [], facts: [], lookedUntil: null };
}

/** Why there is no way to make an open deal eligible. */
export function whyNot(times: readonly TimeToWin[]): Repair {
  const winnings = times.map(({ winning }) => winning).filter((winning) => winning !== null);
  const [first] = winnings;
  if (first === undefined) return without(false, 'no-version');
  const patience = new Patience(LOOKING);
  const open = winnings.find(({ facts, goals }) => mayBeReached(goals, facts, patience));
  if (open !== undefined) return { ...without(null, 'not-known'), facts: hangsOn(open) };
  if (patience.isExhausted) return without(null, 'given-up');
  const { criteria } = first.policy;
  const underFirst = winnings.filter(({ policy }) => policy === first.policy);
  const judged = criteria.map((criterion) => {
    const goals = goalsOf([criterion.conditions]);
    const share = new Patience(NARROWING / criteria.length);
    const mayPass = underFirst.some(({ facts }) => mayBeReached(goals, facts, share));
    return { criterion, mayPass, isKnown: mayPass || !share.isExhausted };
  });
  const blocked = judged
    .filter(({ mayPass, isKnown }) => !mayPass && isKnown)
    .map(({ criterion }) => criterion);
  // Criteria that could each be made to pass may still contradict one another.
  const against = blocked.length === 0 ? criteria : blocked;
  const asked = new Set(
    against.flatMap(({ conditions }) => comparisonsOf(conditions).map(({ fact }): string => fact)),
  );
  return {
    ...without(false, 'frozen'),
    isComplete: judged.every(({ isKnown }) => isKnown),
    criteria: against.map(({ id }) => id),
    facts: FACTS.filter(({ name, changes }) => asked.has(name) && changes === 'never').map(
      ({ name }) => name,
    ),
  };
}

/** The facts that are not known and have to turn out well; for one computed from such facts, these. */
function hangsOn({ facts, goals }: Winning): readonly FactName[] {
  const isUnknown = (name: string): boolean =>
    FACTS.some((fact) => fact.name === name && !isExact(facts[fact.name]));
  const asked = new Set(
    [...goals.facts].filter(isUnknown).flatMap((fact): readonly string[] => {
      const sources = definitionOf(fact).dependsOn.filter(isUnknown);
      return sources.length === 0 ? [fact] : sources;
    }),
  );
  return FACTS.filter(({ name }) => asked.has(name)).map(({ name }) => name);
}

/** Whether levers can reach the goals, if the facts that are not known turn out well. */
function mayBeReached(goals: Goals, facts: Facts, patience: Patience): boolean {
  const unknown = [...goals.facts].filter((fact) => !isExact(facts[fact]));
  const levers = [...unknown.map(turningOut), ...leversOn(goals.facts)].map(perhaps);
  return waysWith(levers, facts, goals, patience) !== null;
}

/** Learning what a fact is, as if it were something to choose. */
function turningOut(fact: FactName): Lever<string> {
  return {
    name: fact,
    sets: [fact],
    pulls: (facts, comparisons) =>
      possibleValues(fact, facts[fact], comparisons).map((value, index) => ({
        key: String(index),
        facts: { [fact]: value },
        effort: 0,
      })),
  };
}

/** A lever that may also be left alone. */
function perhaps({ name, sets, pulls }: Lever<string>): Lever<string> {
  const none: Pull = { key: '', facts: {}, effort: 0 };
  return { name, sets, pulls: (facts, comparisons) => [none, ...pulls(facts, comparisons)] };
}
