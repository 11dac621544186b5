import { Engine, Fact, Rule, type RuleProperties, type TopLevelCondition } from 'json-rules-engine';
import { DomainError } from '../../kernel/errors.js';
import { failsForm, holdsForm, type NormalCondition } from '../../policies/domain/negation.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { Policy } from '../../policies/domain/policy.js';
import { FACTS } from '../../policies/domain/vocabulary.js';
import type { Facts } from './facts.js';
import { HOLDS } from './operators.js';
import type { CriterionResult } from './result.js';

/**
 * The rules of a policy as json-rules-engine takes them, kept while the policy is in use. An engine only reads a
 * rule (it evaluates a copy of the conditions), so rules may be shared by engines that run at the same time; the
 * engine itself may not, see `judgeCriteria`.
 */
const prepared = new WeakMap<Policy, readonly Rule[]>();

/**
 * Judges every criterion of a policy with json-rules-engine, in the policy's order. A criterion is two rules: one
 * that it holds, one that its opposite holds; when neither does it is unknown.
 *
 * Every call has an engine of its own: one engine serving two runs at once can resolve with results missing.
 * @throws DomainError `internal` when the engine contradicts itself, or loses a rule, or a fact was not given.
 */
export async function judgeCriteria(policy: Policy, facts: Facts): Promise<readonly CriterionResult[]> {
  const rules = rulesOf(policy);
  const engine = new Engine([], { allowUndefinedFacts: false, allowUndefinedConditions: false });
  for (const [name, holds] of Object.entries(HOLDS)) engine.addOperator(name, holds);
  for (const rule of rules) engine.addRule(rule);
  const { results, failureResults } = await engine.run(engineFacts(facts));
  if (results.length + failureResults.length !== rules.length) {
    throw new DomainError(
      'internal',
      `The rule engine answered ${results.length + failureResults.length} of ${rules.length} rules of ${policy.version}.`,
    );
  }
  const held = new Set(results.map((result) => result.name));
  return policy.criteria.map(({ id }) => ({ id, result: resultOf(policy, id, held) }));
}

function resultOf(policy: Policy, id: string, held: ReadonlySet<string>): Result {
  const passes = held.has(passRule(id));
  const fails = held.has(failRule(id));
  if (passes && fails) {
    throw new DomainError('internal', `Criterion ${id} of ${policy.version} both passes and fails.`);
  }
  if (passes) return 'pass';
  return fails ? 'fail' : 'unknown';
}

function passRule(id: string): string {
  return `${id} holds`;
}

function failRule(id: string): string {
  return `${id} fails`;
}

function rulesOf(policy: Policy): readonly Rule[] {
  const known = prepared.get(policy);
  if (known !== undefined) return known;
  const rules = policy.criteria.flatMap(({ id, conditions }) => [
    new Rule(ruleOf(passRule(id), holdsForm(conditions))),
    new Rule(ruleOf(failRule(id), failsForm(conditions))),
  ]);
  prepared.set(policy, rules);
  return rules;
}

function ruleOf(name: string, condition: NormalCondition): RuleProperties {
  return { name, conditions: rootOf(condition), event: { type: 'criterion' } };
}

/** The engine wants `all` or `any` at the root. */
function rootOf(condition: NormalCondition): TopLevelCondition {
  const node = nodeOf(condition);
  return 'fact' in node ? { all: [node] } : node;
}

type EngineLeaf = { readonly fact: string; readonly operator: string; readonly value: unknown };
type EngineNode = EngineLeaf | { all: EngineNode[] } | { any: EngineNode[] };

function nodeOf(condition: NormalCondition): EngineNode {
  if ('all' in condition) return { all: condition.all.map(nodeOf) };
  if ('any' in condition) return { any: condition.any.map(nodeOf) };
  // The engine demands a value even of isKnown and isMissing.
  return { fact: condition.fact, operator: condition.operator, value: condition.value ?? null };
}

/** All facts as the engine's own constants; without its cache, which would hash each of them on every run. */
function engineFacts(facts: Facts): Record<string, Fact> {
  return Object.fromEntries(
    FACTS.map(({ name }) => {
      const value = facts[name];
      if (value === undefined) throw new DomainError('internal', `The fact ${name} was not given.`);
      return [name, new Fact(name, value, { cache: false })];
    }),
  );
}
