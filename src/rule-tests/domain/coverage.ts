import type { ExplainedNode } from '../../eligibility/domain/explain.js';
import type { Condition, Leaf, Policy } from '../../policies/domain/policy.js';
import type { CaseFacts } from '../../policies/domain/policy-cases.js';
import type { Effort } from './find-deal.js';
import { noPause, type Pause } from './pause.js';
import { placedComparisons } from './placed-conditions.js';
import { isTurning } from './questions.js';
import type { JudgedCase } from './run-cases.js';

/** A way in which a comparison is to be shown to matter. */
interface Missing {
  /** How the comparison comes out. */
  readonly comesOut: 'pass' | 'fail';
  /** Facts of a deal that shows it; null where the search for one grew too long. */
  readonly facts: CaseFacts | null;
}

/**
 * Whether cases show that a comparison matters (modified condition/decision coverage). It is `shown` when there is
 * a case in which it holds and one in which it fails, and in each of the two it alone turns the result of its
 * criterion (see `turningComparisons`), so that the results differ too, and because of it. `redundant`: no deal at
 * all can be such a case for one of the two, so the rule means the same without it. `undecided`: no case is, and
 * the search for a deal that could be grew too long.
 *
 * Comparisons of one fact come out together, so the two cases need not agree in all other comparisons (unique
 * cause); it is enough that no other comparison masks this one in either of them. Where two cases do agree in all
 * others, they are the ones named.
 */
export interface ComparisonCoverage {
  readonly criterion: string;
  /** JSON path of the comparison in the rule file. */
  readonly path: string;
  readonly comparison: Leaf;
  readonly state: 'shown' | 'not-shown' | 'redundant' | 'undecided';
  /** The names of a case in which it holds and of one in which it fails; null unless shown. */
  readonly shownBy: readonly [string, string] | null;
  /** What no case shows and some deal could; empty where shown or redundant. */
  readonly missing: readonly Missing[];
}

/**
 * The comparisons of a condition that alone turn it, counted from 0 in the order of writing: those that hold or
 * fail, where the whole would come out the opposite way (fail for pass, pass for fail) if this one did and all
 * others stayed. That is so when nothing else decides any group around it: in every `all` all other parts pass, in
 * every `any` all other parts fail. An unknown comparison turns nothing, nor does one in a result that is unknown.
 */
export function turningComparisons(tree: ExplainedNode): readonly number[] {
  return turningFrom(tree, 0).turning;
}

function turningFrom(
  node: ExplainedNode,
  first: number,
): { readonly turning: readonly number[]; readonly next: number } {
  if ('fact' in node) return { turning: node.result === 'unknown' ? [] : [first], next: first + 1 };
  if ('not' in node) return turningFrom(node.not, first);
  if ('condition' in node) return turningFrom(node.is, first);
  const [parts, harmless] = 'all' in node ? [node.all, 'pass'] : [node.any, 'fail'];
  const deciding = parts.filter(({ result }) => result !== harmless);
  let next = first;
  const turning = parts.flatMap((part) => {
    const within = turningFrom(part, next);
    next = within.next;
    return deciding.every((each) => each === part) ? within.turning : [];
  });
  return { turning, next };
}

/**
 * Whether the cases show of every comparison of every criterion that it matters. A case counts for a criterion
 * when it expects the criterion’s result and all of it comes out as expected.
 */
export async function coverageOf(
  policy: Policy,
  judged: readonly JudgedCase[],
  effort: Effort,
  pause: Pause = noPause,
): Promise<readonly ComparisonCoverage[]> {
  const asExpected = judged.filter(({ differences }) => differences.length === 0);
  const covered: ComparisonCoverage[] = [];
  for (const [nth, criterion] of policy.criteria.entries()) {
    const seen = asExpected
      .filter(({ expect }) => expect.criteria.has(criterion.id))
      .flatMap(({ name, trees }) => trees.slice(nth, nth + 1).map((tree) => sightOf(name, tree)));
    for (const [index, { path, comparison }] of placedComparisons(criterion, nth).entries()) {
      await pause();
      const state = stateOf(criterion.conditions, index, seen, effort);
      covered.push({ criterion: criterion.id, path, comparison, ...state });
    }
  }
  return covered;
}

/** What cases show of one comparison of a condition. */
function stateOf(
  conditions: Condition,
  index: number,
  seen: readonly Sight[],
  effort: Effort,
): Pick<ComparisonCoverage, 'state' | 'shownBy' | 'missing'> {
  const shownBy = pairFor(index, seen);
  if (shownBy !== null) return { state: 'shown', shownBy, missing: [] };
  const sought = (['pass', 'fail'] as const)
    .filter((comesOut) => !seen.some((sight) => sight.turns(index) === comesOut))
    .map((comesOut) => ({ comesOut, found: effort.find(isTurning(conditions, index, comesOut)) }));
  if (sought.some(({ found }) => found === 'none')) {
    return { state: 'redundant', shownBy: null, missing: [] };
  }
  const missing = sought.map(({ comesOut, found }) => ({
    comesOut,
    facts: typeof found === 'string' ? null : found,
  }));
  const state = missing.some(({ facts }) => facts === null) ? 'undecided' : 'not-shown';
  return { state, shownBy: null, missing };
}

/** What a case shows of a criterion. */
interface Sight {
  readonly name: string;
  /** How each comparison came out. */
  readonly results: readonly string[];
  /** How a comparison came out that alone turned the result; null for one that did not. */
  readonly turns: (index: number) => string | null;
}

function sightOf(name: string, tree: ExplainedNode): Sight {
  const results = resultsWithin(tree);
  const turning = new Set(turningComparisons(tree));
  return { name, results, turns: (index) => (turning.has(index) ? (results[index] ?? null) : null) };
}

function resultsWithin(node: ExplainedNode): readonly string[] {
  if ('fact' in node) return [node.result];
  if ('all' in node) return node.all.flatMap(resultsWithin);
  if ('any' in node) return node.any.flatMap(resultsWithin);
  return resultsWithin('not' in node ? node.not : node.is);
}

function pairFor(index: number, seen: readonly Sight[]): readonly [string, string] | null {
  const holds = seen.filter((sight) => sight.turns(index) === 'pass');
  const fails = seen.filter((sight) => sight.turns(index) === 'fail');
  const [one, other] = [holds[0], fails[0]];
  if (one === undefined || other === undefined) return null;
  // Found by what they agree in: with hundreds of cases there are too many pairs to look at each.
  const others = ({ results }: Sight): string => results.toSpliced(index, 1).join();
  const failing = new Map(fails.toReversed().map((sight) => [others(sight), sight.name]));
  for (const sight of holds) {
    const agreeing = failing.get(others(sight));
    if (agreeing !== undefined) return [sight.name, agreeing];
  }
  return [one.name, other.name];
}
