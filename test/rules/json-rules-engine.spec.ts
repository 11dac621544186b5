import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Engine, type RuleProperties, type TopLevelCondition } from 'json-rules-engine';

/**
 * What the installed json-rules-engine does that our rule loader and wrapper guard against. Should an upgrade change
 * one of these, look whether the guard is still right.
 */
async function holds(conditions: unknown, facts: Record<string, unknown>, options = {}): Promise<boolean> {
  const engine = new Engine([], options);
  const rule: RuleProperties = JSON.parse(JSON.stringify({ conditions, event: { type: 'criterion' } }));
  engine.addRule(rule);
  const { results, failureResults } = await engine.run(facts);
  expect(results.length + failureResults.length).toBe(1);
  return results.length === 1;
}

const leaf = (fact: string, operator: string, value: unknown): Record<string, unknown> => ({
  fact,
  operator,
  value,
});

describe('json-rules-engine as installed', () => {
  it('is the version these rows were seen on', () => {
    const path = createRequire(import.meta.url).resolve('json-rules-engine/package.json');
    expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe('7.3.1');
  });

  it('takes an empty any, and an empty all, for true', async () => {
    expect(await holds({ any: [] }, {})).toBe(true);
    expect(await holds({ all: [] }, {})).toBe(true);
  });

  it('ignores all where a node also has any', async () => {
    const both = { any: [leaf('a', 'equal', 1)], all: [leaf('a', 'equal', 2)] };
    expect(await holds(both, { a: 1 })).toBe(true);
  });

  it('takes the negation of a comparison with null for true', async () => {
    expect(await holds({ not: leaf('value', 'lessThan', 10) }, { value: null })).toBe(true);
  });

  it('compares texts that begin like numbers, as texts', async () => {
    expect(await holds({ all: [leaf('a', 'lessThan', '13')] }, { a: '12abc' })).toBe(true);
    expect(await holds({ all: [leaf('a', 'lessThan', '10')] }, { a: '9' })).toBe(false);
  });

  it('looks for a text within a text where in should have a list', async () => {
    expect(await holds({ all: [leaf('a', 'in', 'co-sell,partner-led')] }, { a: 'partner' })).toBe(true);
  });

  it('refuses an undefined fact, or if told to allow it takes it to be unequal to everything', async () => {
    const differs = { all: [leaf('gone', 'notEqual', 'x')] };
    await expect(holds(differs, {})).rejects.toThrow('Undefined fact: gone');
    expect(await holds(differs, {}, { allowUndefinedFacts: true })).toBe(true);
  });

  it('accepts an unknown operator until it runs, and a misspelt key for ever', async () => {
    const unknown: TopLevelCondition = { all: [{ fact: 'a', operator: 'equals', value: 1 }] };
    const engine = new Engine([{ conditions: unknown, event: { type: 'criterion' } }]);
    await expect(engine.run({ a: 1 })).rejects.toThrow('Unknown operator: equals');
    expect(await holds({ all: [{ ...leaf('a', 'equal', 1), vlaue: 2 }] }, { a: 1 })).toBe(true);
  });

  it('loses rules when one engine serves two runs at once, and says nothing', async () => {
    const conditions: TopLevelCondition = { all: [{ fact: 'answer', operator: 'equal', value: 1 }] };
    const event = { type: 'criterion' };
    const engine = new Engine([
      { name: 'first', priority: 2, conditions, event },
      { name: 'second', priority: 1, conditions, event },
    ]);
    let answerNow: (answer: number) => void = () => {};
    const answer = new Promise<number>((resolve) => {
      answerNow = resolve;
    });
    const waiting = engine.run({ answer: () => answer });
    const meanwhile = await engine.run({ answer: 1 });
    answerNow(1);
    const late = await waiting;
    expect(meanwhile.results).toHaveLength(2);
    expect(late.results.map(({ name }) => name)).toEqual(['first']);
    expect(late.failureResults).toEqual([]);
  });

  it('changes the rule it is given, and cannot take a frozen comparison with a priority', () => {
    const given = { fact: 'a', operator: 'equal', value: 1, priority: 7.9 };
    const conditions: TopLevelCondition = { all: [given] };
    expect(new Engine([{ conditions, event: { type: 'criterion' } }])).toBeDefined();
    expect(given.priority).toBe(7);
    const frozen: TopLevelCondition = { all: [Object.freeze({ ...given, priority: 7 })] };
    expect(() => new Engine([{ conditions: frozen, event: { type: 'criterion' } }])).toThrow(TypeError);
  });

  it('leaves comparisons out of its report when a priority decided before them, and only then', async () => {
    const report = async (priority: number | null): Promise<readonly unknown[]> => {
      const first = { ...leaf('a', 'equal', 2), ...(priority === null ? {} : { priority }) };
      const conditions: TopLevelCondition = JSON.parse(
        JSON.stringify({ all: [first, leaf('b', 'equal', 1), leaf('b', 'equal', 2)] }),
      );
      const engine = new Engine([{ conditions, event: { type: 'criterion' } }]);
      const { failureResults } = await engine.run({ a: 1, b: 1 });
      const [result] = failureResults;
      const seen: { all: { result?: unknown }[] } = JSON.parse(JSON.stringify(result?.conditions));
      return seen.all.map((each) => each.result);
    };
    expect(await report(10)).toEqual([false, undefined, undefined]);
    expect(await report(null)).toEqual([false, true, false]);
  });
});
