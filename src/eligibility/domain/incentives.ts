import type { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import type { FactValue } from '../../policies/domain/vocabulary.js';
import { compareText } from '../../kernel/text.js';

/** What is known of a deal's incentives. */
export interface DealIncentives {
  /** Sorted; in part when a solution is not in the catalogue or the tags differ between the possible days. */
  readonly tags: FactValue;
  readonly hasEligible: boolean | null;
}

/**
 * The incentives that solutions had on a day known only to lie between two (inclusive, UTC; `first` null is without
 * bound). An answer is known only when every one of those days gives it.
 */
export function incentivesBetween(
  catalogue: SolutionCatalogue,
  solutionIds: readonly string[],
  first: string | null,
  last: string,
): DealIncentives {
  const complete = solutionIds.every((id) => catalogue.find(id) !== null);
  const perDay = daysThatMatter(catalogue, solutionIds, first, last).map((day) =>
    tagsOn(catalogue, solutionIds, day),
  );
  const always = (perDay[0] ?? []).filter((tag) => perDay.every((tags) => tags.includes(tag)));
  const unchanging = perDay.every((tags) => tags.length === always.length);
  return { tags: tagsValue(always, complete && unchanging), hasEligible: hasEligible(perDay, complete) };
}

function tagsValue(known: readonly string[], complete: boolean): FactValue {
  if (complete) return Object.freeze([...known]);
  return known.length === 0 ? null : Object.freeze({ known: Object.freeze([...known]), complete: false });
}

function hasEligible(perDay: readonly (readonly string[])[], complete: boolean): boolean | null {
  if (perDay.every((tags) => tags.length > 0)) return true;
  return complete && perDay.every((tags) => tags.length === 0) ? false : null;
}

/** The first day and every later one up to the last on which an incentive begins or ends. */
function daysThatMatter(
  catalogue: SolutionCatalogue,
  solutionIds: readonly string[],
  first: string | null,
  last: string,
): readonly string[] {
  if (first === last) return [last];
  const changes = solutionIds.flatMap((id) => catalogue.incentiveChanges(id)).filter((day) => day <= last);
  // Text below every date, so below the first change of all.
  return [first ?? '', ...changes.filter((day) => first === null || day > first)];
}

function tagsOn(
  catalogue: SolutionCatalogue,
  solutionIds: readonly string[],
  day: string,
): readonly string[] {
  const tags = solutionIds.flatMap((id) => catalogue.incentivesOn(id, day) ?? []);
  return [...new Set(tags)].toSorted(compareText);
}
