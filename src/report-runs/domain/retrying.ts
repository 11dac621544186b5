import { backOff } from '../../kernel/back-off.js';
import { DomainError, type ErrorCode } from '../../kernel/errors.js';
import type { RunProblem } from './report-run.js';

/** Milliseconds before the second attempt; doubled for each later one. */
const FIRST_PAUSE_MS = 30_000;
/** Milliseconds between two attempts at most. */
export const LONGEST_PAUSE_MS = 30 * 60_000;

/** Milliseconds from a failed attempt, the first being 1, to the next. */
export function pauseAfter(attempt: number): number {
  return backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
}

/** Failures that stay the same until a person does something. */
const LASTING: readonly ErrorCode[] = [
  'not-found',
  'invalid-input',
  'invalid-file',
  'invalid-rules',
  'invalid-configuration',
  'cancelled',
];

/** Whether making a report may come to another end when it is tried again. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof DomainError && LASTING.includes(error.code));
}

/** A failure as it is kept with the run. */
export function problemOf(error: unknown): RunProblem {
  if (error instanceof DomainError) return { message: error.message, problems: error.problems };
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: 'The report could not be made.',
    problems: [
      {
        message,
        remedy: 'The log of the service has more. Try it out with: dealproof schedule run NAME --test',
      },
    ],
  };
}
