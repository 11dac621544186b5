import fc from 'fast-check';
import type { Facts } from '../../src/eligibility/domain/facts.js';
import { factsFrom } from '../../src/eligibility/domain/facts.js';
import type { Leaf } from '../../src/policies/domain/policy.js';
import type { FactValue } from '../../src/policies/domain/vocabulary.js';
import type { Found } from '../../src/rule-tests/domain/find-deal.js';
import { DEAL_STATUSES } from '../../src/deals/domain/deal.js';
import { arbitraryLeaf } from './arbitrary-rules.js';

const STAGES = [10, 20, 40, 60, 80, 100];
const TAGS = ['azure-ip-co-sell', 'biz-apps-premium', 'biz-apps-standard'];

const tagLists = TAGS.reduce<readonly (readonly string[])[]>(
  (lists, tag) => [...lists, ...lists.map((list) => [...list, tag])],
  [[]],
);
const stageBounds = STAGES.flatMap((min) => STAGES.filter((max) => max > min).map((max) => ({ min, max })));

/** All that can be known of a deal in which only some facts play a part, each with everything it can be. */
const SMALL: readonly (readonly [keyof Facts, readonly FactValue[]])[] = [
  ['status', DEAL_STATUSES],
  ['salesStagePercent', [...STAGES, null, ...stageBounds]],
  ['allSalesStagesMarked', [true, false, null]],
  ['incentiveTags', [...tagLists, null, ...tagLists.map((known) => ({ known, complete: false as const }))]],
];

/** Every deal that a rule about `SMALL_FACTS` can meet: the brute force that clever searches are held against. */
export const ALL_SMALL_DEALS: readonly Facts[] = SMALL.reduce<readonly Partial<Facts>[]>(
  (deals, [fact, values]) => deals.flatMap((deal) => values.map((value) => ({ ...deal, [fact]: value }))),
  [{}],
).map(factsFrom);

/** A comparison of a fact with few values. */
export const smallLeaf: fc.Arbitrary<Leaf> = arbitraryLeaf.filter(({ fact }) =>
  SMALL.some(([name]) => name === fact),
);

/** Whether a search told the truth: what it found is wanted, or it found nothing and no deal is. */
export function isTrue(found: Found, deals: readonly Facts[], wanted: (deal: Facts) => boolean): boolean {
  if (typeof found === 'object') return wanted(factsFrom(Object.fromEntries(found)));
  return found === 'none' && !deals.some(wanted);
}
