import { z } from 'zod';
import { type ReportRun, RUN_STATES, RUN_TRIGGERS, type RunProblem } from './domain/report-run.js';

/** A row of the ledger of runs as both databases give it. */
export interface ReportRunRow {
  readonly run_id: number;
  readonly saved_report: string;
  readonly saved_version: string;
  readonly saved_sha256: string;
  readonly cause: string;
  readonly slot: number | null;
  readonly state: string;
  readonly attempt: number;
  readonly attempts_allowed: number;
  readonly fence: number;
  readonly lease_owner: string | null;
  readonly lease_until: number | null;
  readonly next_attempt_at: number;
  readonly asked_by: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly row_count: number | null;
  readonly bytes: number | null;
  readonly content_sha256: string | null;
  readonly problem: string | null;
  readonly files_removed_at: number | null;
}

/** The columns of such a row. */
export const RUN_COLUMNS = `run_id, saved_report, saved_version, saved_sha256, cause, slot, state, attempt,
  attempts_allowed, fence, lease_owner, lease_until, next_attempt_at, asked_by, created_at, started_at, finished_at,
  row_count, bytes, content_sha256, problem, files_removed_at`;

const state = z.enum(RUN_STATES);
const trigger = z.enum(RUN_TRIGGERS);

/** What is kept of a failure, in the form that it is answered in. */
export const runProblemSchema = z.object({
  message: z.string(),
  problems: z.array(
    z.object({
      file: z.string().optional(),
      row: z.number().optional(),
      column: z.string().optional(),
      line: z.number().optional(),
      lineColumn: z.number().optional(),
      path: z.string().optional(),
      value: z.string().optional(),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});

/** The run of a row. */
export function toRun(row: ReportRunRow): ReportRun {
  return {
    runId: row.run_id,
    savedReport: row.saved_report,
    savedVersion: row.saved_version,
    savedSha256: row.saved_sha256,
    trigger: trigger.parse(row.cause),
    slot: row.slot,
    state: state.parse(row.state),
    attempt: row.attempt,
    attemptsAllowed: row.attempts_allowed,
    fence: row.fence,
    leaseOwner: row.lease_owner,
    leaseUntil: row.lease_until,
    nextAttemptAt: row.next_attempt_at,
    askedBy: row.asked_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    rows: row.row_count,
    bytes: row.bytes,
    contentSha256: row.content_sha256,
    problem: problemFrom(row.problem),
    filesRemovedAt: row.files_removed_at,
  };
}

function problemFrom(text: string | null): RunProblem | null {
  if (text === null) return null;
  const { message, problems } = runProblemSchema.parse(JSON.parse(text));
  // JSON has no properties that are undefined, which zod's optional ones may be.
  return JSON.parse(JSON.stringify({ message, problems }));
}
