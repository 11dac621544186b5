import {
  FACTS,
  type FactDefinition,
  type FactName,
  type FactValue,
  type PartialList,
} from '../../policies/domain/vocabulary.js';
import type { Interval } from '../../kernel/interval.js';

/** Every fact of the catalogue for one deal; null where it is missing. */
export type Facts = Readonly<Record<FactName, FactValue>>;

const DEFINITIONS: ReadonlyMap<FactName, FactDefinition> = new Map(
  FACTS.map((definition) => [definition.name, definition]),
);

/** The definition of a fact of the catalogue. */
export function definitionOf(name: FactName): FactDefinition {
  const definition = DEFINITIONS.get(name);
  if (definition === undefined) throw new RangeError(`${name} is not a fact of the catalogue`);
  return definition;
}

/** Whether only the bounds of a number or instant are known. */
export function isInterval(value: FactValue): value is Interval {
  return typeof value === 'object' && value !== null && 'min' in value;
}

/** Whether only some entries of a list are known. */
export function isPartialList(value: FactValue): value is PartialList {
  return typeof value === 'object' && value !== null && 'complete' in value;
}

/** Whether a value is a list of which every entry is known. */
export function isCompleteList(value: FactValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Whether a value is known exactly: not missing, and not known in part only. */
export function isExact(value: FactValue): boolean {
  return value !== null && !isInterval(value) && !isPartialList(value);
}

/** The bounds of a number or instant, equal when it is exact; null when there are none. */
export function boundsOf(value: FactValue): Interval | null {
  if (isInterval(value)) return value;
  return typeof value === 'number' && Number.isFinite(value) ? { min: value, max: value } : null;
}

/** Bounds as a value: a single possibility is simply known. */
export function fromBounds(min: number, max: number): number | Interval {
  return min === max ? min : Object.freeze({ min, max });
}

/** All facts missing but those given: what a test case states, nothing assumed. */
export function factsFrom(known: Partial<Facts>): Facts {
  return Object.freeze({ ...NOTHING_KNOWN, ...known });
}

const NOTHING_KNOWN: Facts = {
  dealType: null,
  direction: null,
  status: null,
  salesStagePercent: null,
  allSalesStagesMarked: null,
  microsoftInvited: null,
  microsoftStatus: null,
  incentiveTags: null,
  hasIncentiveEligibleSolution: null,
  createdAt: null,
  wonAt: null,
  hoursFromCreationToWon: null,
  dealValueUsd: null,
  currency: null,
  customerCountry: null,
  customerManagedByMicrosoft: null,
  campaignId: null,
  location: null,
  partnersInvited: null,
  marketplaceTransacted: null,
};
