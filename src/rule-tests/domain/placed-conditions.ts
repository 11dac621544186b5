import { memberPath } from '../../kernel/json/json-tree.js';
import type { Condition, Criterion, Leaf, Policy } from '../../policies/domain/policy.js';

/** A condition of a policy, where it stands in the rule file, and how to put another in its place. */
export interface PlacedCondition {
  /** JSON path; of a shared condition that of its definition. */
  readonly path: string;
  readonly condition: Condition;
  /** The policy with another condition there. A shared condition changes wherever it is used. */
  readonly replace: (condition: Condition) => Policy;
}

/** A comparison of a criterion and where it stands in the rule file. */
export interface PlacedComparison {
  readonly path: string;
  readonly comparison: Leaf;
}

/** JSON path of a criterion of a policy, counted from 0. */
export function criterionPath(index: number): string {
  return `$.criteria[${index}]`;
}

/**
 * Every condition of a policy at every depth: those of the criteria in their order, each before its parts, then
 * the shared conditions that they use, each once.
 */
export function placedConditions(policy: Policy): readonly PlacedCondition[] {
  const criteria = policy.criteria.flatMap((criterion, index) =>
    within(criterion.conditions, `${criterionPath(index)}.conditions`, (conditions) => ({
      ...policy,
      criteria: policy.criteria.with(index, { ...criterion, conditions }),
    })),
  );
  const shared = [...sharedConditions(policy)].flatMap(([name, condition]) =>
    within(condition, sharedPath(name), (changed) => ({
      ...policy,
      criteria: policy.criteria.map((criterion) => withShared(criterion, name, changed)),
    })),
  );
  return [...criteria, ...shared];
}

/**
 * The comparisons of a criterion in the order in which `comparisonsOf` gives them. One in a shared condition comes
 * once for every use of it, always at the place of its definition.
 */
export function placedComparisons(criterion: Criterion, index: number): readonly PlacedComparison[] {
  return comparisonsWithin(criterion.conditions, `${criterionPath(index)}.conditions`);
}

function comparisonsWithin(condition: Condition, path: string): readonly PlacedComparison[] {
  if ('fact' in condition) return [{ path, comparison: condition }];
  if ('condition' in condition) return comparisonsWithin(condition.is, sharedPath(condition.condition));
  if ('not' in condition) return comparisonsWithin(condition.not, `${path}.not`);
  const [kind, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  return parts.flatMap((part, index) => comparisonsWithin(part, `${path}.${kind}[${index}]`));
}

function sharedPath(name: string): string {
  return memberPath('$.conditions', name);
}

function within(
  condition: Condition,
  path: string,
  replace: PlacedCondition['replace'],
): readonly PlacedCondition[] {
  const self = { path, condition, replace };
  if ('all' in condition) {
    const parts = condition.all.flatMap((part, index) =>
      within(part, `${path}.all[${index}]`, (changed) =>
        replace({ all: condition.all.with(index, changed) }),
      ),
    );
    return [self, ...parts];
  }
  if ('any' in condition) {
    const parts = condition.any.flatMap((part, index) =>
      within(part, `${path}.any[${index}]`, (changed) =>
        replace({ any: condition.any.with(index, changed) }),
      ),
    );
    return [self, ...parts];
  }
  if ('not' in condition) {
    return [self, ...within(condition.not, `${path}.not`, (changed) => replace({ not: changed }))];
  }
  return [self];
}

function sharedConditions(policy: Policy): ReadonlyMap<string, Condition> {
  const shared = new Map<string, Condition>();
  const look = (condition: Condition): void => {
    if ('condition' in condition && !shared.has(condition.condition)) {
      shared.set(condition.condition, condition.is);
    }
    partsOf(condition).forEach(look);
  };
  for (const { conditions } of policy.criteria) look(conditions);
  return shared;
}

function partsOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all;
  if ('any' in condition) return condition.any;
  if ('not' in condition) return [condition.not];
  return 'condition' in condition ? [condition.is] : [];
}

/** A criterion with another shared condition of a name; the criterion itself where it does not use it. */
function withShared(criterion: Criterion, name: string, changed: Condition): Criterion {
  const uses = (condition: Condition): boolean =>
    ('condition' in condition && condition.condition === name) || partsOf(condition).some(uses);
  const exchange = (condition: Condition): Condition => {
    if ('all' in condition) return { all: condition.all.map(exchange) };
    if ('any' in condition) return { any: condition.any.map(exchange) };
    if ('not' in condition) return { not: exchange(condition.not) };
    if ('fact' in condition) return condition;
    return { ...condition, is: condition.condition === name ? changed : exchange(condition.is) };
  };
  return uses(criterion.conditions)
    ? { ...criterion, conditions: exchange(criterion.conditions) }
    : criterion;
}
