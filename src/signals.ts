import { constants } from 'node:os';

/** The signals by which a person (Ctrl-C) or a process manager ends a process. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** Milliseconds for an orderly end. What waits for another process may wait for half an hour. */
const GIVE_UP_MS = 20_000;

/** The exit code of a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOf(signal: EndSignal): number {
  return 128 + constants.signals[signal];
}

/**
 * Calls `end` at the first signal. The second one ends the process at once, as does time: the book stays whole, since
 * nothing of an open transaction is kept. Call what this returns to heed signals no more.
 */
export function onFirstSignal(end: (signal: EndSignal) => void): () => void {
  let told = false;
  const heed = (signal: EndSignal): void => {
    const giveUp = (): never => process.exit(exitCodeOf(signal));
    if (told) giveUp();
    told = true;
    setTimeout(giveUp, GIVE_UP_MS).unref();
    end(signal);
  };
  process.on('SIGINT', heed);
  process.on('SIGTERM', heed);
  return () => {
    // Once told the process ends, and a second signal must find somebody who heeds it.
    if (told) return;
    process.off('SIGINT', heed);
    process.off('SIGTERM', heed);
  };
}
