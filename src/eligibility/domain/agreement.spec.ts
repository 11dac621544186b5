import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { arbitraryCondition, arbitraryFacts, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import { FACTS, type FactName, type FactValue, INCENTIVES } from '../../policies/domain/vocabulary.js';
import { comparisonsOf } from './comparisons.js';
import { judgeCriteria } from './engine.js';
import { explainResults } from './judge.js';
import { definitionOf, type Facts, isExact, isInterval, isPartialList } from './facts.js';

/** Completions of one deal that are tried at most; of a deal with more, as many of them are. */
const MOST = 2_000;

/** Plain two-valued logic over known facts, written apart from the code under test. */
function isTrue(condition: Condition, facts: Facts, given: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => isTrue(part, facts, given));
  if ('any' in condition) return condition.any.some((part) => isTrue(part, facts, given));
  if ('not' in condition) return !isTrue(condition.not, facts, given);
  if ('condition' in condition) return isTrue(condition.is, facts, given);
  // Whether a fact is known is asked of what is known now, not of what it may turn out to be.
  if (condition.operator === 'isKnown') return isExact(given[condition.fact]);
  if (condition.operator === 'isMissing') return given[condition.fact] === null;
  return compares(condition, facts[condition.fact]);
}

function compares({ operator, value }: Leaf, actual: FactValue): boolean {
  const wanted: readonly unknown[] = [value].flat();
  const held: readonly unknown[] = [actual].flat();
  const [low, high] = bounds(value);
  const found = Number(actual);
  const answers: Partial<Record<Leaf['operator'], boolean>> = {
    equal: actual === value,
    in: wanted.includes(actual),
    lessThan: found < low,
    greaterThan: found > high,
    contains: held.includes(value),
    containsAny: held.some((entry) => wanted.includes(entry)),
    before: found < low,
    after: found > high,
    notEqual: actual !== value,
    notIn: !wanted.includes(actual),
    greaterThanInclusive: found >= low,
    lessThanInclusive: found <= high,
    doesNotContain: !held.includes(value),
    containsNone: !held.some((entry) => wanted.includes(entry)),
    onOrAfter: found >= low,
    onOrBefore: found <= high,
  };
  const holds = answers[operator];
  if (holds === undefined) throw new Error(`no ${operator} in this test`);
  return holds;
}

/** A date is all of its day. */
function bounds(value: Leaf['value']): readonly [number, number] {
  if (typeof value !== 'string') return [Number(value), Number(value)];
  const start = Date.parse(value);
  return [start, value.length === 10 ? start + 86_399_999 : start];
}

const BOOLEANS = [true, false];
const TAG_LISTS = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  INCENTIVES.filter((_, bit) => (bits >> bit) % 2 === 1),
);

/** Everything a fact may turn out to be, as far as the comparisons can tell it apart. */
function possible(fact: FactName, known: FactValue, leaves: readonly Leaf[]): readonly FactValue[] {
  const { type, values } = definitionOf(fact);
  const compared = leaves.filter((leaf) => leaf.fact === fact).flatMap(({ value }) => [value ?? []].flat());
  if (type === 'boolean') return BOOLEANS;
  if (isPartialList(known))
    return TAG_LISTS.filter((tags) => known.known.every((tag) => tags.some((each) => each === tag)));
  if (type === 'list') return TAG_LISTS;
  if (type === 'text') return values ?? [...compared.map(String), 'no rule says this'];
  const turns = compared.flatMap((value) => bounds(value)).toSorted((a, b) => a - b);
  const all = [
    -1e15,
    ...turns.flatMap((turn) => [turn - 1e-7 * Math.abs(turn), turn, turn + 1e-7 * Math.abs(turn)]),
    1e15,
  ];
  const beside = type === 'instant' ? turns.flatMap((turn) => [turn - 1, turn + 1]) : [];
  const numbers = values ?? [...all, ...beside];
  if (!isInterval(known)) return numbers;
  const { min, max } = known;
  return [
    min,
    (min + max) / 2,
    max,
    ...numbers.filter((number) => Number(number) > min && Number(number) < max),
  ];
}

function* completions(facts: Facts, unknown: readonly FactName[], leaves: readonly Leaf[]): Generator<Facts> {
  const [fact, ...others] = unknown;
  if (fact === undefined) {
    yield facts;
    return;
  }
  for (const value of possible(fact, facts[fact], leaves)) {
    yield* completions({ ...facts, [fact]: value }, others, leaves);
  }
}

describe('the explanations of any deal under any policy', () => {
  it('agree with the truth of every completion of its facts, and with the rule engine', async () => {
    const seen = { pass: 0, fail: 0, unknown: 0 };
    const policy = fc
      .array(arbitraryCondition(arbitraryLeaf), { minLength: 1, maxLength: 3 })
      .map((conditions) => aPolicy(conditions.map((each, index) => aCriterion(`c${index}`, each))));
    await fc.assert(
      fc.asyncProperty(policy, arbitraryFacts, async (judged, facts) => {
        // Throws where the explanation and the rule engine disagree.
        const trees = explainResults(judged, await judgeCriteria(judged, facts), facts);
        judged.criteria.forEach(({ conditions }, index) => {
          const result = trees[index]?.result ?? 'unknown';
          seen[result] += 1;
          const leaves = comparisonsOf(conditions);
          const asked = FACTS.map(({ name }) => name).filter((name) =>
            leaves.some(({ fact }) => fact === name),
          );
          const unknown = asked.filter((name) => !isExact(facts[name]));
          const truths = new Set<boolean>();
          let tried = 0;
          for (const completed of completions(facts, unknown, leaves)) {
            truths.add(isTrue(conditions, completed, facts));
            tried += 1;
            if (tried === MOST) break;
          }
          const expected = { pass: [[true]], fail: [[false]], unknown: [[true], [false], [true, false]] }[
            result
          ];
          expect(expected).toContainEqual([...truths].toSorted().toReversed());
          expect(result === 'unknown' ? unknown.length : 1).toBeGreaterThan(0);
        });
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  }, 60_000);
});
