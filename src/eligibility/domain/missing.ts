import type { Deal } from '../../deals/domain/deal.js';
import type { Policy } from '../../policies/domain/policy.js';
import { type Carrier, FACTS, type FactName } from '../../policies/domain/vocabulary.js';
import type { FactContext } from './build-facts.js';
import { definitionOf, type Facts, isExact } from './facts.js';
import { type MissingReason, whyNotKnown } from './missing-reason.js';
import { openFacts } from './open-facts.js';

/** A fact that can still change a verdict: why it is not known, and which files would tell. */
export interface MissingFact {
  readonly fact: FactName;
  readonly reason: MissingReason;
  readonly carriedBy: readonly Carrier[];
}

/**
 * What is missing for a verdict: the facts that can still change it under a version that may have to judge (see
 * `openFacts`), and those of the facts these are computed from that are not known exactly, each once, in the
 * catalogue's order. `also` adds facts the choice of the version hangs on.
 */
export function missingFacts(
  policies: readonly Policy[],
  also: readonly FactName[],
  deal: Deal,
  facts: Facts,
  context: FactContext,
): readonly MissingFact[] {
  const open = openFacts(deal.status, policies, facts);
  const asked = new Set<string>([...open, ...also]);
  for (const fact of open) {
    for (const { name } of FACTS) {
      if (definitionOf(fact).dependsOn.includes(name) && !isExact(facts[name])) asked.add(name);
    }
  }
  return FACTS.filter(({ name }) => asked.has(name)).map(({ name, carriedBy }) => ({
    fact: name,
    reason: whyNotKnown(name, facts[name], deal, context),
    carriedBy,
  }));
}
