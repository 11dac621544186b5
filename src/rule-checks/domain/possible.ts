import { HOLDS } from '../../eligibility/domain/operators.js';
import { definitionOf } from '../../eligibility/domain/facts.js';
import { regionValues } from '../../policies/domain/fact-regions.js';
import { failsForm, holdsForm, type NormalCondition } from '../../policies/domain/negation.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';

/** Comparisons that one question may take to answer: a fraction of a second. */
const MOST_COMPARISONS = 1_000_000;

/** What is asked of the facts: conditions that certainly hold, together with others that do not. */
interface Question {
  readonly hold: readonly NormalCondition[];
  readonly doNot?: readonly NormalCondition[];
}

/** Whether no deal can meet a condition, whatever is known or unknown of it. False also where that is undecided. */
export function neverHolds(condition: Condition): boolean {
  return isImpossible({ hold: [holdsForm(condition)] });
}

/** Whether no deal can fail a condition: it holds whenever its facts are known. False also where undecided. */
export function alwaysHolds(condition: Condition): boolean {
  return isImpossible({ hold: [failsForm(condition)] });
}

/**
 * Whether a condition is met wherever a stricter one is, and failed nowhere but where the stricter one is failed
 * too, for facts that are known exactly or missing: beside the stricter one in an `all` it adds nothing, nor does
 * the stricter one beside it in an `any`. False also where that is undecided.
 */
export function follows(condition: Condition, stricter: Condition): boolean {
  return (
    isImpossible({ hold: [holdsForm(stricter)], doNot: [holdsForm(condition)] }) &&
    isImpossible({ hold: [failsForm(condition)], doNot: [failsForm(stricter)] })
  );
}

/**
 * Whether two conditions give the same result for all facts known exactly or missing. False also where that is
 * undecided.
 */
export function areAlike(one: Condition, other: Condition): boolean {
  return follows(one, other) && follows(other, one);
}

/** The facts that a condition asks for. */
export function factsOf(condition: Condition): readonly FactName[] {
  return leavesOf(holdsForm(condition)).map(({ fact }) => fact);
}

function isImpossible(question: Question): boolean {
  return new Search(question).isImpossible();
}

/**
 * Looks for a deal that a question describes. Each fact is tried with one value from every region that the
 * comparisons cut it into, and as missing; facts known in part need no trying, since what they make certain is
 * certain for each value that they may turn out to be. So the answer is exact, unless the search grows too long.
 */
class Search {
  readonly #comparisons: readonly Leaf[];
  readonly #values = new Map<FactName, readonly FactValue[]>();
  #left = MOST_COMPARISONS;

  constructor(private readonly question: Question) {
    this.#comparisons = [...question.hold, ...(question.doNot ?? [])].flatMap(leavesOf);
  }

  isImpossible(): boolean {
    return !this.#find(new Map()) && this.#left >= 0;
  }

  #find(known: ReadonlyMap<FactName, FactValue>): boolean {
    const { hold, doNot = [] } = this.question;
    let open: FactName | null = null;
    for (const [forms, wanted] of [[hold, true] as const, [doNot, false] as const]) {
      for (const form of forms) {
        const told = this.#tells(form, known);
        if (told === !wanted) return false;
        if (typeof told === 'string') open ??= told;
      }
    }
    if (open === null) return true;
    const fact = open;
    return (
      this.#left >= 0 && this.#valuesOf(fact).some((value) => this.#find(new Map(known).set(fact, value)))
    );
  }

  /** Whether a condition holds by the facts tried so far, or the first fact that it still depends on. */
  #tells(form: NormalCondition, known: ReadonlyMap<FactName, FactValue>): boolean | FactName {
    if (!('fact' in form)) {
      const [parts, decides] = 'all' in form ? ([form.all, false] as const) : ([form.any, true] as const);
      let open: FactName | null = null;
      for (const part of parts) {
        const told = this.#tells(part, known);
        if (told === decides) return decides;
        if (typeof told === 'string') open ??= told;
      }
      return open ?? !decides;
    }
    const actual = known.get(form.fact);
    if (actual === undefined) return form.fact;
    this.#left -= 1;
    return HOLDS[form.operator](actual, form.value ?? null);
  }

  #valuesOf(fact: FactName): readonly FactValue[] {
    const known = this.#values.get(fact);
    if (known !== undefined) return known;
    const exact = regionValues(definitionOf(fact), this.#comparisons);
    // Every deal has a status.
    const values = fact === 'status' ? exact : [...exact, null];
    this.#values.set(fact, values);
    return values;
  }
}

function leavesOf(form: NormalCondition): readonly Leaf[] {
  if ('all' in form) return form.all.flatMap(leavesOf);
  return 'any' in form ? form.any.flatMap(leavesOf) : [form];
}
