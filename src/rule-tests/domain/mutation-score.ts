import { explain } from '../../eligibility/domain/explain.js';
import { outcomeOf } from '../../eligibility/domain/verdict.js';
import type { CaseFacts } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';
import type { Effort } from './find-deal.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { noPause, type Pause } from './pause.js';
import { toldApart } from './questions.js';
import type { JudgedCase } from './run-cases.js';

/** A mutant that some deal tells from the original, and no case does. */
interface Survivor {
  readonly mutant: Mutant;
  /** Facts of a deal that tells it from the original. */
  readonly facts: CaseFacts;
}

/** How many slips of the pen the cases of a policy version would find. */
export interface MutationScore {
  /** Mutants that some case finds: it comes out as expected by the original, and not by the mutant. */
  readonly found: number;
  readonly survivors: readonly Survivor[];
  /** Mutants that no case finds, where the search for a deal that tells them from the original grew too long. */
  readonly undecided: readonly Mutant[];
  /** Mutants that say the same of every deal as the original, so that there is nothing to find. */
  readonly equivalent: number;
  /** Entries of long lists whose loss was not tried. */
  readonly entriesLeftOut: number;
}

/**
 * Tries every mutant of a policy version on its cases; see `isFound`. A mutant that no case finds is compared with
 * the original over all that the facts can be (`toldApart`): one that says the same of every deal, known in full or
 * in part, does not count. A result of a criterion counts as something said, not only the outcome; of a mutant
 * without a criterion, the other criteria and the outcome.
 */
export async function mutationScore(
  policy: Policy,
  judged: readonly JudgedCase[],
  effort: Effort,
  pause: Pause = noPause,
): Promise<MutationScore> {
  const { mutants, entriesLeftOut } = mutantsOf(policy);
  const asExpected = judged.filter(({ differences }) => differences.length === 0);
  const [survivors, undecided]: [Survivor[], Mutant[]] = [[], []];
  let [found, equivalent] = [0, 0];
  for (const mutant of mutants) {
    await pause();
    if (asExpected.some((one) => isFound(policy, mutant, one))) {
      found += 1;
      continue;
    }
    const facts = effort.find(toldApart(policy, mutant.policy));
    if (facts === 'none') equivalent += 1;
    else if (facts === 'undecided') undecided.push(mutant);
    else survivors.push({ mutant, facts });
  }
  return { found, survivors, undecided, equivalent, entriesLeftOut };
}

/**
 * Whether a case that comes out as expected by a policy version finds a mutant of it: by the mutant the outcome is
 * another, or the result of a criterion that the case names. That a criterion is not there at all shows in the
 * outcome alone: a case would otherwise find its loss without showing that it matters.
 */
export function isFound(
  policy: Policy,
  mutant: Mutant,
  { facts, status, expect, results }: Pick<JudgedCase, 'facts' | 'status' | 'expect' | 'results'>,
): boolean {
  const now = mutant.policy.criteria.map((criterion) => {
    const { id } = criterion;
    const same = policy.criteria.indexOf(criterion);
    return results[same] ?? { id, result: explain(criterion.conditions, facts).result };
  });
  return (
    outcomeOf(status, mutant.policy, now) !== expect.outcome ||
    now.some(({ id, result }) => (expect.criteria.get(id) ?? result) !== result)
  );
}
