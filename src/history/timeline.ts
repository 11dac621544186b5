import type { DealChange } from '../deals/domain/deal-history.js';
import type { DecisionEntry } from '../eligibility/decision-history.js';

/** One thing that happened to a deal: a version of it came to be, or it was judged otherwise. */
export type Happening<Judged> =
  | { readonly what: 'change'; readonly change: DealChange }
  | { readonly what: 'decision'; readonly decision: Judged };

/**
 * Changes and decisions in one order: a decision comes after the version that it judged and before the next one. The
 * clock alone would not tell, since an evaluation decides as of when it began, and files may come in meanwhile.
 */
export function timelineOf<Judged extends Pick<DecisionEntry, 'dealVersion' | 'sequence'>>(
  changes: readonly DealChange[],
  decisions: readonly Judged[],
): readonly Happening<Judged>[] {
  const versions = changes.map((change) => ({
    version: change.version,
    sequence: 0,
    happening: { what: 'change', change } as const,
  }));
  const verdicts = decisions.map((decision) => ({
    version: decision.dealVersion,
    sequence: decision.sequence,
    happening: { what: 'decision', decision } as const,
  }));
  return [...versions, ...verdicts]
    .toSorted((a, b) => a.version - b.version || a.sequence - b.sequence)
    .map(({ happening }) => happening);
}
