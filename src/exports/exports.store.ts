import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { EXPORT_WAYS, type ExportEntry, type KeptExport } from './domain/export-entry.js';

const exportRow = z
  .object({
    export_id: z.int(),
    who: z.string(),
    what: z.string(),
    run_id: z.string().nullable(),
    // Written by this store.
    files: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
    row_count: z.int().nullable(),
    bytes: z.int(),
    taken_at: z.int(),
    how: z.enum(EXPORT_WAYS),
    complete: z.int(),
  })
  .transform((row): KeptExport => ({
    exportId: row.export_id,
    who: row.who,
    what: row.what,
    runId: row.run_id,
    files: row.files,
    rows: row.row_count,
    bytes: row.bytes,
    at: row.taken_at,
    how: row.how,
    complete: row.complete === 1,
  }));

/** Keeps the log of what left the book; entries are added, and never changed or removed. */
@Injectable()
export class ExportsStore {
  constructor(private readonly database: Database) {}

  /** Adds an entry, in the open transaction if there is one. */
  async add(entry: ExportEntry, at: number): Promise<void> {
    const { who, what, runId, files, rows, bytes, how, complete } = entry;
    await this.database.execute(
      `insert into exports (who, what, run_id, files, row_count, bytes, taken_at, how, complete)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [who, what, runId, JSON.stringify(files), rows, bytes, at, how, complete ? 1 : 0],
    );
  }

  /** Entries from the newest on, or from before one. */
  async list(before: number | null, limit: number): Promise<readonly KeptExport[]> {
    const { reader } = this.database;
    const query = reader('exports').select('*').orderBy('export_id', 'desc').limit(limit);
    const rows: unknown = await (before === null ? query : query.where('export_id', '<', before));
    return z.array(exportRow).parse(rows);
  }
}
