import { type Counterfactual, tellWay, type Way } from './counterfactual.js';
import { type LeverName, LEVERS } from './lever.js';
import { leversOn } from './levers.js';
import type { TimeToWin, Winning } from './moments.js';
import type { OpenDeal } from './open-deal.js';
import { minimalWays, type Move, Patience } from './search.js';

/** The counterfactuals of an open deal. */
export interface Counterfactuals {
  readonly sets: readonly Counterfactual[];
  /** False when the search was given up: then there may be more sets, smaller ones, and more alternatives. */
  readonly isComplete: boolean;
}

/** What the search may cost for one deal, and telling what it found; real policies take some thousands. */
const SEARCH = 4_000_000;
const TELLING = 2_000_000;

/**
 * Every minimal set of changes that makes an open deal eligible: with no proper part of a set, in whatever way its
 * levers are used, does the deal become eligible. For each set the earliest moment to win is told at which it does,
 * and then the least change of each lever, lever by lever. Fewer levers come first, then the order of the levers.
 *
 * The deal is judged as it would be if it were marked won at that moment: by the version then in force, with the
 * incentives and exchange rates that are known for that day. What is done to the deal beside is taken to stay so.
 */
export function counterfactualsOf(
  deal: OpenDeal,
  moments: readonly TimeToWin[],
  patience = new Patience(SEARCH),
): Counterfactuals {
  const ways: Way[] = [];
  for (const { winning } of moments) {
    if (winning === null) continue;
    if (patience.isExhausted) break;
    const { facts, goals } = winning;
    const known = ways.map(({ moves }) => moves.map(({ lever }) => lever));
    const found = minimalWays(leversOn(goals.facts), facts, goals, known, patience);
    ways.push(...found.map((moves) => ({ winning, moves, names: namesOf(moves, winning, deal, moments) })));
  }
  const minimal = ways.filter(
    (way) => !ways.some((other) => other !== way && isPartOf(other.names, way.names)),
  );
  const told = minimal.toSorted(compareWays).map((way) => {
    const share = new Patience(TELLING / minimal.length);
    return { set: tellWay(way, deal, moments, share), share };
  });
  return {
    sets: told.map(({ set }) => set).filter((set) => set !== null),
    isComplete: !patience.isExhausted && !told.some(({ share }) => share.isExhausted),
  };
}

function namesOf(
  moves: readonly Move<LeverName>[],
  { instant }: Winning,
  { facts }: OpenDeal,
  [now]: readonly TimeToWin[],
): readonly LeverName[] {
  const used = new Set<LeverName>(moves.map(({ lever }) => lever.name)).add('win');
  if (facts.status === 'received') used.add('accept');
  if (instant !== now?.instant) used.add('wait');
  return LEVERS.filter((name) => used.has(name));
}

function isPartOf(part: readonly LeverName[], names: readonly LeverName[]): boolean {
  return part.every((name) => names.includes(name));
}

function compareWays(a: Way, b: Way): number {
  const rank = ({ names }: Way): readonly number[] => names.map((name) => LEVERS.indexOf(name));
  const [left, right] = [rank(a), rank(b)];
  const differing = left.findIndex((lever, index) => lever !== right[index]);
  return left.length - right.length || (left[differing] ?? 0) - (right[differing] ?? 0);
}
