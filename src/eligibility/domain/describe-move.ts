import type { Policy } from '../../policies/domain/policy.js';
import type { FactName } from '../../policies/domain/vocabulary.js';
import type { Dimension } from './attribution.js';
import { comparisonsOf } from './comparisons.js';
import { show, type ShownValue } from './explain.js';
import type { Facts } from './facts.js';
import type { CriterionResult } from './result.js';
import type { Verdict } from './decision.js';

/** A deal as it was judged in one of the mixed states. */
export interface JudgedState {
  readonly day: string;
  readonly facts: Facts;
  /** Null when no version was in force on the day that counts. */
  readonly policy: Policy | null;
  readonly results: readonly CriterionResult[];
  readonly verdict: Verdict;
}

/**
 * What a cause did to a verdict, in words: each criterion that it turned, with the facts that it changed for it, and
 * the outcome where that moved.
 */
export function describeMove(cause: Dimension, before: JudgedState, after: JudgedState): readonly string[] {
  const intro = introOf(cause, before, after);
  const turned = after.results.flatMap(({ id, result }): string[] => {
    const old = before.results.find((each) => each.id === id);
    if (old === undefined) return [`${intro}, which adds ${id} (${result})`];
    if (old.result === result) return [];
    const facts = changedFacts(factsOf(id, before, after), before.facts, after.facts);
    return [`${intro}${facts} turned ${id} from ${old.result} to ${result}`];
  });
  const dropped = before.results
    .filter(({ id }) => !after.results.some((each) => each.id === id))
    .map(({ id, result }) => `${intro}, which drops ${id} (${result})`);
  const lines = [...turned, ...dropped];
  const [old, now] = [before.verdict.outcome, after.verdict.outcome];
  const statusMoved = before.facts.status !== after.facts.status;
  if (old !== now && (statusMoved || lines.length === 0)) {
    const status = changedFacts(['status'], before.facts, after.facts);
    return [...lines, `${intro}${status} moved the outcome from ${old} to ${now}`];
  }
  return lines.length > 0 ? lines : [intro];
}

function introOf(cause: Dimension, before: JudgedState, after: JudgedState): string {
  const [old, now] = [before.policy, after.policy];
  const judgedBy =
    old?.hash === now?.hash ? '' : ` (judged by ${versionOf(now)} instead of ${versionOf(old)})`;
  return `${INTROS[cause](before, after)}${judgedBy}`;
}

const INTROS: Readonly<Record<Dimension, (before: JudgedState, after: JudgedState) => string>> = {
  data: () => 'the deal changed',
  policy: () => 'the rules changed',
  rate: () => 'the exchange rates changed',
  catalogue: () => 'the solutions or customers changed',
  day: (before, after) => `the day of evaluation moved from ${before.day} to ${after.day}`,
};

function versionOf(policy: Policy | null): string {
  return policy === null ? 'no version' : `version ${policy.version}`;
}

/** The facts that a criterion asks for, as either version of it is written. */
function factsOf(id: string, ...states: readonly JudgedState[]): readonly FactName[] {
  const criteria = states.flatMap(({ policy }) => policy?.criteria.filter((each) => each.id === id) ?? []);
  return [
    ...new Set(criteria.flatMap(({ conditions }) => comparisonsOf(conditions).map(({ fact }) => fact))),
  ];
}

function changedFacts(facts: readonly FactName[], before: Facts, after: Facts): string {
  const changed = facts.flatMap((fact) => {
    const [from, to] = [inWords(show(fact, before[fact])), inWords(show(fact, after[fact]))];
    return from === to ? [] : [`${fact} ${from} → ${to}`];
  });
  return changed.length === 0 ? '' : `: ${changed.join(', ')}`;
}

function inWords(value: ShownValue): string {
  if (value === null) return 'not known';
  if (typeof value !== 'object') return String(value);
  if ('from' in value) return `between ${value.from} and ${value.to}`;
  if ('known' in value) return `at least [${value.known.join(', ')}]`;
  return `[${value.join(', ')}]`;
}
