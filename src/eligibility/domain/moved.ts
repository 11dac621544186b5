import type { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import { unique } from '../../kernel/group-by.js';
import { compareText } from '../../kernel/text.js';
import type { Policy } from '../../policies/domain/policy.js';
import type { RateTable } from '../../rates/domain/rate-table.js';

/** The solutions that were or are catalogued, now with other incentives on some day than before. */
export function solutionsMoved(before: SolutionCatalogue, after: SolutionCatalogue): readonly string[] {
  return unique([...before.ids(), ...after.ids()]).filter((id) => told(before, id) !== told(after, id));
}

function told(catalogue: SolutionCatalogue, id: string): string {
  const days = ['', ...catalogue.incentiveChanges(id)];
  return JSON.stringify(days.map((day) => [day, catalogue.incentivesOn(id, day)]));
}

/** Exchange rates that are not what they were. */
export interface RatesMoved {
  readonly currencies: readonly string[];
  /** The earliest month (`YYYY-MM`) in which one of them converts otherwise. */
  readonly from: string;
}

/** What converts otherwise than before, by a rate of the month or one that stands in for it; null: nothing. */
export function ratesMoved(before: RateTable, after: RateTable): RatesMoved | null {
  const [was, is] = [covered(before), covered(after)];
  const moved = [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key))
    .toSorted(compareText);
  const from = moved[0]?.slice(0, 7);
  if (from === undefined) return null;
  return { currencies: unique(moved.map((key) => key.slice(8))).toSorted(compareText), from };
}

/** Rates by month and currency, `2021-06 EUR`. */
function covered(rates: RateTable): ReadonlyMap<string, string> {
  const months = rates.monthsCovered();
  return new Map(months.map(({ month, currency, usdPerUnit }) => [`${month} ${currency}`, usdPerUnit]));
}

/** What another day of evaluation makes of the deals that are judged by it. */
export interface DayMoved {
  /** A version of the rules begins or ends between the two days. */
  readonly rules: boolean;
  /** The days are in different months: other rates. */
  readonly month: boolean;
  /** Solutions of which an incentive begins or ends between the two days. */
  readonly solutions: readonly string[];
}

/** What lies between two days of evaluation (`YYYY-MM-DD`, UTC), whichever is the later. */
export function dayMoved(
  [one, other]: readonly [string, string],
  policies: readonly Policy[],
  catalogue: SolutionCatalogue,
): DayMoved {
  const [first, last] = one < other ? [one, other] : [other, one];
  const between = (day: string | null): boolean => day !== null && first < day && day <= last;
  return {
    rules: policies.some(({ effective: { from, until } }) => between(from) || between(until)),
    month: first.slice(0, 7) !== last.slice(0, 7),
    solutions: catalogue.ids().filter((id) => catalogue.incentiveChanges(id).some(between)),
  };
}
