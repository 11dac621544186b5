import { compareText } from '../../kernel/text.js';
import type { Incentive } from '../../policies/domain/vocabulary.js';

/** A solution of the catalogue. */
export interface CataloguedSolution {
  readonly solutionId: string;
  readonly name: string;
  readonly kind: 'own' | 'microsoft' | 'third-party' | 'assessment';
}

/** An incentive that a solution had over half-open days (`YYYY-MM-DD`; null is without bound). */
export interface SolutionIncentive {
  readonly solutionId: string;
  readonly incentive: Incentive;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** The solutions that are known, and which incentives they had when. */
export class SolutionCatalogue {
  private readonly solutions = new Map<string, CataloguedSolution>();
  private readonly incentives = new Map<string, SolutionIncentive[]>();

  constructor(solutions: readonly CataloguedSolution[], incentives: readonly SolutionIncentive[]) {
    for (const solution of solutions) this.solutions.set(solution.solutionId, solution);
    for (const incentive of incentives) {
      const held = this.incentives.get(incentive.solutionId) ?? [];
      this.incentives.set(incentive.solutionId, [...held, incentive]);
    }
  }

  /** The solution, or null when it is not in the catalogue. */
  find(solutionId: string): CataloguedSolution | null {
    return this.solutions.get(solutionId) ?? null;
  }

  /** The ids of all solutions, sorted. */
  ids(): readonly string[] {
    return [...this.solutions.keys()].toSorted(compareText);
  }

  /** The incentives a solution had on a day, sorted; null when it is not in the catalogue, which is not the same as none. */
  incentivesOn(solutionId: string, day: string): readonly Incentive[] | null {
    if (!this.solutions.has(solutionId)) return null;
    const held = (this.incentives.get(solutionId) ?? []).filter(
      ({ validFrom, validUntil }) =>
        (validFrom === null || validFrom <= day) && (validUntil === null || day < validUntil),
    );
    return [...new Set(held.map(({ incentive }) => incentive))].toSorted(compareText);
  }

  /** The days on which a solution's incentives begin or end; between two of them nothing changes. */
  incentiveChanges(solutionId: string): readonly string[] {
    const ends = (this.incentives.get(solutionId) ?? []).flatMap(({ validFrom, validUntil }) => [
      validFrom,
      validUntil,
    ]);
    return [...new Set(ends.filter((day) => day !== null))].toSorted(compareText);
  }
}
