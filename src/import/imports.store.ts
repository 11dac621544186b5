import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { IMPORT_KINDS, type ImportKind } from './domain/record.js';

/** What became of a file's records; `read` is the sum of all the others. */
export interface ImportCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Other parties' referrals, which tell of our deals but are none. */
  readonly counterparts: number;
  /** Marketplace leads, which are no co-sell deals. */
  readonly leftOut: number;
  readonly rejected: number;
}

/** One file taken into the book. Times in epoch ms. */
export interface ImportEntry extends ImportCounts {
  readonly importId: number;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly contentSha256: string;
  readonly takenAt: number;
  readonly recordedAt: number;
  readonly finishedAt: number | null;
}

const importRow = z.object({
  import_id: z.int(),
  kind: z.enum(IMPORT_KINDS),
  file_name: z.string(),
  content_sha256: z.string(),
  taken_at: z.int(),
  recorded_at: z.int(),
  finished_at: z.int().nullable(),
  rows_read: z.int(),
  rows_created: z.int(),
  rows_updated: z.int(),
  rows_unchanged: z.int(),
  rows_counterparts: z.int(),
  rows_left_out: z.int(),
  rows_rejected: z.int(),
});

/** Keeps which files were taken into the book. */
@Injectable()
export class ImportsStore {
  constructor(private readonly database: Database) {}

  /** Notes that a file is being taken in; returns the import's number. */
  async begin(
    file: Pick<ImportEntry, 'kind' | 'fileName' | 'contentSha256' | 'takenAt' | 'recordedAt'>,
  ): Promise<number> {
    const rows: unknown = await this.database
      .writer('imports')
      .insert({
        kind: file.kind,
        file_name: file.fileName,
        content_sha256: file.contentSha256,
        taken_at: file.takenAt,
        recorded_at: file.recordedAt,
      })
      .returning('import_id');
    return z.tuple([z.object({ import_id: z.int() })]).parse(rows)[0].import_id;
  }

  /** Notes what became of its records. */
  async finish(importId: number, counts: ImportCounts, finishedAt: number): Promise<void> {
    await this.database.writer('imports').where({ import_id: importId }).update({
      finished_at: finishedAt,
      rows_read: counts.read,
      rows_created: counts.created,
      rows_updated: counts.updated,
      rows_unchanged: counts.unchanged,
      rows_counterparts: counts.counterparts,
      rows_left_out: counts.leftOut,
      rows_rejected: counts.rejected,
    });
  }

  /** The time that a file of exactly these bytes was first taken as of, or null when it is new. */
  async firstTakenAt(contentSha256: string): Promise<number | null> {
    const rows = await this.database.rows<{ taken_at: number | null }>(
      this.database.reader,
      'select min(taken_at) as taken_at from imports where content_sha256 = ?',
      [contentSha256],
    );
    return rows[0]?.taken_at ?? null;
  }

  /** When the latest import was recorded (epoch ms); 0 before the first. */
  async lastRecordedAt(): Promise<number> {
    const rows = await this.database.rows<{ recorded_at: number | null }>(
      this.database.reader,
      'select max(recorded_at) as recorded_at from imports',
      [],
    );
    return rows[0]?.recorded_at ?? 0;
  }

  /** When the last import ended that came to its end (epoch ms); null before the first. */
  async lastFinishedAt(): Promise<number | null> {
    const rows = await this.database.rows<{ finished_at: number | null }>(
      this.database.reader,
      'select max(finished_at) as finished_at from imports',
      [],
    );
    return rows[0]?.finished_at ?? null;
  }

  /** Imports, newest first; `before` is the number of the last one already seen. */
  async list(before: number | null, limit: number): Promise<readonly ImportEntry[]> {
    const query = this.database.reader('imports').select('*').orderBy('import_id', 'desc').limit(limit);
    const rows: unknown = await (before === null ? query : query.where('import_id', '<', before));
    return z.array(importRow).parse(rows).map(toEntry);
  }

  /** One import, or null when there is none of that number. */
  async find(importId: number): Promise<ImportEntry | null> {
    const rows: unknown = await this.database.reader('imports').select('*').where({ import_id: importId });
    return z.array(importRow).parse(rows).map(toEntry)[0] ?? null;
  }
}

function toEntry(row: z.infer<typeof importRow>): ImportEntry {
  return {
    importId: row.import_id,
    kind: row.kind,
    fileName: row.file_name,
    contentSha256: row.content_sha256,
    takenAt: row.taken_at,
    recordedAt: row.recorded_at,
    finishedAt: row.finished_at,
    read: row.rows_read,
    created: row.rows_created,
    updated: row.rows_updated,
    unchanged: row.rows_unchanged,
    counterparts: row.rows_counterparts,
    leftOut: row.rows_left_out,
    rejected: row.rows_rejected,
  };
}
