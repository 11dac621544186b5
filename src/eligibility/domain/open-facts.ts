import { type DealStatus, isClosed } from '../../deals/domain/deal.js';
import { uniqueBy } from '../../kernel/group-by.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { Condition, Criterion, Leaf, Policy } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import { compare, compareTo, comparisonsOf, valuesComparedIn } from './comparisons.js';
import { type Facts, isExact } from './facts.js';
import { possibleValues } from './possible-values.js';
import { allOf, anyOf, opposite } from './result.js';

/** Ways in which the unknown facts of criteria that hang together may turn out, before all of them are named. */
const MOST_WAYS = 20_000;
/** Values that facts are compared with on all these ways, shared out among criteria; before the same. */
const MOST_COMPARED = 4_000_000;

/** What the results of criteria come to, the worst first: the outcome of a won deal is that of its worst criterion. */
const RANKS: readonly Outcome[] = ['ineligible', 'undetermined', 'at-risk', 'eligible'];
const BEST = RANKS.length - 1;

/**
 * The facts not known exactly that can still change what comes of a deal: the outcome of a won deal, the result of a
 * criterion of an open one; nothing changes what comes of a deal closed without a win.
 *
 * A fact is among them if and only if there is some way in which the other unknown facts may turn out, each to a
 * value it can have or staying as it is, such that two values of this fact, or a value and its staying as it is,
 * give different ones. Facts are taken one by one, also where one is computed from another. Where several policy
 * versions may have to judge, a fact counts that matters under one of them. Where there are too many ways to go
 * through (20,000 for criteria that share unknown facts, or fewer for long ones), every unknown fact that these ask
 * for is named.
 */
export function openFacts(
  status: DealStatus,
  policies: readonly Policy[],
  facts: Facts,
): ReadonlySet<FactName> {
  if (isClosed(status) && status !== 'won') return new Set();
  const most = MOST_COMPARED / policies.length;
  return new Set(
    policies.flatMap(({ criteria }) =>
      status === 'won' ? openOutcome(criteria, facts, most) : openResults(criteria, facts, most),
    ),
  );
}

/** The facts that can change the result of a criterion. */
function openResults(criteria: readonly Criterion[], facts: Facts, most: number): readonly FactName[] {
  return criteria.flatMap((criterion) => [
    ...spanOf([criterion], facts, most / criteria.length).turns.keys(),
  ]);
}

/** The facts that can change the outcome of a won deal: those that some criteria turn on while all others are better. */
function openOutcome(criteria: readonly Criterion[], facts: Facts, most: number): readonly FactName[] {
  const groups = groupsSharing(criteria, facts);
  const spans = groups.map((group) => spanOf(group, facts, most / groups.length));
  return spans.flatMap(({ turns }, index) => {
    const ceiling = Math.min(BEST, ...spans.toSpliced(index, 1).map(({ best }) => best));
    return [...turns].filter(([, worst]) => worst < ceiling).map(([fact]) => fact);
  });
}

/** Criteria that ask for the same unknown facts, directly or by way of others, together. */
function groupsSharing(criteria: readonly Criterion[], facts: Facts): readonly (readonly Criterion[])[] {
  return criteria.reduce<readonly (readonly Criterion[])[]>((groups, criterion) => {
    const asked = unknownIn([criterion], facts);
    const shares = (group: readonly Criterion[]): boolean =>
      unknownIn(group, facts).some((fact) => asked.includes(fact));
    return [...groups.filter((group) => !shares(group)), [...groups.filter(shares).flat(), criterion]];
  }, []);
}

/** What some criteria can come to together. */
interface Span {
  /** The best rank they can reach. */
  readonly best: number;
  /** Each fact whose value alone can change the rank, with the worst rank that such a change leads to or from. */
  readonly turns: ReadonlyMap<FactName, number>;
}

function spanOf(criteria: readonly Criterion[], facts: Facts, mostCompared: number): Span {
  const names = unknownIn(criteria, facts);
  const leaves = criteria.flatMap(({ conditions }) => comparisonsOf(conditions));
  const most = Math.min(MOST_WAYS, mostCompared / valuesComparedIn(leaves));
  const anything: Span = { best: BEST, turns: new Map(names.map((fact) => [fact, 0])) };
  const possible = names.map((fact) => possibleValues(fact, facts[fact], leaves));
  if (possible.some(({ length }) => length > most)) return anything;
  const choices = names.map((fact, index) => waysOf(fact, facts[fact], possible[index] ?? [], leaves));
  const ways = choices.reduce((product, { length }) => product * length, 1);
  if (ways > most) return anything;
  const ranks = Array.from({ length: ways }, (_, way) => {
    let rest = way;
    const turnedOut = names.map((fact, index): [FactName, FactValue] => {
      const values = choices[index] ?? [];
      const value = values[rest % values.length] ?? null;
      rest = Math.floor(rest / values.length);
      return [fact, value];
    });
    return rankOf(criteria, { ...facts, ...Object.fromEntries(turnedOut) });
  });
  return { best: Math.max(...ranks), turns: turnsIn(ranks, names, choices) };
}

/** Ranks are in the order of the choices' digits, the first fact's changing fastest. */
function turnsIn(
  ranks: readonly number[],
  names: readonly FactName[],
  choices: readonly (readonly FactValue[])[],
): ReadonlyMap<FactName, number> {
  const turns = new Map<FactName, number>();
  let stride = 1;
  names.forEach((fact, index) => {
    const { length } = choices[index] ?? [];
    for (let start = 0; start < ranks.length; start += 1) {
      if (Math.floor(start / stride) % length !== 0) continue;
      const group = Array.from({ length }, (_, digit) => ranks[start + digit * stride] ?? 0);
      const worst = Math.min(...group);
      if (worst < Math.max(...group)) turns.set(fact, Math.min(worst, turns.get(fact) ?? BEST));
    }
    stride *= length;
  });
  return turns;
}

/** As it is, and what it may turn out to be; of values that compare alike the first. */
function waysOf(
  fact: FactName,
  known: FactValue,
  possible: readonly FactValue[],
  leaves: readonly Leaf[],
): readonly FactValue[] {
  const asking = leaves.filter((leaf) => leaf.fact === fact);
  return uniqueBy([known, ...possible], (value) => asking.map((leaf) => compareTo(leaf, value)).join());
}

function unknownIn(criteria: readonly Criterion[], facts: Facts): readonly FactName[] {
  const asked = criteria.flatMap(({ conditions }) => comparisonsOf(conditions).map(({ fact }) => fact));
  return [...new Set(asked)].filter((fact) => !isExact(facts[fact]));
}

function rankOf(criteria: readonly Criterion[], facts: Facts): number {
  return Math.min(
    ...criteria.map(({ conditions, onFail }) => {
      const result = resultOf(conditions, facts);
      if (result === 'pass') return BEST;
      return RANKS.indexOf(result === 'unknown' ? 'undetermined' : onFail);
    }),
  );
}

function resultOf(condition: Condition, facts: Facts): Result {
  if ('all' in condition) return allOf(condition.all.map((part) => resultOf(part, facts)));
  if ('any' in condition) return anyOf(condition.any.map((part) => resultOf(part, facts)));
  if ('not' in condition) return opposite(resultOf(condition.not, facts));
  return 'condition' in condition ? resultOf(condition.is, facts) : compare(condition, facts);
}
