import { ExactSum, roundedQuotient } from './figures.js';
import { stageOf } from './stages.js';
import type { UsdValue } from './usd.js';
import type { WinRates } from './win-rates.js';

/** The value of open deals by stage, to be weighted once all is known. Nothing is rounded before the end. */
export class WeightedValue {
  private readonly stages = new Map<number, { readonly cents: ExactSum; deals: number }>();
  private unknown = 0;

  /** Adds a deal at its stage. */
  add(stagePercent: number | null, usd: UsdValue): void {
    const stage = stageOf(stagePercent);
    if (stage === null) {
      this.unknown += 1;
      return;
    }
    const held = this.stages.get(stage.percent) ?? { cents: new ExactSum(), deals: 0 };
    held.deals += 1;
    if (usd.is === 'known') held.cents.add(usd.cents);
    this.stages.set(stage.percent, held);
  }

  /** Deals whose stage is not known: they carry no weight. */
  get withoutStage(): number {
    return this.unknown;
  }

  /** US cents, each deal at the percentage of its stage. */
  byStage(): bigint {
    let sum = 0n;
    for (const [percent, { cents }] of this.stages) sum += cents.total * BigInt(percent);
    return roundedQuotient(sum, 100n);
  }

  /** US cents, each deal at the share of deals of its stage that were won; `without`: deals of stages without one. */
  byWinRate(rates: WinRates): { readonly cents: bigint; readonly without: number } {
    let [above, below] = [0n, 1n];
    let without = 0;
    for (const [percent, { cents, deals }] of this.stages) {
      const share = rates.shareOf(percent);
      if (share === null) without += deals;
      else [above, below] = [above * share.in + cents.total * share.of * below, below * share.in];
    }
    return { cents: roundedQuotient(above, below), without };
  }
}
