import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { type ReportRun, RUN_STATES, RUN_TRIGGERS } from './domain/report-run.js';
import { runProblemSchema } from './report-run-row.js';

const instantOrNone = z.iso.datetime().nullable();

/** A run of a saved report as it is answered. */
export const reportRunSchema = z.object({
  runId: z.int(),
  savedReport: z.string(),
  savedVersion: z.string(),
  trigger: z.enum(RUN_TRIGGERS),
  slot: instantOrNone.describe('The time of the schedule that it is for; null where somebody asked for it.'),
  state: z.enum(RUN_STATES),
  attempt: z.int().describe('How often it was begun.'),
  attemptsAllowed: z.int(),
  nextAttemptAt: instantOrNone.describe('Null unless it waits.'),
  madeBy: z.string().nullable().describe('The machine and process that make it now.'),
  askedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: instantOrNone.describe('Of the last attempt.'),
  finishedAt: instantOrNone,
  durationMs: z.int().nullable().describe('Of the last attempt, once it has ended.'),
  rows: z.int().nullable().describe('Of the main table.'),
  bytes: z.int().nullable().describe('Of all its reports.'),
  contentSha256: z
    .string()
    .nullable()
    .describe('Of what the report says, the moment it was made aside: the same where nothing has changed.'),
  problem: runProblemSchema.nullable().describe('Why it failed last, or is not made, and what to do.'),
  filesRemovedAt: instantOrNone.describe('When its files were removed, as its report keeps so many.'),
});

/** A run as API and command line give it. */
export function toRunResponse(run: ReportRun): z.infer<typeof reportRunSchema> {
  const { runId, savedReport, savedVersion, trigger, state, attempt, attemptsAllowed, askedBy } = run;
  const { startedAt, finishedAt, rows, bytes, contentSha256, problem } = run;
  const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at));
  return {
    runId,
    savedReport,
    savedVersion,
    trigger,
    slot: instant(run.slot),
    state,
    attempt,
    attemptsAllowed,
    nextAttemptAt: state === 'queued' ? formatInstant(run.nextAttemptAt) : null,
    madeBy: run.leaseOwner,
    askedBy,
    createdAt: formatInstant(run.createdAt),
    startedAt: instant(startedAt),
    finishedAt: instant(finishedAt),
    durationMs: startedAt === null || finishedAt === null ? null : Math.max(finishedAt - startedAt, 0),
    rows,
    bytes,
    contentSha256,
    problem: problem === null ? null : runProblemSchema.parse(problem),
    filesRemovedAt: instant(run.filesRemovedAt),
  };
}
