import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sighting } from '../../src/deals/domain/sighting.js';
import type { ImportRecord, ReadOptions } from '../../src/import/domain/record.js';
import { openFile } from '../../src/import/readers/open-file.js';
import { DomainError, type Problem } from '../../src/kernel/errors.js';

/** The day the files of these tests were taken. */
export const TAKEN_AT = Date.UTC(2021, 8, 20);

/** A file of the fixtures by its name. */
export function fixture(name: string): string {
  return new URL(`../fixtures/${name}`, import.meta.url).pathname;
}

/** What a file was recognised as, and all its records. */
export interface Reading {
  readonly kind: string;
  readonly records: readonly ImportRecord[];
}

/** Reads a whole file. */
export async function readPath(path: string, options: Partial<ReadOptions> = {}): Promise<Reading> {
  const file = await openFile(path, {
    takenAt: TAKEN_AT,
    takenAtGiven: true,
    ownOrganisations: [],
    ...options,
  });
  const records: ImportRecord[] = [];
  for await (const batch of file.records) {
    if (batch.length > 500) throw new Error(`a batch of ${batch.length} records`);
    records.push(...batch);
  }
  return { kind: file.kind, records };
}

/** Gives a path for a file that is removed afterwards. */
export async function withPath<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dealproof-read-'));
  try {
    return await use(join(folder, 'file'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a file with the content given. */
export async function read(content: string | Buffer, options: Partial<ReadOptions> = {}): Promise<Reading> {
  return withPath(async (path) => {
    await writeFile(path, content);
    return readPath(path, options);
  });
}

/** The problem for which a whole file was refused. */
export async function refusalOf(
  content: string | Buffer,
  options: Partial<ReadOptions> = {},
): Promise<Problem> {
  return read(content, options).then(
    ({ kind }) => {
      throw new Error(`the file was read as ${kind}`);
    },
    (error: unknown) => {
      if (!(error instanceof DomainError) || error.code !== 'invalid-file') throw error;
      const [problem] = error.problems;
      if (!problem) throw error;
      return problem;
    },
  );
}

/** The sightings among the records. */
export function sightings({ records }: Reading): readonly Sighting[] {
  return records.flatMap((record) => (record.is === 'sighting' ? [record.sighting] : []));
}

/** The problems of the rejects among the records. */
export function problems({ records }: Reading): readonly Problem[] {
  return records.flatMap((record) => (record.is === 'reject' ? record.problems : []));
}

/** The rows that were rejected as the last thing that could be read. */
export function brokenOff({ records }: Reading): readonly number[] {
  return records.flatMap((record) => (record.is === 'reject' && record.rest ? [record.row] : []));
}

/** A number made into a GUID, so that tests can count deals. */
export function guidOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
