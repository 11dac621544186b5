import type { INestApplicationContext } from '@nestjs/common';
import { DomainError, formatError } from '../kernel/errors.js';
import { type EndSignal, onFirstSignal } from '../signals.js';
import { WorkService } from '../work/work.service.js';
import type { CliContext } from './context.js';

const NAMES = { SIGINT: 'Ctrl-C', SIGTERM: 'SIGTERM' } as const;

/** Thrown when a signal has ended work, which was told. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(readonly signal: EndSignal) {
    super(signal);
  }
}

/**
 * Lets a signal cancel the work that `run` does, so that it can say in what state it leaves the book.
 * @throws Interrupted when it was, after saying so; else what `run` throws.
 */
export async function interruptible<T>(
  context: CliContext,
  service: INestApplicationContext,
  run: () => Promise<T>,
): Promise<T> {
  let interruptedBy: EndSignal | null = null;
  const heedNoMore = onFirstSignal((signal) => {
    interruptedBy = signal;
    context.say(`${NAMES[signal]}: ending …`);
    void service.get(WorkService).stop(NAMES[signal]);
  });
  try {
    return await run();
  } catch (error) {
    if (interruptedBy === null || !(error instanceof DomainError)) throw error;
    // At once: to close the service may take as long as a statement that waits for another process.
    for (const line of formatError(error)) context.say(line);
    throw new Interrupted(interruptedBy);
  } finally {
    heedNoMore();
  }
}
