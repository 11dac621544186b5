import { countsSince } from './deal-at.js';
import type { CounterpartSighting, Sighting } from './sighting.js';
import { firstEntries, seenEntering } from './stage-entries.js';

/** How much files told of a deal, and when: what a report has to know of its past before it reads any of them again. */
export interface Told {
  readonly sightings: number;
  /** Epoch ms of the oldest and of the newest sighting; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** Epoch ms from which on all that the sightings tell counts (`dealAt`): the deal stands as the book holds it. */
  readonly settled: number | null;
  /** Epoch ms since when the deal is in its stage (`seenEntering`), by all sightings. */
  readonly stageSince: number | null;
  /** Epoch ms of the newest referral of another party of its engagement. */
  readonly joined: number | null;
  /** Epoch ms of the first sighting in each of `SALES_STAGES`. */
  readonly stages: readonly (number | null)[];
}

/** How much was told of a deal; `stage` is the one that it is held to be in. */
export function toldOf(
  sightings: readonly Sighting[],
  counterparts: readonly CounterpartSighting[],
  stage: number | null,
): Told {
  let first: number | null = null;
  let last: number | null = null;
  let settled: number | null = null;
  for (const sighting of sightings) {
    const { asOf } = sighting;
    first = Math.min(first ?? asOf, asOf);
    last = Math.max(last ?? asOf, asOf);
    settled = Math.max(settled ?? asOf, asOf, countsSince(sighting));
  }
  let joined: number | null = null;
  for (const { asOf } of counterparts) joined = Math.max(joined ?? asOf, asOf);
  return {
    sightings: sightings.length,
    first,
    last,
    settled,
    stageSince: sightings.length < 2 ? null : seenEntering(sightings, stage, Infinity),
    joined,
    stages: firstEntries(sightings),
  };
}
