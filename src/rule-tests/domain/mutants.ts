import { shorten } from '../../kernel/text.js';
import { conditionWords } from '../../policies/domain/condition-words.js';
import type { Condition, Policy } from '../../policies/domain/policy.js';
import { MOST_ENTRIES, wrongComparisons } from './comparison-mutants.js';
import { criterionPath, type PlacedCondition, placedConditions } from './placed-conditions.js';

/** A policy version with one slip of the pen in it, as a test of its worked examples: they should not all come out. */
export interface Mutant {
  /** JSON path of what was changed in the rule file. */
  readonly path: string;
  /** What was changed, in words. */
  readonly change: string;
  /** The changed version. Criteria that are the same are the same objects; hash and content are the original's. */
  readonly policy: Policy;
}

/** The mutants of a policy version, in the order of its file, those of shared conditions last. */
export interface Mutants {
  readonly mutants: readonly Mutant[];
  /** Entries of long lists beyond those that are dropped one at a time. */
  readonly entriesLeftOut: number;
}

/**
 * Every version with a single slip in it: each comparison in the ways of `wrongComparisons`, each part of a group
 * left out, each `all` of several parts made `any` and the reverse, each `not` taken away, each criterion's
 * `onFail` exchanged, each criterion left out.
 */
export function mutantsOf(policy: Policy): Mutants {
  const placed = placedConditions(policy);
  return {
    mutants: [...placed.flatMap(conditionMutants), ...criterionMutants(policy)],
    entriesLeftOut: placed.reduce((sum, { condition }) => sum + entriesLeftOut(condition), 0),
  };
}

function entriesLeftOut(condition: Condition): number {
  const entries = 'fact' in condition && typeof condition.value === 'object' ? condition.value.length : 0;
  return Math.max(0, entries - MOST_ENTRIES);
}

function conditionMutants(placed: PlacedCondition): readonly Mutant[] {
  const { path, condition, replace } = placed;
  if ('fact' in condition) {
    return wrongComparisons(condition).map(({ path: part, change, comparison }) => ({
      path: `${path}${part}`,
      change,
      policy: replace(comparison),
    }));
  }
  if ('not' in condition) {
    return [{ path: `${path}.not`, change: '“not” removed', policy: replace(condition.not) }];
  }
  if ('condition' in condition) return [];
  return 'all' in condition
    ? groupMutants('all', condition.all, placed)
    : groupMutants('any', condition.any, placed);
}

function groupMutants(
  kind: 'all' | 'any',
  parts: readonly Condition[],
  { path, replace }: PlacedCondition,
): readonly Mutant[] {
  // A group of one part is that part.
  if (parts.length < 2) return [];
  const group = (which: 'all' | 'any', of: readonly Condition[]): Condition =>
    which === 'all' ? { all: of } : { any: of };
  const other = kind === 'all' ? 'any' : 'all';
  const dropped = parts.map((part, index) => ({
    path: `${path}.${kind}[${index}]`,
    change: `“${shorten(conditionWords(part), 100)}” dropped`,
    policy: replace(group(kind, parts.toSpliced(index, 1))),
  }));
  const swapped = {
    path: `${path}.${kind}`,
    change: `“${kind}” exchanged for “${other}”`,
    policy: replace(group(other, parts)),
  };
  return [swapped, ...dropped];
}

function criterionMutants(policy: Policy): readonly Mutant[] {
  return policy.criteria.flatMap((criterion, index) => {
    const other = criterion.onFail === 'ineligible' ? 'at-risk' : 'ineligible';
    return [
      {
        path: `${criterionPath(index)}.onFail`,
        change: `${criterion.id}: onFail “${criterion.onFail}” exchanged for “${other}”`,
        policy: { ...policy, criteria: policy.criteria.with(index, { ...criterion, onFail: other }) },
      },
      {
        path: criterionPath(index),
        change: `${criterion.id}: the whole criterion dropped`,
        policy: { ...policy, criteria: policy.criteria.toSpliced(index, 1) },
      },
    ];
  });
}
