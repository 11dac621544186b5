import type { Seal } from '../../eligibility/domain/seal.js';
import type { KeptSealFinding } from './check-seal.js';
import type { Difference } from './derivation.js';

/** What a problem is about, in the order in which problems are told. */
export const PROBLEM_KINDS = ['seal', 'rules', 'decision', 'verdict', 'deal'] as const;

/** One thing that is wrong with the decision log or what it rests on: what, where, and in words. */
export interface LogProblem {
  /**
   * A seal, a rule set or text of rules that is not as it was recorded, a decision that does not come out, a current
   * verdict that does not stand in the log, or a deal that is not what files told of it.
   */
  readonly kind: (typeof PROBLEM_KINDS)[number];
  /** The seal it is at or under; null where it is under none. */
  readonly sealId: number | null;
  /** The decision it concerns, or the deal alone; null where it concerns neither. */
  readonly dealId: string | null;
  readonly sequence: number | null;
  readonly message: string;
  /** Where a decision or deal was derived again: what came out otherwise. */
  readonly differences: readonly Difference[];
}

/** What checking the decision log came to. */
export interface Verification {
  /** Whether nothing at all is wrong. */
  readonly intact: boolean;
  readonly seals: number;
  readonly decisions: number;
  /** Decisions that come out, derived again from what was known then, as they are recorded. */
  readonly reproduced: number;
  readonly problemCount: number;
  /** The first problems of each kind, in the order of the log. */
  readonly problems: readonly LogProblem[];
  readonly lastSeal: Seal | null;
  /** How the log stands to the seal that was kept of it; null when none was given. */
  readonly keptSeal: KeptSealFinding | null;
}

/** Problems of a kind that are told one by one; any more are counted only, so that a ruined log needs no memory. */
const TOLD = 20;

/** Counts what a verification finds. */
export class Findings {
  seals = 0;
  decisions = 0;
  reproduced = 0;
  lastSeal: Seal | null = null;
  keptSeal: KeptSealFinding | null = null;
  private problemCount = 0;
  private readonly problems: LogProblem[] = [];

  /** Notes what is wrong. */
  add(problem: Pick<LogProblem, 'kind' | 'sealId' | 'message'> & Partial<LogProblem>): void {
    this.problemCount += 1;
    if (this.problems.filter(({ kind }) => kind === problem.kind).length >= TOLD) return;
    this.problems.push({ dealId: null, sequence: null, differences: [], ...problem });
  }

  /** What was found, once everything was looked at. */
  verification(): Verification {
    const { seals, decisions, reproduced, problemCount, lastSeal, keptSeal } = this;
    const problems = PROBLEM_KINDS.flatMap((kind) =>
      this.problems.filter((problem) => problem.kind === kind),
    );
    const intact = problemCount === 0;
    return { intact, seals, decisions, reproduced, problemCount, problems, lastSeal, keptSeal };
  }
}
