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
  readonly sources: readonly (SightingSource | 'solutions')[];
  /** The whole first version as changes from nothing, then only what differs. */
  readonly changes: readonly FieldChange[];
}

/** What a catalogue import told of a solution: whether it is an assessment, which decides the type of its deals. */
export interface SolutionKind extends Recorded {
  readonly solutionId: string;
  readonly isAssessment: boolean;
  /** Epoch ms that the catalogue file was taken as of. */
  readonly asOf: number;
}

/** All that was ever learnt that a deal follows from. */
export interface Learnt {
  readonly sightings: readonly (Sighting & Recorded)[];
  readonly counterparts: readonly (CounterpartSighting & Recorded)[];
  readonly kinds: readonly SolutionKind[];
}

/**
 * Every version of a deal in the order in which it was learnt, found by following the deal again after each import
 * that told of it, its engagement or its solutions, as far as it was known then.
 */
export function dealHistory({ sightings, counterparts, kinds }: Learnt): readonly DealChange[] {
  const imports = new Map<number, number>();
  for (const { importId, recordedAt } of [...sightings, ...counterparts, ...kinds]) {
    imports.set(importId, recordedAt);
  }
  const history: DealChange[] = [];
  let before: Deal | null = null;
  // Imports are numbered in the order in which they were recorded: they wait for each other.
  for (const importId of [...imports.keys()].toSorted((a, b) => a - b)) {
    const told = sightings.filter((sighting) => sighting.importId <= importId);
    const others = counterparts.filter((counterpart) => counterpart.importId <= importId);
    const catalogue = kinds.filter((kind) => kind.importId <= importId);
    const after = bookDeal(told, {
      counterparts: others,
      isAssessment: (solutionId) => isAssessment(catalogue, solutionId),
    });
    const changes = after === null ? [] : fieldChanges(before, after);
    if (changes.length > 0) {
      const learnt = [...told, ...others, ...catalogue].filter((one) => one.importId === importId);
      history.push({
        version: history.length + 1,
        recordedAt: imports.get(importId) ?? 0,
        validAt: Math.max(...learnt.map(({ asOf }) => asOf)),
        importId,
        sources: sourcesOf(told, others, importId),
        changes,
      });
    }
    before = after;
  }
  return history;
}

function isAssessment(kinds: readonly SolutionKind[], solutionId: string): boolean {
  const told = kinds.filter((kind) => kind.solutionId === solutionId);
  return told.toSorted((a, b) => a.asOf - b.asOf || a.importId - b.importId).at(-1)?.isAssessment ?? false;
}

/** The kinds of file of an import that told of the deal; other parties' referrals come in the API's list. */
function sourcesOf(
  sightings: readonly (Sighting & Recorded)[],
  counterparts: readonly (CounterpartSighting & Recorded)[],
  importId: number,
): DealChange['sources'] {
  const sources = sightings.filter((one) => one.importId === importId).map(({ source }) => source);
  if (sources.length > 0) return [...new Set(sources)].toSorted(compareText);
  return counterparts.some((one) => one.importId === importId) ? ['referrals'] : ['solutions'];
}

function fieldChanges(before: Deal | null, after: Deal): readonly FieldChange[] {
  const old: Readonly<Record<string, unknown>> = before === null ? {} : { ...before };
  return Object.entries(after).flatMap(([field, to]) => {
    const from = old[field] ?? null;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });
}
