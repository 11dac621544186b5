import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import {
  type Cancellation,
  cancelledError,
  NO_PROGRESS,
  type Work,
  type WorkProgress,
  type WorkStart,
} from './domain/work.js';

/** What long work gets to run with. */
export interface WorkHandle {
  /** Aborted when the work is cancelled; to be looked at between two pieces of it. */
  readonly signal: AbortSignal;
  /** To be told how far the work is. */
  tell(progress: Partial<WorkProgress>): void;
  /** Waits for a part of the work, but no longer than until an import is cancelled whose turn has not come yet. */
  part<T>(part: Promise<T>): Promise<T>;
}

/** Milliseconds that work gets to end in when the service stops; a statement of the database has to finish first. */
const ENDING_MS = 10_000;

/** What cancelled work throws on its way out; whoever waits for the work is told more. */
class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Streams wrap the reason for which they were ended. */
function isCancelled(error: unknown): boolean {
  return error instanceof Cancelled || Object(error).cause instanceof Cancelled;
}

/** Work that runs, with what can end it. */
class Running {
  private readonly controller = new AbortController();
  private progress = NO_PROGRESS;
  private cancelled: Cancellation | null = null;
  readonly workId = randomUUID();

  constructor(
    private readonly start: WorkStart,
    private readonly startedAt: number,
    private readonly noteEnd: (end: Promise<unknown>) => void,
  ) {}

  readonly handle: WorkHandle = {
    signal: this.controller.signal,
    tell: (progress) => {
      this.progress = { ...this.progress, ...progress };
    },
    part: (part) => {
      this.noteEnd(part);
      return Promise.race([part, this.cancelledInLine()]);
    },
  };

  get work(): Work {
    const { workId, start, startedAt, progress, cancelled } = this;
    return { workId, ...start, startedAt, ...progress, cancelled };
  }

  /** The first who cancels it is who did. */
  cancel(cancellation: Cancellation): void {
    this.cancelled ??= cancellation;
    this.controller.abort(new Cancelled());
  }

  /** Rejects when the work is cancelled before its turn has come: by itself it would hear of it only then. */
  private cancelledInLine(): Promise<never> {
    const { signal } = this.controller;
    return new Promise((_resolve, reject) => {
      const inLine = (): boolean => this.start.kind === 'import' && this.progress.recordsRead === null;
      signal.addEventListener('abort', () => {
        if (inLine()) reject(new Cancelled());
      });
    });
  }
}

/** The long work of this process: what runs now, how far it is, and its end before its time. */
@Injectable()
export class WorkService implements BeforeApplicationShutdown {
  private readonly running = new Map<string, Running>();
  private readonly ends = new Set<Promise<unknown>>();
  /** Why no more work is taken; null while it is. */
  private stopping: string | null = null;

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Runs long work where it can be seen and cancelled.
   * @throws DomainError `cancelled` when it was, `unavailable` when the service is about to stop; else what `task`
   * throws.
   */
  async run<T>(start: WorkStart, task: (handle: WorkHandle) => Promise<T>): Promise<T> {
    const running = new Running(start, this.clock(), (end) => this.noteEnd(end));
    if (this.stopping !== null) throw cancelledError(running.work, this.stopping, 'unavailable');
    this.running.set(running.workId, running);
    try {
      return await running.handle.part(task(running.handle));
    } catch (error) {
      const { work } = running;
      if (work.cancelled === null || !isCancelled(error)) throw error;
      throw cancelledError(work, work.cancelled.by, this.stopping === null ? 'cancelled' : 'unavailable');
    } finally {
      this.running.delete(running.workId);
    }
  }

  /** Whether all work is being ended, since the process is. */
  get isStopping(): boolean {
    return this.stopping !== null;
  }

  /** What runs now, in the order in which it began. */
  list(): readonly Work[] {
    return [...this.running.values()].map(({ work }) => work);
  }

  /** @throws DomainError `not-found` when no such work runs here. */
  find(workId: string): Work {
    return this.require(workId).work;
  }

  /**
   * Cancels work; it ends within moments, and who waits for it is told by whom.
   * @throws DomainError `not-found` when no such work runs here.
   */
  cancel(workId: string, by: string): Work {
    const running = this.require(workId);
    running.cancel({ by, at: this.clock() });
    return running.work;
  }

  /** Cancels all work and takes no more; settles when it has ended, or has had long enough for it. */
  async stop(by: string): Promise<void> {
    this.stopping = by;
    for (const running of this.running.values()) running.cancel({ by, at: this.clock() });
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled(this.ends).finally(() => patience.abort()),
      setTimeout(ENDING_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop('the service, which is stopping');
  }

  private require(workId: string): Running {
    const running = this.running.get(workId);
    if (running !== undefined) return running;
    throw new DomainError('not-found', 'No such work runs here.', [
      {
        value: workId,
        message: 'It is done, or was cancelled, or another process does it.',
        remedy: 'GET /api/v1/work lists what this process works on.',
      },
    ]);
  }

  private noteEnd(end: Promise<unknown>): void {
    this.ends.add(end);
    const forget = (): void => {
      this.ends.delete(end);
    };
    end.then(forget, forget);
  }
}
