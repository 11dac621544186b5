import { backOff } from '../../kernel/back-off.js';
import { HOUR_MS, MINUTE_MS } from '../../kernel/instants.js';

/** Milliseconds that a delivery waits for its next attempt at most. */
export const LONGEST_WAIT_MS = HOUR_MS;

/** How often a delivery is tried before it is given up: over a little more than four hours. */
export const MAX_ATTEMPTS = 10;

/** Milliseconds since it was noted after which a delivery that fails is given up, if it was tried `LEAST_ATTEMPTS` times. */
const TRIED_FOR_MS = 4 * HOUR_MS;
const LEAST_ATTEMPTS = 3;

/**
 * Whether a failed delivery is not tried again: it was tried often enough, or for long enough. Later runs to the same
 * recipient wait in line meanwhile. Were each of them tried as long as the first, the line to a recipient that is away
 * for days would grow without end.
 * @param ageMs milliseconds since it was noted.
 */
export function wasLastAttempt(attempt: number, ageMs: number): boolean {
  return attempt >= MAX_ATTEMPTS || (attempt >= LEAST_ATTEMPTS && ageMs > TRIED_FOR_MS);
}

/**
 * Milliseconds to wait after an attempt: a minute, then twice as long each time, an hour at most. A server that asks
 * for more time gets it, but no more than an hour.
 * @param attempt how many were made.
 */
export function waitAfter(attempt: number, retryAfterMs = 0): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(backOff(attempt, MINUTE_MS, LONGEST_WAIT_MS), retryAfterMs));
}
