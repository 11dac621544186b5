import { compareTo } from '../../eligibility/domain/comparisons.js';
import type { CaseFacts } from '../../policies/domain/policy-cases.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import { allOf, anyOf, opposite } from '../../eligibility/domain/result.js';
import { choicesOf, type FactChoices } from './fact-choices.js';

/** The facts of an imagined deal that are settled so far; undefined for one that may still be anything. */
export type Settled = (fact: FactName) => FactValue | undefined;

/** The fact on which an answer depends next, where the settled ones do not tell. */
export interface Open {
  readonly dependsOn: FactName;
}

/** What is wanted of a deal. */
export interface Question {
  /** The comparisons through which facts reach the answer. */
  readonly comparisons: readonly Leaf[];
  /**
   * Whether the settled facts make the deal one that is wanted: `wanted`, with a word for what is said of it; not;
   * or the fact that it depends on next. With all facts settled it is one of the first two.
   */
  readonly answer: (settled: Settled) => { readonly wanted: string } | 'not-wanted' | Open;
}

/** The facts of a deal that was looked for; `none`: no deal is such; `undecided`: the search grew too long. */
export type Found = CaseFacts | 'none' | 'undecided';

/** Answers that all searches of one policy version may ask for together: a few seconds. */
const MOST_ANSWERS = 200_000;
/** Answers that one search may ask for. */
const MOST_ANSWERS_EACH = 20_000;

/** What the searches of one policy version may still spend, so that a test of any rule file ends. */
export class Effort {
  #left = MOST_ANSWERS;

  /** Looks for a deal; facts that it does not need stay missing, but it always has a status. */
  find(question: Question): Found {
    const search = new Search(question, Math.min(this.#left, MOST_ANSWERS_EACH));
    const found = search.find();
    this.#left -= search.spent;
    return found;
  }
}

/**
 * What a condition comes to by the facts that are settled, in three-valued logic; where they do not tell, the first
 * fact that it depends on. With all facts settled it is what `explain` finds.
 */
export function resultSoFar(condition: Condition, settled: Settled): Result | Open {
  if ('all' in condition) return groupSoFar(condition.all, 'fail', settled);
  if ('any' in condition) return groupSoFar(condition.any, 'pass', settled);
  if ('condition' in condition) return resultSoFar(condition.is, settled);
  if ('not' in condition) {
    const part = resultSoFar(condition.not, settled);
    return typeof part === 'object' ? part : opposite(part);
  }
  const value = settled(condition.fact);
  return value === undefined ? { dependsOn: condition.fact } : compareTo(condition, value);
}

function groupSoFar(parts: readonly Condition[], decides: 'pass' | 'fail', settled: Settled): Result | Open {
  let open: Open | null = null;
  const results: Result[] = [];
  for (const part of parts) {
    const result = resultSoFar(part, settled);
    if (result === decides) return result;
    if (typeof result === 'object') open ??= result;
    else results.push(result);
  }
  return open ?? (decides === 'fail' ? allOf(results) : anyOf(results));
}

/**
 * Goes through the values of the facts that an answer depends on, in turn. As the values stand for all others, a
 * search that ends without a deal proves that there is none.
 */
class Search {
  spent = 0;
  readonly #choices = new Map<FactName, FactChoices>();
  readonly #deal = new Map<FactName, FactValue>();

  constructor(
    private readonly question: Question,
    private readonly most: number,
  ) {}

  find(): Found {
    const answer = this.#search();
    if (answer !== null) return this.#needed(answer);
    const complete = [...this.#choices.values()].every((choices) => choices.complete);
    return complete && this.spent < this.most ? 'none' : 'undecided';
  }

  /** What is said of the deal that was found and now stands in `#deal`, or null. */
  #search(): string | null {
    if (this.spent >= this.most) return null;
    this.spent += 1;
    const answer = this.question.answer((fact) => this.#deal.get(fact));
    if (answer === 'not-wanted') return null;
    if ('wanted' in answer) return answer.wanted;
    const fact = answer.dependsOn;
    for (const value of this.#choicesOf(fact).values) {
      this.#deal.set(fact, value);
      const found = this.#search();
      if (found !== null) return found;
    }
    this.#deal.delete(fact);
    return null;
  }

  #choicesOf(fact: FactName): FactChoices {
    const known = this.#choices.get(fact);
    if (known !== undefined) return known;
    const choices = choicesOf(fact, this.question.comparisons);
    this.#choices.set(fact, choices);
    return choices;
  }

  /** The deal without the facts that may be missing while the same is said of it. */
  #needed(wanted: string): CaseFacts {
    const deal = new Map<FactName, FactValue>([['status', 'won'], ...this.#deal]);
    for (const [fact, value] of this.#deal) {
      if (fact === 'status') continue;
      deal.delete(fact);
      const answer = this.question.answer((each) => deal.get(each) ?? null);
      const same = typeof answer === 'object' && 'wanted' in answer && answer.wanted === wanted;
      if (!same && value !== null) deal.set(fact, value);
    }
    return deal;
  }
}
