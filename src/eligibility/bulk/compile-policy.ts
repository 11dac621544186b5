import { failsForm, holdsForm } from '../../policies/domain/negation.js';
import type { OnFail, Policy } from '../../policies/domain/policy.js';
import { FACTS, type FactName } from '../../policies/domain/vocabulary.js';
import { asksFor, policyAsksFor } from '../domain/comparisons.js';
import { compileCondition } from './compile-condition.js';
import { type Fragment, joined, NEVER, woven } from './fragment.js';

/** A policy version as SQL. */
export interface CompiledPolicy {
  /** The facts that its conditions ask for, in the order of the catalogue. */
  readonly facts: readonly FactName[];
  /** The mask of the criteria that pass: bit n is criterion n. */
  readonly pass: Fragment;
  /** The mask of the criteria that fail. */
  readonly fail: Fragment;
  /** Bits of all criteria. */
  readonly all: number;
  /** Bits of the criteria that rule a won deal out when they fail. */
  readonly ineligible: number;
  /** Whether one of these fails: true where it does, false or null where none does. */
  readonly rulesOut: Fragment;
  /** Bits of the criteria that ask for the value in US dollars. */
  readonly inUsd: number;
}

/** Compiles a policy version; as for the rule engine, a criterion passes when its condition holds and fails when the opposite does. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const { criteria } = policy;
  const bits = (wanted: (index: number) => boolean): number =>
    criteria.reduce((sum, _, index) => (wanted(index) ? sum + 2 ** index : sum), 0);
  const failing = (onFail: OnFail): number => bits((index) => criteria[index]?.onFail === onFail);
  const failed = criteria.map(({ conditions }) => compileCondition(failsForm(conditions)));
  return {
    facts: FACTS.map(({ name }) => name).filter((fact) => policyAsksFor(policy, fact)),
    pass: mask(criteria.map(({ conditions }) => compileCondition(holdsForm(conditions)))),
    fail: mask(failed),
    all: bits(() => true),
    ineligible: failing('ineligible'),
    rulesOut: joined([NEVER, ...failed.filter((_, index) => criteria[index]?.onFail === 'ineligible')], 'or'),
    inUsd: bits((index) => {
      const criterion = criteria[index];
      return criterion !== undefined && asksFor(criterion.conditions, 'dealValueUsd');
    }),
  };
}

function mask(conditions: readonly Fragment[]): Fragment {
  return joined(
    conditions.map((condition, bit) =>
      woven(`case when {} then cast(${2 ** bit} as bigint) else 0 end`, condition),
    ),
    '+',
  );
}

/**
 * The outcome from the columns `status`, `pass_mask`, `fail_mask`, `sure` and `deal_id`, the first that fits, as
 * `outcomeOf` and `judgeDeal` have it. The table `spared` has the deals that an earlier version, which may have been
 * in force as well, does not rule out.
 */
export function outcomeSql({ all, ineligible }: CompiledPolicy): string {
  return `case when status in ('received', 'active') then 'pending'
      when status <> 'won' then 'ineligible'
      when (fail_mask & ${ineligible}) <> 0 then
        case when sure = 0 and deal_id in (select deal_id from spared) then 'undetermined' else 'ineligible' end
      when sure = 0 or pass_mask + fail_mask <> ${all} then 'undetermined'
      when fail_mask <> 0 then 'at-risk'
      else 'eligible' end`;
}
