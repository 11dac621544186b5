import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK } from '../config/config.module.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { DAY_MS } from '../kernel/instants.js';
import type { Page } from '../kernel/page.js';
import { LOGGER } from '../logging/logger.js';
import { DEFAULT_KEEP, type SavedReport } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { WorkService } from '../work/work.service.js';
import type { KeptFile, ReportRun, RunState } from './domain/report-run.js';
import { LEASE_MS, RunAttempt } from './run-attempt.js';
import { ReportRunsReadModel, type RunFilter } from './report-runs.read-model.js';
import { ReportRunsStore } from './report-runs.store.js';
import { RunMaker } from './run-maker.js';
import { PROCESS, savedSha256 } from './this-process.js';

/** Milliseconds between two looks at a run that waits for another of the same saved report. */
const LOOK_MS = 300;

/** The runs of saved reports: asking for them, making those that are due, and telling of them. */
@Injectable()
export class ReportRunsService {
  constructor(
    private readonly store: ReportRunsStore,
    private readonly reader: ReportRunsReadModel,
    private readonly attempts: RunAttempt,
    private readonly maker: RunMaker,
    private readonly definitions: ReportDefinitions,
    private readonly delivery: DeliveryService,
    private readonly work: WorkService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Runs, the newest first; `before` is the number of the last one of the page before. */
  async list(filter: RunFilter, before: number | null, limit: number): Promise<Page<ReportRun>> {
    return this.reader.list(filter, before, limit);
  }

  /** A run with its files. @throws DomainError `not-found` */
  async find(runId: number): Promise<{ readonly run: ReportRun; readonly files: readonly KeptFile[] }> {
    const run = await this.require(runId);
    return { run, files: await this.reader.files(runId) };
  }

  /** The last run of a saved report that was begun, try-outs aside; null where there is none. */
  async lastBegun(name: string): Promise<ReportRun | null> {
    return this.reader.lastBegun(name);
  }

  /** Epoch ms of the oldest slot whose run waits or is being made; null where there is none. */
  async oldestWaitingSlot(): Promise<number | null> {
    return this.reader.oldestWaitingSlot();
  }

  /** How many runs there are of each state. */
  async countByState(): Promise<ReadonlyMap<RunState, number>> {
    return this.reader.countByState();
  }

  /**
   * Puts a run in line, which the service makes before long, or `runNow` does.
   * @param test it is made and kept, and delivered to nobody.
   * @throws DomainError `not-found` where there is no such saved report.
   */
  async request(name: string, by: string, test: boolean): Promise<ReportRun> {
    const saved = this.definitions.findSaved(name);
    const runId = await this.store.add(
      {
        savedReport: name,
        savedVersion: saved.version,
        savedSha256: savedSha256(saved),
        trigger: test ? 'test' : 'manual',
        slot: null,
        // Whoever asked is there to see that it failed, and can ask again.
        attemptsAllowed: 1,
        askedBy: by,
        state: 'queued',
        problem: null,
      },
      this.clock(),
    );
    if (runId === null) throw new TypeError('The database gave the run no number.');
    return this.require(runId);
  }

  /**
   * Makes a run that is in line, after those of the same saved report that are being made, or waits for whoever makes
   * it.
   * @returns the run when it has ended, whether well or not.
   * @throws DomainError `cancelled` or `unavailable` when it was ended before its time; it is not made then.
   */
  async runNow(runId: number): Promise<ReportRun> {
    const { savedReport } = await this.require(runId);
    return this.work.run(workOf(runId, savedReport), async ({ signal }) => {
      for (;;) {
        await this.attempts.recoverExpired();
        const claimed = await this.claim(runId);
        if (claimed !== null) await this.attempts.make(claimed, signal, 'give-up');
        const run = await this.require(runId);
        if (run.state !== 'queued' && run.state !== 'running') return run;
        await this.waitABit(run, signal);
      }
    });
  }

  /**
   * Makes all runs that are due, one after another; to be called again and again while the service runs.
   * @returns how many it made or tried to.
   */
  async makeDue(): Promise<number> {
    await this.attempts.recoverExpired();
    for (let made = 0; ; made += 1) {
      const run = this.work.isStopping ? null : await this.claim(null);
      if (run === null) return made;
      try {
        await this.work.run(workOf(run.runId, run.savedReport), ({ signal }) =>
          this.attempts.make(run, signal, 'hand-back'),
        );
      } catch (error) {
        // What the run came to is in the ledger; the service goes on.
        this.logger.warn({ err: error, runId: run.runId }, 'The run of a report was ended before its time.');
        if (this.work.isStopping) await this.attempts.handBack(run);
      }
      await this.pruneAfter(run);
    }
  }

  /**
   * Removes files of runs that are more than saved reports keep, and that nobody is to be sent any more. Of reports
   * whose file was deleted the usual number is kept.
   */
  async prune(): Promise<void> {
    const saved = this.definitions.saved();
    for (const each of saved) await this.pruneOf(each);
    // A wrong file, or a folder that is not there for now, may stand for any report that seems to be gone.
    if (saved.length === 0 || this.definitions.problems().length > 0) return;
    const names = new Set(saved.map(({ name }) => name));
    for (const name of await this.store.withFiles()) {
      if (!names.has(name)) await this.pruneOf({ name, keep: DEFAULT_KEEP });
    }
  }

  private async pruneOf({ name, keep }: Pick<SavedReport, 'name' | 'keep'>): Promise<void> {
    const now = this.clock();
    const overdue = await this.store.overdue(name, keep.runs, now - keep.days * DAY_MS);
    const inUse = await this.delivery.runsInUse(overdue.map(String));
    for (const runId of overdue.filter((each) => !inUse.has(String(each)))) {
      await this.maker.removeRun(runId);
      await this.store.noteRemoved(runId, now);
    }
  }

  /** A file that cannot be removed keeps no other report from being made. */
  private async pruneAfter({ runId, savedReport }: ReportRun): Promise<void> {
    try {
      const saved = this.definitions.saved().find(({ name }) => name === savedReport);
      if (saved !== undefined) await this.pruneOf(saved);
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'Files that are kept no longer could not be removed.');
    }
  }

  private async claim(only: number | null): Promise<ReportRun | null> {
    const now = this.clock();
    return this.store.claim(PROCESS, now, now + LEASE_MS, only);
  }

  private async waitABit({ runId }: ReportRun, signal: AbortSignal): Promise<void> {
    try {
      await pause(LOOK_MS, undefined, { signal });
    } catch {
      const problem = { message: 'It was cancelled before it was begun.', problems: [] };
      await this.store.skip(runId, problem, this.clock());
      signal.throwIfAborted();
    }
  }

  /** @throws DomainError `not-found` */
  private async require(runId: number): Promise<ReportRun> {
    const run = await this.reader.find(runId);
    if (run !== null) return run;
    throw new DomainError('not-found', `There is no run ${runId}.`, [
      {
        value: String(runId),
        message: 'No run has this number.',
        remedy: 'List them with dealproof reports runs, or GET /api/v1/report-runs.',
      },
    ]);
  }
}

function workOf(runId: number, savedReport: string) {
  const request = `run ${runId} of ${savedReport}`;
  return { kind: 'report', fileName: savedReport, bytesTotal: null, request, idempotencyKey: null } as const;
}
