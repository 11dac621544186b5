import { noteOf } from './book-balance.js';
import type { DisplayCurrency } from './display-currency.js';
import { Histogram } from './figures.js';
import type { Cell, Column } from './report.js';
import type { ReportedDeal } from './reported-deal.js';
import { countOf, type Worth, WorthSum } from './worth.js';
import { WeightedValue } from './weighted-value.js';
import type { WinRates } from './win-rates.js';

/** What is measured of a group of open deals. */
export function openMeasures(display: DisplayCurrency): readonly Column[] {
  return [
    { key: 'deals', title: 'Open deals', type: 'integer' },
    display.column('value', 'Value'),
    display.column('weighted', 'Weighted value'),
    display.column('observed_weighted', 'Weighted by observed win rate'),
    { key: 'unconverted_deals', title: 'Unconverted deals', type: 'integer' },
    { key: 'deals_without_value', title: 'Deals without value', type: 'integer' },
    { key: 'inferred_deals', title: 'Deals told by inference', type: 'integer' },
    { key: 'age_deals', title: 'Deals with known age', type: 'integer' },
    { key: 'age_days_median', title: 'Days since creation, median', type: 'integer' },
    { key: 'age_days_p90', title: 'Days since creation, p90', type: 'integer' },
    { key: 'stage_age_deals', title: 'Deals with known time in stage', type: 'integer' },
    { key: 'stage_days_median', title: 'Days in stage, median', type: 'integer' },
    { key: 'stage_days_p90', title: 'Days in stage, p90', type: 'integer' },
    { key: 'overdue_deals', title: 'Overdue deals', type: 'integer' },
    display.column('overdue', 'Overdue value'),
    { key: 'notes', title: 'Notes', type: 'text' },
  ];
}

/** What else is known of an open deal: calendar days, null where not known. */
export interface DealDays {
  readonly sinceCreation: number | null;
  readonly inStage: number | null;
  readonly overdue: boolean;
  /** False where no file tells how it stood at the moment. */
  readonly told: boolean;
}

/** What is summed up of one group of open deals. */
export class OpenDeals {
  private deals = 0;
  private readonly value = new WorthSum();
  private readonly weighted = new WeightedValue();
  private inferred = 0;
  private readonly age = new Histogram();
  private readonly stageAge = new Histogram();
  private overdueDeals = 0;
  private readonly overdue = new WorthSum();

  /** Counts an open deal. */
  add(deal: ReportedDeal, worth: Worth, days: DealDays): void {
    this.deals += 1;
    this.value.add(worth);
    this.weighted.add(deal.stagePercent, worth);
    if (!days.told) this.inferred += 1;
    if (days.sinceCreation !== null) this.age.add(days.sinceCreation);
    if (days.inStage !== null) this.stageAge.add(days.inStage);
    if (days.overdue) {
      this.overdueDeals += 1;
      this.overdue.add(worth);
    }
  }

  /** Cells of `openMeasures`, once every deal was added. */
  cells(rates: WinRates): Cell[] {
    const observed = this.weighted.byWinRate(rates);
    const { withoutStage } = this.weighted;
    return [
      this.deals,
      this.value.minor,
      this.weighted.byStage(),
      observed.minor,
      this.value.unconverted,
      this.value.withoutValue,
      this.inferred,
      this.age.count,
      this.age.percentile(50),
      this.age.percentile(90),
      this.stageAge.count,
      this.stageAge.percentile(50),
      this.stageAge.percentile(90),
      this.overdueDeals,
      this.overdue.minor,
      noteOf(
        this.value.note('deal'),
        withoutStage === 0 ? null : `${countOf(withoutStage, 'deal')} of unknown stage without weight`,
        observed.without === 0
          ? null
          : `${countOf(observed.without, 'deal')} without observed weight: none of the stage ended`,
        ...this.withoutDays(),
      ),
    ];
  }

  /** Why there are no days to give. */
  private withoutDays(): readonly string[] {
    if (this.deals === 0) return ['no days: no open deals'];
    return [
      ...(this.age.count === 0 ? ['no days since creation: of none is it known'] : []),
      ...(this.stageAge.count === 0 ? ['no days in stage: no file shows when one came to it'] : []),
    ];
  }
}
