import type { Leaf } from '../../../policies/domain/policy.js';
import type { FactName } from '../../../policies/domain/vocabulary.js';
import type { Facts } from '../facts.js';

/** What somebody, or time, can do to an open deal; in the order in which it is told. */
export const LEVERS = [
  'accept',
  'deal-type',
  'partners',
  'solutions',
  'value',
  'currency',
  'campaign',
  'sales-stages',
  'marketplace',
  'microsoft',
  'wait',
  'win',
] as const;
export type LeverName = (typeof LEVERS)[number];

/** One way to use a lever, with every fact that it sets. */
export interface Pull {
  /** Names the way among those of its lever, also when the deal differs a little. */
  readonly key: string;
  readonly facts: Partial<Facts>;
  /** How large the change is, to compare the ways of one lever. */
  readonly effort: number;
}

/** Something that can be changed about an open deal. */
export interface Lever<Name = LeverName> {
  readonly name: Name;
  /** Every fact that it may set. */
  readonly sets: readonly FactName[];
  /**
   * The ways in which it can be used on a deal with these facts, the least change first: enough of them that whatever
   * else it could do compares as one of them does. Empty when it cannot be used, or would change nothing.
   */
  readonly pulls: (facts: Facts, comparisons: readonly Leaf[]) => readonly Pull[];
}
