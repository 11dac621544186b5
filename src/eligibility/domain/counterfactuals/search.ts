import type { FactName } from '../../../policies/domain/vocabulary.js';
import type { Facts } from '../facts.js';
import { type Goals, isWithinReach } from './goals.js';
import type { Lever, Pull } from './lever.js';

/** A lever and the way in which it is used. */
export interface Move<Name> {
  readonly lever: Lever<Name>;
  readonly pull: Pull;
}

/**
 * How much more work may be done, so that no rule file can keep the search busy for long. Work is counted in values
 * that facts are compared with: a million take some tenths of a second.
 */
export class Patience {
  constructor(private left: number) {}

  /** Whether more work would have been needed. */
  get isExhausted(): boolean {
    return this.left < 0;
  }

  /** Spends what some work costs; false once nothing is left for it. */
  spend(cost: number): boolean {
    if (this.left >= 0) this.left -= cost;
    return this.left >= 0;
  }
}

/** What it costs to come up with one way to use a lever. */
export const PULL_COST = 5;

/**
 * How to reach the goals with every one of the levers, used in their order: the least change of the first lever with
 * which the others can, then of the second, and so on. Null when there is no way, or patience ran out.
 */
export function waysWith<Name>(
  levers: readonly Lever<Name>[],
  facts: Facts,
  goals: Goals,
  patience: Patience,
): readonly Move<Name>[] | null {
  if (!patience.spend(goals.cost) || !isWithinReach(goals, facts, factsSetBy(levers))) return null;
  const [lever, ...others] = levers;
  if (lever === undefined) return [];
  const pulls = lever.pulls(facts, goals.comparisons);
  if (!patience.spend(goals.cost + PULL_COST * pulls.length)) return null;
  for (const pull of pulls) {
    const rest = waysWith(others, { ...facts, ...pull.facts }, goals, patience);
    if (rest !== null) return [{ lever, pull }, ...rest];
  }
  return null;
}

/**
 * Every set of levers with which the goals can be reached and with no part of which they can, with how; smaller sets
 * first. Sets that have all levers of a known one are left out.
 */
export function minimalWays(
  levers: readonly Lever[],
  facts: Facts,
  goals: Goals,
  known: readonly (readonly Lever[])[],
  patience: Patience,
): readonly (readonly Move<Lever['name']>[])[] {
  const found: (readonly Move<Lever['name']>[])[] = [];
  const sets: (readonly Lever[])[] = [...known];
  if (!patience.spend(goals.cost) || !isWithinReach(goals, facts, factsSetBy(levers))) return found;
  for (let size = 0; size <= levers.length; size += 1) {
    for (const chosen of choicesOf(levers, size)) {
      if (!patience.spend(sets.length + 1)) return found;
      if (sets.some((set) => set.every((lever) => chosen.includes(lever)))) continue;
      const ways = waysWith(chosen, facts, goals, patience);
      if (ways === null) continue;
      found.push(ways);
      sets.push(chosen);
    }
  }
  return found;
}

function factsSetBy(levers: readonly Lever<unknown>[]): ReadonlySet<FactName> {
  return new Set(levers.flatMap(({ sets }) => sets));
}

/** Every choice of so many of the levers, in their order. */
function choicesOf(levers: readonly Lever[], size: number): readonly (readonly Lever[])[] {
  if (size === 0) return [[]];
  return levers.flatMap((lever, index) =>
    choicesOf(levers.slice(index + 1), size - 1).map((others) => [lever, ...others]),
  );
}
