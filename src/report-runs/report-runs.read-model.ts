import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Page } from '../kernel/page.js';
import { type KeptFile, type ReportRun, RUN_STATES, type RunState } from './domain/report-run.js';
import { type ReportRunRow, RUN_COLUMNS, toRun } from './report-run-row.js';

/** Which runs to list; all where nothing is named. */
export interface RunFilter {
  readonly savedReport?: string | undefined;
  readonly state?: RunState | undefined;
}

interface FileRow {
  readonly name: string;
  readonly format: string;
  readonly path: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads the ledger of runs. */
@Injectable()
export class ReportRunsReadModel {
  constructor(private readonly database: Database) {}

  /** Runs, the newest first; `before` is the number of the last one of the page before. */
  async list(filter: RunFilter, before: number | null, limit: number): Promise<Page<ReportRun>> {
    const conditions: readonly (readonly [string, string | number | null | undefined])[] = [
      ['saved_report = ?', filter.savedReport],
      ['state = ?', filter.state],
      ['run_id < ?', before],
    ];
    const told = conditions.flatMap(([sql, value]) =>
      value === undefined || value === null ? [] : [[sql, value] as const],
    );
    const where = told.length === 0 ? '' : `where ${told.map(([sql]) => sql).join(' and ')}`;
    const rows = await this.database.rows<ReportRunRow>(
      this.database.reader,
      `select ${RUN_COLUMNS} from report_runs ${where} order by run_id desc limit ?`,
      [...told.map(([, value]) => value), limit + 1],
    );
    const items = rows.slice(0, limit).map(toRun);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last !== undefined ? String(last.runId) : null };
  }

  /** The run of a number, or null. */
  async find(runId: number): Promise<ReportRun | null> {
    const rows = await this.database.rows<ReportRunRow>(
      this.database.reader,
      `select ${RUN_COLUMNS} from report_runs where run_id = ?`,
      [runId],
    );
    return rows[0] === undefined ? null : toRun(rows[0]);
  }

  /** The files of a run, by name; manifests are beside their reports. */
  async files(runId: number): Promise<readonly KeptFile[]> {
    const rows = await this.database.rows<FileRow>(
      this.database.reader,
      'select name, format, path, media_type, bytes, sha256 from report_run_files where run_id = ? order by name',
      [runId],
    );
    return rows.map(({ media_type, ...file }) => ({ ...file, mediaType: media_type }));
  }

  /** The last run of a saved report that was begun, try-outs aside; null where there is none. */
  async lastBegun(savedReport: string): Promise<ReportRun | null> {
    const rows = await this.database.rows<ReportRunRow>(
      this.database.reader,
      `select ${RUN_COLUMNS} from report_runs where saved_report = ? and attempt > 0 and cause <> 'test'
        order by run_id desc limit 1`,
      [savedReport],
    );
    return rows[0] === undefined ? null : toRun(rows[0]);
  }

  /** Epoch ms of the oldest slot whose run waits or is being made; null where there is none. */
  async oldestWaitingSlot(): Promise<number | null> {
    const rows = await this.database.rows<{ readonly slot: number | string | null }>(
      this.database.reader,
      "select min(slot) as slot from report_runs where state in ('queued', 'running')",
      [],
    );
    const slot = rows[0]?.slot ?? null;
    return slot === null ? null : Number(slot);
  }

  /** How many runs there are of each state. */
  async countByState(): Promise<ReadonlyMap<RunState, number>> {
    const rows = await this.database.rows<{ readonly state: string; readonly n: number }>(
      this.database.reader,
      'select state, count(*) as n from report_runs group by state',
      [],
    );
    const counts = new Map(rows.map(({ state, n }) => [state, Number(n)]));
    return new Map(RUN_STATES.map((state) => [state, counts.get(state) ?? 0]));
  }
}
