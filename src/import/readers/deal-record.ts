import type { SightingSource } from '../../deals/domain/sighting.js';
import type { ImportRecord, ReadOptions } from '../domain/record.js';
import type { Told } from '../domain/told.js';
import { sightingHash } from './content-hash.js';

/** Which deal a record tells of, and as of when. */
export interface Seen {
  readonly row: number;
  readonly dealId: string;
  readonly source: SightingSource;
  /** The record's own time in epoch milliseconds; undefined where only the file has one. */
  readonly at: number | undefined;
}

/** A sighting as a record of an import. Without a time of its own it is taken as of the file. */
export function sightingRecord(seen: Seen, fields: Told, options: ReadOptions): ImportRecord {
  const sighting = {
    dealId: seen.dealId,
    source: seen.source,
    asOf: seen.at ?? options.takenAt,
    hasOwnTime: seen.at !== undefined || options.takenAtGiven,
    contentHash: sightingHash(fields),
    fields,
  };
  return { is: 'sighting', row: seen.row, sighting };
}
