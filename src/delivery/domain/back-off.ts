import { HOUR_MS } from '../../kernel/instants.js';

const MINUTE_MS = 60_000;

/** Milliseconds that a delivery waits for its next attempt at most. */
export const LONGEST_WAIT_MS = HOUR_MS;

/** How often a delivery is tried before it is given up: over a little more than four hours. */
export const MAX_ATTEMPTS = 10;

/**
 * Milliseconds to wait after an attempt: a minute, then twice as long each time, an hour at most. A server that asks
 * for more time gets it, but no more than an hour.
 * @param attempt how many were made.
 */
export function waitAfter(attempt: number, retryAfterMs = 0): number {
  const own = MINUTE_MS * 2 ** Math.min(attempt - 1, 10);
  return Math.min(LONGEST_WAIT_MS, Math.max(own, retryAfterMs));
}
