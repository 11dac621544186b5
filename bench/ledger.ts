import { DomainError, formatProblem } from '../src/kernel/errors.js';
import type { Measure } from './book-steps.js';
import { type Failure, type Result, type Run, withRatios } from './results.js';

/** Characters kept of what a failed step said, from its end: some drivers begin with the whole statement. */
const LONGEST_MESSAGE = 2000;

/** Keeps what was measured of one size, and what failed. */
export class Ledger {
  private readonly results: Result[] = [];
  private readonly failures: Failure[] = [];
  /** Failures that were told already: what needs a failed step fails by the same. */
  private readonly told = new Map<unknown, string>();

  /** @param onProgress is given what there is after each step. */
  constructor(
    private readonly deals: number,
    private readonly onProgress: (run: Run) => Promise<void>,
  ) {}

  /** Measures a step and keeps what came of it, or that it failed; then it throws. */
  readonly measure: Measure = async (name, work) => {
    console.error(`${name} …`);
    try {
      const result = await work(name);
      this.results.push(result);
      console.error(`  ${result.seconds.toFixed(2)} s`);
      await this.onProgress(this.run());
      return result;
    } catch (error) {
      await this.failed(name, error);
      throw error;
    }
  };

  /** Keeps that a step failed; of one that is known already, nothing. */
  async failed(name: string, error: unknown): Promise<void> {
    if (this.failures.some((one) => one.name === name)) return;
    const cause = this.told.get(error);
    const message = cause === undefined ? messageOf(error) : `It needs ${cause}, which failed.`;
    this.told.set(error, cause ?? name);
    this.failures.push({ name, message });
    console.error(`  ${name} failed: ${message}`);
    await this.onProgress(this.run());
  }

  /** What there is so far. */
  run(): Run {
    return { deals: this.deals, results: withRatios(this.results), failures: this.failures };
  }
}

/** What to say of an error, its problems included. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const problems = error instanceof DomainError ? error.problems.map(formatProblem) : [];
  return [error.message, ...problems].join('\n').slice(-LONGEST_MESSAGE);
}
