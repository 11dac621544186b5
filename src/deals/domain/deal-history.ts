import { compareText } from '../../kernel/text.js';
import { bookDeal } from './book-deal.js';
import type { Deal } from './deal.js';
import type { CounterpartSighting, Sighting, SightingSource } from './sighting.js';

/** When (epoch ms) and by which import something was learnt. */
interface Recorded {
  readonly recordedAt: number;
  readonly importId: number;
}

/** One field of a deal that changed. */
interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One version of a deal as it came to be: what was learnt when, as of when it was so, and what it changed. */
export interface DealChange {
  readonly version: number;
  /** Epoch ms: when we learnt it. */
  readonly recordedAt: number;
  /** Epoch ms: the newest time that what we learnt speaks of. */
  readonly validAt: number;
  readonly importId: number;
  readonly sources: readonly SightingSource[];
  /** The whole first version as changes from nothing, then only what differs. */
  readonly changes: readonly FieldChange[];
}

/**
 * Every version of a deal in the order in which it was learnt, found by following the deal again after each import
 * that told of it.
 */
export function dealHistory(
  sightings: readonly (Sighting & Recorded)[],
  counterparts: readonly (CounterpartSighting & Recorded)[],
  isAssessment: (solutionId: string) => boolean,
): readonly DealChange[] {
  const imports = new Map<number, number>();
  for (const { importId, recordedAt } of [...sightings, ...counterparts]) imports.set(importId, recordedAt);
  const steps = [...imports]
    .toSorted(([a, atA], [b, atB]) => atA - atB || a - b)
    .map(([importId]) => importId);
  const known = new Set<number>();
  const history: DealChange[] = [];
  let before: Deal | null = null;
  for (const importId of steps) {
    known.add(importId);
    const sofar = sightings.filter((sighting) => known.has(sighting.importId));
    const others = counterparts.filter((counterpart) => known.has(counterpart.importId));
    const after = bookDeal(sofar, { counterparts: others, isAssessment });
    const changes = after === null ? [] : fieldChanges(before, after);
    if (changes.length > 0) {
      const learnt = [...sofar, ...others].filter((one) => one.importId === importId);
      history.push({
        version: history.length + 1,
        recordedAt: imports.get(importId) ?? 0,
        validAt: Math.max(...learnt.map(({ asOf }) => asOf)),
        importId,
        sources: sourcesOf(sofar.filter((one) => one.importId === importId)),
        changes,
      });
    }
    before = after;
  }
  return history;
}

function sourcesOf(sightings: readonly Sighting[]): readonly SightingSource[] {
  const sources = [...new Set(sightings.map(({ source }) => source))].toSorted(compareText);
  // Nothing but another party's referral came: the API list carries those.
  return sources.length > 0 ? sources : ['referrals'];
}

function fieldChanges(before: Deal | null, after: Deal): readonly FieldChange[] {
  const old: Readonly<Record<string, unknown>> = before === null ? {} : { ...before };
  return Object.entries(after).flatMap(([field, to]) => {
    const from = old[field] ?? null;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });
}
