import { FACTS } from '../../../policies/domain/vocabulary.js';
import type { Facts } from '../facts.js';
import { isWithinReach } from './goals.js';
import type { LeverName } from './lever.js';
import type { TimeToWin, Winning } from './moments.js';
import type { OpenDeal } from './open-deal.js';
import { type Move, type Patience, PULL_COST } from './search.js';

/** One thing to do, and what becomes of the facts by it. */
export interface Change {
  readonly lever: LeverName;
  readonly key: string;
  readonly facts: Partial<Facts>;
  /** Other ways to do it that are no larger a change and would do as well, all else as told. */
  readonly alternatives: readonly Pick<Change, 'key' | 'facts'>[];
}

/** A smallest set of changes with which the deal would be eligible, in the order in which they are done. */
export interface Counterfactual {
  readonly changes: readonly Change[];
  /** The version that would judge. */
  readonly version: string;
  /** Epoch ms: marked won then or later the deal would not be eligible; null when that makes no difference. */
  readonly before: number | null;
}

/** A set of moves that makes the deal eligible if it is won at a moment. */
export interface Way {
  readonly winning: Winning;
  readonly moves: readonly Move<LeverName>[];
  readonly names: readonly LeverName[];
}

/**
 * Tells the changes that a set of moves comes to, in the order in which they are done. Null when patience ran out
 * before it was known until when they do; when it runs out later, alternatives are left out.
 */
export function tellWay(
  { winning, moves, names }: Way,
  deal: OpenDeal,
  moments: readonly TimeToWin[],
  patience: Patience,
): Counterfactual | null {
  const before = endOf(winning, moves, moments, patience);
  if (patience.isExhausted) return null;
  const wonNow = deal.wonAt(moments[0]?.instant ?? winning.instant);
  const settled = moves.reduce<Partial<Facts>>((facts, { pull }) => ({ ...facts, ...pull.facts }), {});
  const waiting = differences(wonNow, winning.facts, settled);
  const byTime: Partial<Record<LeverName, Partial<Facts>>> = {
    accept: { status: 'active' },
    wait: waiting,
    win: differences(deal.facts, wonNow, { ...settled, ...waiting }),
  };
  const moved = new Map(
    moves.map(({ lever, pull }, index): [LeverName, Change] => [
      lever.name,
      { lever: lever.name, ...pull, alternatives: alternativesTo(index, moves, winning, patience) },
    ]),
  );
  return {
    changes: names.map(
      (lever) => moved.get(lever) ?? { lever, key: lever, facts: byTime[lever] ?? {}, alternatives: [] },
    ),
    version: winning.policy.version,
    before,
  };
}

/** The facts that became others, but for those that are settled anyway. */
function differences(before: Facts, after: Facts, settled: Partial<Facts>): Partial<Facts> {
  const changed = FACTS.map(({ name }) => name).filter(
    (name) => !(name in settled) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

function alternativesTo(
  index: number,
  moves: readonly Move<LeverName>[],
  winning: Winning,
  patience: Patience,
): Change['alternatives'] {
  const chosen = moves[index];
  if (chosen === undefined) return [];
  const before = moves
    .slice(0, index)
    .reduce<Facts>((facts, { pull }) => ({ ...facts, ...pull.facts }), winning.facts);
  return chosen.lever
    .pulls(before, winning.goals.comparisons)
    .filter(({ key, effort }) => key !== chosen.pull.key && effort === chosen.pull.effort)
    .filter((pull) => isReachedBy(moves.with(index, { ...chosen, pull }), winning, 'as offered', patience))
    .map(({ key, facts }) => ({ key, facts }));
}

/** The first later moment (epoch ms) at which the same moves no longer make the deal eligible; null for none. */
function endOf(
  { instant }: Winning,
  moves: readonly Move<LeverName>[],
  moments: readonly TimeToWin[],
  patience: Patience,
): number | null {
  const end = moments.find(
    (later) =>
      later.instant > instant &&
      (later.winning === null || !isReachedBy(moves, later.winning, 'as made', patience)),
  );
  return end?.instant ?? null;
}

/**
 * Whether moves reach the goals at a moment: only as they are offered there, or, having been made before, as they were
 * where they are no longer offered. False when patience ran out.
 */
function isReachedBy(
  moves: readonly Move<LeverName>[],
  { facts, goals }: Winning,
  how: 'as offered' | 'as made',
  patience: Patience,
): boolean {
  if (!patience.spend(goals.cost)) return false;
  let reached = facts;
  for (const { lever, pull } of moves) {
    const offers = lever.pulls(reached, goals.comparisons);
    if (!patience.spend(goals.cost + PULL_COST * offers.length)) return false;
    const offered = offers.find(({ key }) => key === pull.key);
    if (offered === undefined && how === 'as offered') return false;
    reached = { ...reached, ...(offered ?? pull).facts };
  }
  return isWithinReach(goals, reached, new Set());
}
