import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isDuplicate } from '../database/db-errors.js';
import type { NewRun, ReportRun, RunProblem, RunResult } from './domain/report-run.js';
import { LONGEST_PAUSE_MS } from './domain/retrying.js';
import { type ReportRunRow, RUN_COLUMNS, toRun } from './report-run-row.js';

/** Writes the ledger of runs. Every change of a run that is being made asks for its fencing token. */
@Injectable()
export class ReportRunsStore {
  constructor(private readonly database: Database) {}

  /** Adds a run; null where its slot has one already. */
  async add(run: NewRun, now: number): Promise<number | null> {
    const rows = await this.written<Pick<ReportRunRow, 'run_id'>>(
      `insert into report_runs (saved_report, saved_version, saved_sha256, cause, slot, due_at, state,
         attempts_allowed, next_attempt_at, asked_by, created_at, finished_at, problem)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (saved_report, slot) do nothing returning run_id`,
      [
        run.savedReport,
        run.savedVersion,
        run.savedSha256,
        run.trigger,
        run.slot,
        run.slot ?? now,
        run.state,
        run.attemptsAllowed,
        now,
        run.askedBy,
        now,
        run.state === 'skipped' ? now : null,
        run.problem === null ? null : JSON.stringify(run.problem),
      ],
    );
    return rows[0]?.run_id ?? null;
  }

  /**
   * Takes the next run that is due, the earliest first and then by name; none of a saved report of which one is being
   * made.
   * @param only this run alone.
   * @returns null where none is due.
   */
  async claim(
    owner: string,
    now: number,
    leaseUntil: number,
    only: number | null = null,
  ): Promise<ReportRun | null> {
    for (;;) {
      const [next] = await this.read<Pick<ReportRunRow, 'run_id' | 'fence'>>(
        `select r.run_id, r.fence from report_runs r where r.state = 'queued' and (r.next_attempt_at <= ? or r.next_attempt_at > ?)
           ${only === null ? '' : 'and r.run_id = ?'}
           and not exists (select 1 from report_runs o where o.saved_report = r.saved_report and o.state = 'running')
         order by r.due_at, r.saved_report, r.run_id limit 1`,
        // Nobody is told to wait for longer: the clock has been put back since.
        [now, now + LONGEST_PAUSE_MS, ...(only === null ? [] : [only])],
      );
      if (next === undefined) return null;
      const claimed = await this.take(next, owner, now, leaseUntil);
      // Else another process was first: with this run, or with another of the same saved report.
      if (claimed !== null) return claimed;
    }
  }

  /** Prolongs the lease; false where the run has changed hands. */
  async renew({ runId, fence }: ReportRun, leaseUntil: number): Promise<boolean> {
    return this.change('set lease_until = ?', [leaseUntil], runId, fence);
  }

  /** Notes which form of the saved report is made. */
  async noteSaved({ runId, fence }: ReportRun, version: string, sha256: string): Promise<boolean> {
    return this.change('set saved_version = ?, saved_sha256 = ?', [version, sha256], runId, fence);
  }

  /** Notes that it is made, with its files; false where the run has changed hands, and nothing is noted then. */
  async finish({ runId, fence }: ReportRun, result: RunResult, now: number): Promise<boolean> {
    const { rows, bytes, contentSha256, files } = result;
    const mine = await this.change(
      `set state = 'done', finished_at = ?, row_count = ?, bytes = ?, content_sha256 = ?, problem = null,
         lease_owner = null, lease_until = null`,
      [now, rows, bytes, contentSha256],
      runId,
      fence,
    );
    if (!mine) return false;
    for (const file of files) {
      await this.database.execute(
        `insert into report_run_files (run_id, name, format, path, media_type, bytes, sha256)
         values (?, ?, ?, ?, ?, ?, ?)`,
        [runId, file.name, file.format, file.path, file.mediaType, file.bytes, file.sha256],
      );
    }
    return true;
  }

  /** Notes that it failed for good; false where the run has changed hands. */
  async fail({ runId, fence }: ReportRun, problem: RunProblem, now: number): Promise<boolean> {
    return this.change(
      `set state = 'failed', finished_at = ?, problem = ?, lease_owner = null, lease_until = null`,
      [now, JSON.stringify(problem)],
      runId,
      fence,
    );
  }

  /**
   * Puts it back in line; false where the run has changed hands.
   * @param problem why; null where nothing went wrong, and then the attempt does not count.
   */
  async requeue(
    { runId, fence }: ReportRun,
    problem: RunProblem | null,
    nextAttemptAt: number,
  ): Promise<boolean> {
    return this.change(
      `set state = 'queued', next_attempt_at = ?, attempt = attempt - ?, problem = coalesce(?, problem),
         fence = fence + 1, lease_owner = null, lease_until = null`,
      [nextAttemptAt, problem === null ? 1 : 0, problem === null ? null : JSON.stringify(problem)],
      runId,
      fence,
    );
  }

  /** Runs that are being made whose lease is up, or lasts for longer than until `latest`. */
  async withLeaseBeyond(now: number, latest: number): Promise<readonly ReportRun[]> {
    const rows = await this.read<ReportRunRow>(
      `select ${RUN_COLUMNS} from report_runs where state = 'running' and (lease_until < ? or lease_until > ?)
        order by run_id`,
      [now, latest],
    );
    return rows.map(toRun);
  }

  /** Takes a run whose lease is up from who makes it; false where that one has prolonged it, or it has changed hands. */
  async takeAway({ runId, fence }: ReportRun, now: number): Promise<boolean> {
    const rows = await this.written<Pick<ReportRunRow, 'run_id'>>(
      `update report_runs set fence = fence + 1 where run_id = ? and fence = ? and state = 'running'
         and lease_until < ? returning run_id`,
      [runId, fence, now],
    );
    return rows.length > 0;
  }

  /** Whether this attempt at a run is the one that made it. */
  async isMade({ runId, fence }: ReportRun): Promise<boolean> {
    const rows = await this.read<Pick<ReportRunRow, 'run_id'>>(
      "select run_id from report_runs where run_id = ? and fence = ? and state = 'done'",
      [runId, fence],
    );
    return rows.length > 0;
  }

  /** Scheduled runs of a saved report that were never begun, the earliest first. */
  async waiting(savedReport: string): Promise<readonly number[]> {
    const rows = await this.read<Pick<ReportRunRow, 'run_id'>>(
      `select run_id from report_runs
        where saved_report = ? and state = 'queued' and cause = 'schedule' and attempt = 0 order by due_at, run_id`,
      [savedReport],
    );
    return rows.map(({ run_id }) => run_id);
  }

  /** Scheduled runs of a saved report that wait, for the first or for another attempt. */
  async unbegun(savedReport: string): Promise<readonly number[]> {
    const rows = await this.read<Pick<ReportRunRow, 'run_id'>>(
      "select run_id from report_runs where saved_report = ? and state = 'queued' and cause = 'schedule' order by due_at, run_id",
      [savedReport],
    );
    return rows.map(({ run_id }) => run_id);
  }

  /** Whether a scheduled run of a saved report waits, is to be tried again, or is being made. */
  async underWay(savedReport: string): Promise<boolean> {
    const rows = await this.read<Pick<ReportRunRow, 'run_id'>>(
      `select run_id from report_runs where saved_report = ? and state = 'queued' and cause = 'schedule'
       union all
       select run_id from report_runs where saved_report = ? and state = 'running' and cause = 'schedule' limit 1`,
      [savedReport, savedReport],
    );
    return rows.length > 0;
  }

  /** Notes that a run that waits is not made; false where it does not wait any more. */
  async skip(runId: number, problem: RunProblem, now: number): Promise<boolean> {
    const rows = await this.written<Pick<ReportRunRow, 'run_id'>>(
      `update report_runs set state = 'skipped', finished_at = ?, problem = ?, fence = fence + 1
        where run_id = ? and state = 'queued' returning run_id`,
      [now, JSON.stringify(problem), runId],
    );
    return rows.length > 0;
  }

  /** Runs of a saved report whose files are more than it keeps: beyond so many runs, or finished before a moment. */
  async overdue(savedReport: string, runs: number, finishedBefore: number): Promise<readonly number[]> {
    const rows = await this.read<Pick<ReportRunRow, 'run_id'>>(
      `select run_id from (
         select run_id, finished_at, row_number() over (order by run_id desc) as place from report_runs
          where saved_report = ? and state = 'done' and files_removed_at is null) kept
        where place > ? or finished_at < ? order by run_id`,
      [savedReport, runs, finishedBefore],
    );
    return rows.map(({ run_id }) => run_id);
  }

  /** The saved reports that some files are kept of, by name; also those that there are no more. */
  async withFiles(): Promise<readonly string[]> {
    const rows = await this.read<Pick<ReportRunRow, 'saved_report'>>(
      `select distinct saved_report from report_runs where state = 'done' and files_removed_at is null
        order by saved_report`,
      [],
    );
    return rows.map(({ saved_report }) => saved_report);
  }

  /** Notes that the files of a run are removed. */
  async noteRemoved(runId: number, now: number): Promise<void> {
    await this.database.execute('update report_runs set files_removed_at = ? where run_id = ?', [now, runId]);
  }

  private async take(
    { run_id, fence }: Pick<ReportRunRow, 'run_id' | 'fence'>,
    owner: string,
    now: number,
    leaseUntil: number,
  ): Promise<ReportRun | null> {
    try {
      const rows = await this.written<ReportRunRow>(
        `update report_runs set state = 'running', attempt = attempt + 1, fence = fence + 1, lease_owner = ?,
           lease_until = ?, started_at = ?, finished_at = null
          where run_id = ? and fence = ? and state = 'queued' returning ${RUN_COLUMNS}`,
        [owner, leaseUntil, now, run_id, fence],
      );
      return rows[0] === undefined ? null : toRun(rows[0]);
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  }

  private async change(
    set: string,
    values: readonly (string | number | null)[],
    runId: number,
    fence: number,
  ): Promise<boolean> {
    const rows = await this.written<Pick<ReportRunRow, 'run_id'>>(
      `update report_runs ${set} where run_id = ? and fence = ? and state = 'running' returning run_id`,
      [...values, runId, fence],
    );
    return rows.length > 0;
  }

  private async written<Row>(sql: string, bindings: readonly (string | number | null)[]): Promise<Row[]> {
    return this.database.rows<Row>(this.database.writer, sql, bindings);
  }

  /** Beside the writer, which an import may have for long, unless a transaction is open. */
  private async read<Row>(sql: string, bindings: readonly (string | number | null)[]): Promise<Row[]> {
    return this.database.rows<Row>(this.database.reader, sql, bindings);
  }
}
