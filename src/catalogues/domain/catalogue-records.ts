import type { Incentive } from '../../policies/domain/vocabulary.js';
import type { CataloguedSolution } from './solution-catalogue.js';

/** A row of a solutions file: a solution, and at most one incentive with the days it held (half-open, null unbounded). */
export interface SolutionRecord {
  readonly solutionId: string;
  readonly name: string;
  readonly kind: CataloguedSolution['kind'];
  readonly incentive: Incentive | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** A row of a customers file. Matched to deals by D-U-N-S, else by name and country. */
export interface CustomerRecord {
  readonly duns: string | null;
  readonly name: string | null;
  readonly country: string | null;
  readonly managedByMicrosoft: boolean | null;
}
