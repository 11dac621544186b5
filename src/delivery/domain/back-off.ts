import { backOff } from '../../kernel/back-off.js';
import { HOUR_MS, MINUTE_MS } from '../../kernel/instants.js';

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
  return Math.min(LONGEST_WAIT_MS, Math.max(backOff(attempt, MINUTE_MS, LONGEST_WAIT_MS), retryAfterMs));
}
