import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError, formatError } from '../kernel/errors.js';
import { LOGGER } from '../logging/logger.js';
import { requireOwnerMay } from '../reports/domain/owner-rights.js';
import type { SavedReport } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { WorkService } from '../work/work.service.js';
import type { ReportRun, RunProblem } from './domain/report-run.js';
import { mayPass, pauseAfter, problemOf } from './domain/retrying.js';
import { ReportRunsStore } from './report-runs.store.js';
import { MANIFEST, type MadeReport, RunMaker } from './run-maker.js';
import { savedSha256 } from './this-process.js';

/** Milliseconds without a sign of life after which a run is taken from who makes it. */
export const LEASE_MS = 120_000;
/** Milliseconds between two signs of life. */
export const RENEW_MS = 20_000;
/** So far the clocks of several machines may differ. */
const CLOCKS_DIFFER_MS = 60_000;

/** What becomes of a run whose process is told to end: others make it, or nobody does. */
type WhenStopped = 'hand-back' | 'give-up';

/** Says that a run is another process's by now, so that nothing may be noted of it here. */
class LostRun extends Error {
  override readonly name = 'LostRun';
}

/** One attempt to make a run that was claimed, and what comes of it. */
@Injectable()
export class RunAttempt {
  constructor(
    private readonly store: ReportRunsStore,
    private readonly maker: RunMaker,
    private readonly definitions: ReportDefinitions,
    private readonly delivery: DeliveryService,
    private readonly database: Database,
    private readonly work: WorkService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Makes a claimed run and notes what came of it, good or bad. Never rejects but with the reason of the signal.
   * @param signal ends it before its time.
   */
  async make(run: ReportRun, signal: AbortSignal, whenStopped: WhenStopped): Promise<void> {
    const lost = new AbortController();
    const renewing = setInterval(() => void this.renew(run, lost), RENEW_MS);
    try {
      const end = AbortSignal.any([signal, lost.signal]);
      // A statement of the database ends when it likes; nobody waits for it, since it can note nothing any more.
      await Promise.race([this.makeAndFinish(run, end), aborted(end)]);
    } catch (error) {
      await this.noteEnd(run, lost.signal.aborted ? lost.signal.reason : error, signal, whenStopped);
      signal.throwIfAborted();
    } finally {
      clearInterval(renewing);
    }
  }

  /** Puts a run back in line at once, as if it had not been begun. */
  async handBack(run: ReportRun): Promise<void> {
    await this.store.requeue(run, null, this.clock());
  }

  /** Puts runs in line again, or gives those up whose attempts are used up, that nobody is at any more. */
  async recoverExpired(): Promise<void> {
    const now = this.clock();
    for (const run of await this.store.withLeaseBeyond(now, now + LEASE_MS + CLOCKS_DIFFER_MS)) {
      // Given before the clock was put back: who lives prolongs it, and who does not is not waited for until then.
      if ((run.leaseUntil ?? 0) > now) await this.store.renew(run, now + LEASE_MS);
      else if (await this.store.takeAway(run, now)) await this.recover({ ...run, fence: run.fence + 1 });
    }
  }

  private async recover(run: ReportRun): Promise<void> {
    const message = `The process that made it gave no sign of life for ${LEASE_MS / 60_000} minutes.`;
    const remedy =
      'It was killed, or its machine stopped. If this comes again, look whether it lacks memory.';
    const died = { message, problems: [{ value: run.leaseOwner ?? '', message: 'That was it.', remedy }] };
    await this.noteFailure(run, died, true);
  }

  private async makeAndFinish(run: ReportRun, signal: AbortSignal): Promise<void> {
    const saved = this.savedOf(run);
    const sha256 = savedSha256(saved);
    if (!(await this.store.noteSaved(run, saved.version, sha256))) throw new LostRun();
    const delivered = run.trigger !== 'test';
    requireOwnerMay(saved, this.definitions.people(), delivered);
    const made = await this.maker.make(run, saved, this.clock, signal);
    signal.throwIfAborted();
    if (savedSha256(this.savedOf(run)) !== sha256) {
      throw new DomainError('conflict', `${saved.name} was edited while this run was being made.`, [
        {
          file: `${saved.name}.json`,
          message: 'Nothing was delivered.',
          remedy: 'Run it again as it is now.',
        },
      ]);
    }
    await this.finish(run, saved, made, delivered);
    await this.tidy(run, () => this.maker.removeEarlier(run));
    this.logger.info(
      { runId: run.runId, savedReport: run.savedReport, rows: made.rows },
      'A report was made.',
    );
  }

  /** The run, its files and what is to be delivered of it are noted together, or not at all. */
  private async finish(
    run: ReportRun,
    saved: SavedReport,
    made: MadeReport,
    delivered: boolean,
  ): Promise<void> {
    const { asOf, figures, rows, contentSha256, files } = made;
    const mine = await this.database.transaction(async () => {
      if (!(await this.store.finish(run, made, this.clock()))) return false;
      if (!delivered) return true;
      const finished = {
        runId: String(run.runId),
        savedReport: saved.name,
        title: saved.title,
        asOf,
        files: files.filter(({ format }) => format !== MANIFEST),
        manifests: files.filter(({ format }) => format === MANIFEST),
        rows,
        figures,
        empty: rows === 0,
        contentSha256,
      };
      await this.delivery.enqueue(finished, saved);
      return true;
    });
    if (!mine) throw new LostRun();
  }

  /** What came of it is noted, whether there is a folder too many or not. */
  private async tidy({ runId }: ReportRun, remove: () => Promise<void>): Promise<void> {
    try {
      await remove();
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'What an attempt at a run left could not be removed.');
    }
  }

  private savedOf({ savedReport }: ReportRun): SavedReport {
    const saved = this.definitions.saved().find(({ name }) => name === savedReport);
    if (saved !== undefined) return saved;
    const message = `There is no saved report ${savedReport} any more.`;
    const remedy = `If it was not meant to go, put ${savedReport}.json back and run it again.`;
    throw new DomainError('not-found', message, [
      {
        file: `${savedReport}.json`,
        message: 'It was removed or renamed since this run was put in line.',
        remedy,
      },
    ]);
  }

  private async renew(run: ReportRun, lost: AbortController): Promise<void> {
    try {
      // In a transaction: an import may have the connection for long, and the lease counts from when it is noted.
      const mine = await this.database.transaction(() => this.store.renew(run, this.clock() + LEASE_MS));
      if (!mine) lost.abort(new LostRun());
    } catch (error) {
      // The lease lasts for some more tries; who takes the run over when it is up fences this one off.
      this.logger.warn({ err: error, runId: run.runId }, 'The lease of a run could not be prolonged.');
    }
  }

  /** Notes how an attempt failed. Where not even that can be noted the lease runs out, and the run is recovered. */
  private async noteEnd(
    run: ReportRun,
    error: unknown,
    signal: AbortSignal,
    whenStopped: WhenStopped,
  ): Promise<void> {
    const { runId } = run;
    try {
      if (error instanceof LostRun) {
        this.logger.warn({ runId }, 'A run was taken over by another process, which believed this one dead.');
      } else if (signal.aborted && this.work.isStopping && whenStopped === 'hand-back') {
        await this.handBack(run);
      } else if (signal.aborted) {
        await this.noteFailure(run, this.cancelled(run), false);
      } else {
        if (!(error instanceof DomainError)) this.logger.error({ err: error, runId }, 'A run failed.');
        await this.noteFailure(run, problemOf(error), mayPass(error));
      }
      // Where the connection broke off at the commit it may be made for all that, and its files are needed.
      if (!(await this.store.isMade(run))) await this.tidy(run, () => this.maker.removeAttempt(run));
    } catch (second) {
      this.logger.error({ err: second, runId, cause: error }, 'What became of a run could not be noted.');
    }
  }

  private async noteFailure(run: ReportRun, problem: RunProblem, mayRepeat: boolean): Promise<void> {
    const { runId, savedReport, attempt, attemptsAllowed } = run;
    const told = { runId, savedReport, attempt, attemptsAllowed, problem };
    if (mayRepeat && attempt < attemptsAllowed) {
      if (!(await this.store.requeue(run, problem, this.clock() + pauseAfter(attempt)))) return;
      this.logger.warn(told, `The run of a report failed and is tried again: ${problem.message}`);
      return;
    }
    if (!(await this.giveUp(run, problem))) return;
    this.logger.error(told, `The run of a report failed for good: ${problem.message}`);
    // Attempts whose process was killed have left something.
    await this.tidy(run, () => this.maker.removeRun(runId));
  }

  /** A notice that cannot be noted must not keep the failure from being noted. */
  private async giveUp(run: ReportRun, problem: RunProblem): Promise<boolean> {
    try {
      return await this.database.transaction(async () => {
        const mine = await this.store.fail(run, problem, this.clock());
        if (mine && run.trigger !== 'test') await this.notify(run, problem);
        return mine;
      });
    } catch (error) {
      this.logger.error(
        { err: error, runId: run.runId },
        'The owner could not be told of a run that failed.',
      );
      return this.store.fail(run, problem, this.clock());
    }
  }

  private async notify(run: ReportRun, { message, problems }: RunProblem): Promise<void> {
    const { savedReport, slot, attempt, runId } = run;
    const owner = this.definitions.saved().find(({ name }) => name === savedReport)?.owner ?? null;
    const person = this.definitions.people().find(({ name }) => name === owner);
    await this.delivery.notify({
      savedReport,
      ownerName: owner,
      ownerEmail: person?.email ?? null,
      runId: String(runId),
      slot,
      attempts: attempt,
      error: formatError(new DomainError('internal', message, problems)).join('\n'),
    });
  }

  private cancelled({ runId, savedReport }: ReportRun): RunProblem {
    const request = `run ${runId} of ${savedReport}`;
    const by = this.work.list().find((work) => work.request === request)?.cancelled?.by;
    const message = `It was cancelled${by === undefined ? '' : ` by ${by}`} while it was being made.`;
    const remedy = `Nothing was delivered. To have it after all: dealproof schedule run ${savedReport}`;
    return { message, problems: [{ message, remedy }] };
  }
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
