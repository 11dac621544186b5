import type { Problem } from '../../kernel/errors.js';
import type { RunFile } from '../../delivery/domain/finished-run.js';

/**
 * How far a run of a saved report is: it waits to be made, also once more after a failure; it is being made; it is
 * made; it was given up; it is never made, for a reason that is told.
 */
export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'skipped'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Why there is a run: its schedule, somebody who asked for it, or somebody who tries it out, with no delivery. */
export const RUN_TRIGGERS = ['schedule', 'manual', 'test'] as const;
type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** What went wrong, or why a run is not made, as it is kept and shown. */
export interface RunProblem {
  readonly message: string;
  readonly problems: readonly Problem[];
}

/** A file of a run as it is kept; the manifests beside the reports are files too. */
export interface KeptFile extends RunFile {
  readonly format: string;
}

/** A run of a saved report. Instants are epoch ms UTC. */
export interface ReportRun {
  readonly runId: number;
  readonly savedReport: string;
  /** What the file of the saved report said when the run was begun, or when it was queued. */
  readonly savedVersion: string;
  readonly savedSha256: string;
  readonly trigger: RunTrigger;
  /** The moment of the schedule that it is for; null where somebody asked for it. */
  readonly slot: number | null;
  readonly state: RunState;
  /** How often it was begun, and how often that may be. */
  readonly attempt: number;
  readonly attemptsAllowed: number;
  /** Grows whenever it changes hands; only who has the newest may say what became of it. */
  readonly fence: number;
  /** The process that makes it, and until when that is believed to live; null while nobody does. */
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  readonly nextAttemptAt: number;
  readonly askedBy: string | null;
  readonly createdAt: number;
  /** Of the last attempt. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Of the main table. */
  readonly rows: number | null;
  /** Of all reports that it made, without their manifests. */
  readonly bytes: number | null;
  /** SHA-256 of what the report says, the moment it was made aside; hexadecimal. */
  readonly contentSha256: string | null;
  readonly problem: RunProblem | null;
  /** When its files were removed, as the saved report keeps so many; null while they are there. */
  readonly filesRemovedAt: number | null;
}

/** A run that is to be made, or noted as one that is not. */
export interface NewRun {
  readonly savedReport: string;
  readonly savedVersion: string;
  readonly savedSha256: string;
  readonly trigger: RunTrigger;
  readonly slot: number | null;
  readonly attemptsAllowed: number;
  readonly askedBy: string | null;
  readonly state: 'queued' | 'skipped';
  readonly problem: RunProblem | null;
}

/** What came of a run that was made. */
export interface RunResult {
  readonly rows: number;
  readonly bytes: number;
  readonly contentSha256: string;
  readonly files: readonly KeptFile[];
}
