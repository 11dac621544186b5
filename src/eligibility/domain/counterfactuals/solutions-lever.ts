import { compareText } from '../../../kernel/text.js';
import { type FactValue, INCENTIVES } from '../../../policies/domain/vocabulary.js';
import { type Facts, isCompleteList, isPartialList } from '../facts.js';
import type { Lever, Pull } from './lever.js';

/**
 * Other solutions, and with them other incentives (domain brief, section 3.4): adding solutions that carry some, or
 * choosing solutions that carry exactly some; the key says which of the two, and the incentives. Not for solution assessments, nor for a deal that may be one.
 */
export const SOLUTIONS: Lever = {
  name: 'solutions',
  sets: ['incentiveTags', 'hasIncentiveEligibleSolution'],
  pulls: (facts) => {
    if (facts.dealType === null || facts.dealType === 'solution-assessment') return [];
    const held = heldTags(facts.incentiveTags);
    const isComplete = isCompleteList(facts.incentiveTags);
    const additions = subsetsOf(INCENTIVES.filter((tag) => !held.includes(tag)))
      .filter((added) => added.length > 0)
      .map((added) => adding(added, held, isComplete));
    // Where all is known, choosing what is held and more is adding.
    const choices = subsetsOf(INCENTIVES)
      .filter(
        (tags) => !isComplete || !held.every((tag) => tags.includes(tag)) || tags.length === held.length,
      )
      .map((tags) => choosing(tags, held, isComplete));
    return [...additions, ...choices]
      .filter((pull) => !isPresent(pull.facts, facts))
      .toSorted((a, b) => a.effort - b.effort);
  },
};

function heldTags(tags: FactValue): readonly string[] {
  if (isPartialList(tags)) return tags.known;
  return isCompleteList(tags) ? tags : [];
}

/** What is not known of the other solutions stays so. */
function adding(added: readonly string[], held: readonly string[], isComplete: boolean): Pull {
  const tags = [...held, ...added].toSorted(compareText);
  return {
    key: `add ${added.join(' ')}`,
    facts: {
      incentiveTags: isComplete ? tags : { known: tags, complete: false },
      hasIncentiveEligibleSolution: true,
    },
    effort: added.length,
  };
}

/** Takes away more than it adds, so it counts as the larger change; the most where what is taken away is not known. */
function choosing(tags: readonly string[], held: readonly string[], isComplete: boolean): Pull {
  const removed = held.filter((tag) => !tags.includes(tag)).length;
  const added = tags.filter((tag) => !held.includes(tag)).length;
  return {
    key: `only ${tags.join(' ')}`,
    facts: { incentiveTags: tags, hasIncentiveEligibleSolution: tags.length > 0 },
    effort: (isComplete ? 1 : INCENTIVES.length) + removed + added,
  };
}

function isPresent(changed: Partial<Facts>, facts: Facts): boolean {
  const { incentiveTags, hasIncentiveEligibleSolution } = facts;
  return JSON.stringify(changed) === JSON.stringify({ incentiveTags, hasIncentiveEligibleSolution });
}

/** All selections of some tags, the smaller ones first. */
function subsetsOf(tags: readonly string[]): readonly (readonly string[])[] {
  return tags
    .reduce<readonly (readonly string[])[]>(
      (subsets, tag) => [...subsets, ...subsets.map((subset) => [...subset, tag])],
      [[]],
    )
    .toSorted((a, b) => a.length - b.length);
}
