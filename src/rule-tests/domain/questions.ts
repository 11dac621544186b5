import { comparisonsOf } from '../../eligibility/domain/comparisons.js';
import type { CriterionResult } from '../../eligibility/domain/result.js';
import { outcomeOf } from '../../eligibility/domain/verdict.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { Condition, Criterion, Policy } from '../../policies/domain/policy.js';
import { type Open, type Question, resultSoFar, type Settled } from './find-deal.js';

/** A condition and the result that it must come to. */
interface Duty {
  readonly condition: Condition;
  readonly result: Result;
}

/**
 * Asks for a deal for which one comparison of a condition (counted from 0, as `comparisonsOf` gives them) comes out
 * as given and alone turns the whole: see `turningComparisons`.
 */
export function isTurning(condition: Condition, index: number, result: 'pass' | 'fail'): Question {
  const duties = dutiesOf(condition, index, result);
  const answer: Question['answer'] = (settled) => {
    let open: Open | null = null;
    for (const duty of duties) {
      const found = resultSoFar(duty.condition, settled);
      if (typeof found === 'object') open ??= found;
      else if (found !== duty.result) return 'not-wanted';
    }
    return open ?? { wanted: 'turning' };
  };
  return { comparisons: comparisonsOf(condition), answer };
}

/** What must come out how, so that a comparison comes out as given and nothing else decides any group around it. */
function dutiesOf(condition: Condition, index: number, result: Result): readonly Duty[] {
  if ('fact' in condition) return [{ condition, result }];
  if ('not' in condition) return dutiesOf(condition.not, index, result);
  if ('condition' in condition) return dutiesOf(condition.is, index, result);
  const [parts, harmless] =
    'all' in condition ? [condition.all, 'pass' as const] : [condition.any, 'fail' as const];
  let first = 0;
  return parts.flatMap((part) => {
    const within = index - first;
    const count = comparisonsOf(part).length;
    first += count;
    return within >= 0 && within < count
      ? dutiesOf(part, within, result)
      : [{ condition: part, result: harmless }];
  });
}

/**
 * Asks for a deal of which a changed policy version says something else than the original: another result of a
 * criterion whose condition changed; where only its `onFail` changed or the criterion was left out, another outcome.
 */
export function toldApart(original: Policy, changed: Policy): Question {
  const pairs = original.criteria
    .filter((criterion) => !changed.criteria.includes(criterion))
    .map((before) => ({ before, after: changed.criteria.find(({ id }) => id === before.id) }));
  const conditions = pairs.flatMap(({ before, after }) =>
    after === undefined || after.conditions === before.conditions
      ? []
      : [{ before: before.conditions, after: after.conditions }],
  );
  const [first] = pairs;
  if (conditions.length > 0 || first === undefined) return otherResult(conditions);
  return otherOutcome(original, changed, first.before);
}

function otherResult(pairs: readonly { before: Condition; after: Condition }[]): Question {
  const answer: Question['answer'] = (settled) => {
    let open: Open | null = null;
    for (const { before, after } of pairs) {
      const [was, is] = [resultSoFar(before, settled), resultSoFar(after, settled)];
      if (typeof was === 'object') open ??= was;
      else if (typeof is === 'object') open ??= is;
      else if (was !== is) return { wanted: was };
    }
    return open ?? 'not-wanted';
  };
  return {
    comparisons: pairs.flatMap(({ before, after }) => [...comparisonsOf(before), ...comparisonsOf(after)]),
    answer,
  };
}

/**
 * Only a won deal’s outcome depends on criteria; on this one only where it does not pass, and where no other
 * criterion rules the deal out anyway.
 */
function otherOutcome(original: Policy, changed: Policy, criterion: Criterion): Question {
  const criteria = [criterion, ...original.criteria.filter((each) => each !== criterion)];
  const answer: Question['answer'] = (settled) => {
    const won: Settled = (fact) => (fact === 'status' ? 'won' : settled(fact));
    let open: Open | null = null;
    const results: CriterionResult[] = [];
    for (const { id, conditions, onFail } of criteria) {
      const result = resultSoFar(conditions, won);
      if (typeof result === 'object') {
        open ??= result;
        continue;
      }
      const settles = id === criterion.id ? result === 'pass' : result === 'fail' && onFail === 'ineligible';
      if (settles) return 'not-wanted';
      results.push({ id, result });
    }
    if (open !== null) return open;
    const was = outcomeOf('won', original, results);
    const is = outcomeOf(
      'won',
      changed,
      results.filter(({ id }) => changed.criteria.some((each) => each.id === id)),
    );
    return was === is ? 'not-wanted' : { wanted: was };
  };
  return { comparisons: criteria.flatMap(({ conditions }) => comparisonsOf(conditions)), answer };
}
