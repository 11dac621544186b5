import { ExactSum, roundedQuotient } from './figures.js';
import { stageOf } from './stages.js';
import type { Worth } from './worth.js';
import type { WinRates } from './win-rates.js';

interface StageValue {
  readonly worth: ExactSum;
  deals: number;
}

/** The value of open deals by stage, to be weighted once all is known. Nothing is rounded before the end. */
export class WeightedValue {
  private readonly stages = new Map<number, StageValue>();
  private unknown = 0;

  /** Adds a deal at its stage. */
  add(stagePercent: number | null, worth: Worth): void {
    const stage = stageOf(stagePercent);
    if (stage === null) {
      this.unknown += 1;
      return;
    }
    const held = this.of(stage.percent);
    held.deals += 1;
    if (worth.is === 'known') held.worth.add(worth.minor);
  }

  /** Adds all that another holds. */
  addAll(other: WeightedValue): void {
    this.unknown += other.unknown;
    for (const [percent, { worth, deals }] of other.stages) {
      const held = this.of(percent);
      held.deals += deals;
      held.worth.addAll(worth);
    }
  }

  /** Deals whose stage is not known: they carry no weight. */
  get withoutStage(): number {
    return this.unknown;
  }

  /** In minor units, each deal at the percentage of its stage; null where there are deals and the stage of none is known. */
  byStage(): bigint | null {
    if (this.stages.size === 0 && this.unknown > 0) return null;
    let sum = 0n;
    for (const [percent, held] of this.stages) sum += held.worth.total * BigInt(percent);
    return roundedQuotient(sum, 100n);
  }

  /**
   * In minor units, each deal at the share of deals of its stage that were won; null where there are deals and none is
   * of a stage that has one. `without`: deals of stages without one.
   */
  byWinRate(rates: WinRates): { readonly minor: bigint | null; readonly without: number } {
    let [above, below] = [0n, 1n];
    let [without, weighed] = [0, 0];
    for (const [percent, held] of this.stages) {
      const share = rates.shareOf(percent);
      if (share === null) {
        without += held.deals;
        continue;
      }
      weighed += held.deals;
      [above, below] = [above * share.in + held.worth.total * share.of * below, below * share.in];
    }
    const unknown = weighed === 0 && without + this.unknown > 0;
    return { minor: unknown ? null : roundedQuotient(above, below), without };
  }

  private of(percent: number): StageValue {
    const known = this.stages.get(percent);
    if (known !== undefined) return known;
    const held = { worth: new ExactSum(), deals: 0 };
    this.stages.set(percent, held);
    return held;
  }
}
