import type { SolutionOnDeal } from './deal-grouping.js';
import type { ReportedDeal } from './reported-deal.js';

/** When files first showed a deal in each stage. */
export interface StageEntries {
  /** Epoch ms of the first file, of whatever time, that shows it in one of `SALES_STAGES`, by its place; null: none does. */
  at(place: number): number | null;
}

/** A deal as it stood at a moment. */
export interface DealThen {
  readonly deal: ReportedDeal;
  /** False where no file tells how it stood then: it is as the first file tells it that speaks of a later time. */
  readonly told: boolean;
  /** Null where they are not known, or were not asked for. */
  readonly solutions: readonly SolutionOnDeal[] | null;
  /** Epoch ms since when it was seen in its stage (`seenEntering`); null where not known, or not asked for. */
  readonly inStageSince: number | null;
  /** Null where not asked for. */
  readonly stageEntries: StageEntries | null;
}

/** A deal at the moment of a report, and at an earlier one where that was asked for. */
export interface DealThrough {
  readonly at: DealThen;
  readonly before: DealThen | null;
}
