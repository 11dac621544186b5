import { DEAL_STATUSES } from '../../deals/domain/deal.js';
import { explain } from '../../eligibility/domain/explain.js';
import { definitionOf, factsFrom, isInterval } from '../../eligibility/domain/facts.js';
import { outcomeOf } from '../../eligibility/domain/verdict.js';
import { formatInstant } from '../../kernel/instants.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { CaseFacts } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import type { Mutant } from './mutants.js';
import { isFound } from './mutation-score.js';
import type { JudgedCase } from './run-cases.js';

/** A value of a fact as a case file writes it. */
type WrittenValue =
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly min: string | number; readonly max: string | number }
  | { readonly known: readonly string[]; readonly complete: false };

/** A worked example as a case file holds it, ready to be added. */
export interface ReadyCase {
  readonly name: string;
  readonly facts: Readonly<Record<string, WrittenValue>>;
  readonly expect: { readonly outcome: Outcome; readonly criteria: Readonly<Record<string, Result>> };
}

/** A ready case beside what the policy finds in it. */
interface Proposal extends Pick<JudgedCase, 'facts' | 'status' | 'expect' | 'results'> {
  readonly ready: ReadyCase;
}

/**
 * Worked examples proposed for a policy version: facts, and what the version says of them. Whether that is what it
 * should say is for a person to decide before adding one. No two have the same facts, and none repeats a name.
 */
export class Proposals {
  readonly #proposals: Proposal[] = [];

  /** @param taken names of the cases there are. */
  constructor(
    private readonly policy: Policy,
    private readonly taken: readonly string[],
  ) {}

  /** The example of some facts. */
  of(facts: CaseFacts): ReadyCase {
    const written = writtenFacts(facts);
    const same = JSON.stringify(written);
    const before = this.#proposals.find(({ ready }) => JSON.stringify(ready.facts) === same);
    return before?.ready ?? this.#propose(facts, written);
  }

  /** An example that finds a mutant: one proposed already where one does, else that of the facts. */
  finding(mutant: Mutant, facts: CaseFacts): ReadyCase {
    const before = this.#proposals.find((proposal) => isFound(this.policy, mutant, proposal));
    return before?.ready ?? this.of(facts);
  }

  #propose(given: CaseFacts, written: ReadyCase['facts']): ReadyCase {
    const facts = factsFrom(Object.fromEntries(given));
    const status = DEAL_STATUSES.find((each) => each === facts.status);
    if (status === undefined) throw new TypeError('An example needs a deal status');
    const results = this.policy.criteria.map(({ id, conditions }) => ({
      id,
      result: explain(conditions, facts).result,
    }));
    const outcome = outcomeOf(status, this.policy, results);
    const criteria = new Map(results.map(({ id, result }) => [id, result]));
    const ready: ReadyCase = {
      name: this.#freeName(written),
      facts: written,
      expect: { outcome, criteria: Object.fromEntries(criteria) },
    };
    this.#proposals.push({ ready, facts, status, results, expect: { outcome, criteria } });
    return ready;
  }

  #freeName(facts: ReadyCase['facts']): string {
    const taken = [...this.taken, ...this.#proposals.map(({ ready }) => ready.name)];
    const told = Object.entries(facts).filter(([fact, value], _, all) => {
      // Most examples are won deals; that goes without saying.
      return fact !== 'status' || value !== 'won' || all.length === 1;
    });
    const name = told.map(([fact, value]) => `${fact} ${valueWords(value)}`).join(', ');
    let free = name;
    for (let count = 2; taken.includes(free); count += 1) free = `${name} (${count})`;
    return free;
  }
}

function writtenFacts(facts: CaseFacts): ReadyCase['facts'] {
  return Object.fromEntries(
    [...facts].flatMap(([fact, value]): [FactName, WrittenValue][] => {
      const written = writtenValue(fact, value);
      return written === null ? [] : [[fact, written]];
    }),
  );
}

function writtenValue(fact: FactName, value: FactValue): WrittenValue | null {
  const isInstant = definitionOf(fact).type === 'instant';
  const one = (amount: number): string | number => (isInstant ? formatInstant(amount) : amount);
  if (isInterval(value)) return { min: one(value.min), max: one(value.max) };
  return typeof value === 'number' ? one(value) : value;
}

function valueWords(value: WrittenValue): string {
  if (typeof value !== 'object') return String(value);
  if ('min' in value) return `between ${value.min} and ${value.max}`;
  if ('known' in value) return `${listWords(value.known)} and perhaps more`;
  return listWords(value);
}

function listWords(entries: readonly string[]): string {
  return entries.length === 0 ? 'none' : entries.join(' and ');
}
