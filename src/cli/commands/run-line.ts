import { formatInstant } from '../../kernel/instants.js';
import type { ReportRun } from '../../report-runs/domain/report-run.js';

/** A run in one line, as lists show it. */
export function runLine(run: ReportRun): string {
  const { runId, savedReport, trigger, slot, askedBy, createdAt } = run;
  const cause = slot === null ? `${trigger} by ${askedBy ?? 'nobody'}` : `slot ${formatInstant(slot)}`;
  return `${runId}  ${formatInstant(createdAt)}  ${savedReport} (${cause}): ${outcomeOf(run)}`;
}

/** What came of a run so far, in words. */
export function outcomeOf(run: ReportRun): string {
  const { state, attempt, attemptsAllowed, problem, rows, bytes, startedAt, finishedAt, leaseOwner } = run;
  const why = problem === null ? '' : `: ${problem.message}`;
  switch (state) {
    case 'queued':
      return attempt === 0
        ? 'queued'
        : `to be tried again at ${formatInstant(run.nextAttemptAt)} after attempt ${attempt} of ${attemptsAllowed}${why}`;
    case 'running':
      return `running, attempt ${attempt}, by ${leaseOwner ?? 'nobody'}`;
    case 'done':
      return `done in ${Math.max((finishedAt ?? 0) - (startedAt ?? 0), 0)} ms, ${rows} rows, ${bytes} bytes`;
    case 'failed':
      return `failed after attempt ${attempt} of ${attemptsAllowed}${why}`;
    case 'skipped':
      return `skipped${why}`;
  }
}
