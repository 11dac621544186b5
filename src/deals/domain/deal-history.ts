import { compareText } from '../../kernel/text.js';
import { bookDeal } from './book-deal.js';
import type { Deal } from './deal.js';
import { type CounterpartSighting, engagementOf, type Sighting, type SightingSource } from './sighting.js';

/** When (epoch ms) and by which import something was learnt. */
export interface Recorded {
  readonly recordedAt: number;
  readonly importId: number;
}

/** One field of a deal that changed. */
interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One version of a deal as it came to be: what was learnt when, and as of when it was so. */
export interface DealVersion extends Recorded {
  readonly version: number;
  /** Epoch ms: the newest time that what we learnt speaks of. */
  readonly validAt: number;
  readonly sources: readonly (SightingSource | 'solutions')[];
  readonly deal: Deal;
}

/** A version with what it changed: all of the first version, as changes from nothing, then only what differs. */
export interface DealChange extends Omit<DealVersion, 'deal'> {
  readonly changes: readonly FieldChange[];
}

/** What a catalogue import told of a solution: whether it is an assessment, which decides the type of its deals. */
export interface SolutionKind extends Recorded {
  readonly solutionId: string;
  readonly isAssessment: boolean;
  /** Epoch ms that the catalogue file was taken as of. */
  readonly asOf: number;
}

/** All that was ever learnt that one deal follows from. */
export interface Learnt {
  readonly sightings: readonly (Sighting & Recorded)[];
  /** Other parties' referrals of every engagement that a sighting names. */
  readonly counterparts: readonly (CounterpartSighting & Recorded)[];
  readonly kinds: readonly SolutionKind[];
}

/**
 * Every version of a deal in the order in which it was learnt, found by following the deal again after each import
 * that told of it, its engagement or its solutions, as far as it was known then.
 */
export function dealVersions(learnt: Learnt): readonly DealVersion[] {
  const versions: DealVersion[] = [];
  let before = '';
  for (const [importId, recordedAt] of importsOf(learnt)) {
    const known = whatWasKnown(learnt, (told) => told.importId <= importId);
    const deal = followDeal(known);
    const after = JSON.stringify(deal);
    if (deal !== null && after !== before) {
      const news = [...known.sightings, ...known.counterparts, ...known.kinds].filter(
        (one) => one.importId === importId,
      );
      versions.push({
        version: versions.length + 1,
        recordedAt,
        validAt: Math.max(...news.map(({ asOf }) => asOf)),
        importId,
        sources: sourcesOf(known, importId),
        deal,
      });
    }
    before = after;
  }
  return versions;
}

/** Every version of a deal in the order in which it was learnt, as what it changed. */
export function dealHistory(learnt: Learnt): readonly DealChange[] {
  let before: Deal | null = null;
  return dealVersions(learnt).map(({ deal, ...version }) => {
    const changes = fieldChanges(before, deal);
    before = deal;
    return { ...version, changes };
  });
}

/** The fields in which two versions of a deal differ, in the order of the deal's fields. */
function fieldChanges(before: Deal | null, after: Deal): readonly FieldChange[] {
  const old: Readonly<Record<string, unknown>> = before === null ? {} : { ...before };
  return Object.entries(after).flatMap(([field, to]) => {
    const from = old[field] ?? null;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });
}

/** The part of what was learnt that had been learnt by some moment. */
export function whatWasKnown(learnt: Learnt, isKnown: (told: Recorded) => boolean): Learnt {
  return {
    sightings: learnt.sightings.filter(isKnown),
    counterparts: learnt.counterparts.filter(isKnown),
    kinds: learnt.kinds.filter(isKnown),
  };
}

/** The deal that follows from what was learnt; null while nothing tells its status. */
export function followDeal({ sightings, counterparts, kinds }: Learnt): Deal | null {
  const engagementId = engagementOf(sightings);
  return bookDeal(sightings, {
    counterparts: counterparts.filter((counterpart) => counterpart.engagementId === engagementId),
    isAssessment: (solutionId) => isAssessment(kinds, solutionId),
  });
}

/** The imports that told something, in the order in which they were recorded: they wait for each other. */
function importsOf({ sightings, counterparts, kinds }: Learnt): readonly (readonly [number, number])[] {
  const told = [...sightings, ...counterparts, ...kinds];
  const imports = new Map(told.map(({ importId, recordedAt }) => [importId, recordedAt]));
  return [...imports].toSorted(([a], [b]) => a - b);
}

function isAssessment(kinds: readonly SolutionKind[], solutionId: string): boolean {
  const told = kinds.filter((kind) => kind.solutionId === solutionId);
  return told.toSorted((a, b) => a.asOf - b.asOf || a.importId - b.importId).at(-1)?.isAssessment ?? false;
}

/** The kinds of file of an import that told of the deal; other parties' referrals come in the API's list. */
function sourcesOf({ sightings, counterparts }: Learnt, importId: number): DealVersion['sources'] {
  const sources = sightings.filter((one) => one.importId === importId).map(({ source }) => source);
  if (sources.length > 0) return [...new Set(sources)].toSorted(compareText);
  return counterparts.some((one) => one.importId === importId) ? ['referrals'] : ['solutions'];
}
