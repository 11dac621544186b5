import { noteOf } from './book-balance.js';
import type { CohortDeal } from './cohort.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf } from './figures.js';
import type { Cell, ReportTable, Row } from './report.js';
import type { StageDays } from './stage-days.js';
import { STAGES } from './stages.js';
import { countOf, WorthSum } from './worth.js';

/** A step on the way to a win: a sales stage, or the win itself. */
interface Step {
  readonly percent: number;
  readonly title: string;
}

const STEPS: readonly Step[] = STAGES.map((stage) =>
  stage.percent === 100 ? stage : { percent: stage.percent, title: `${stage.percent} % ${stage.title}` },
);

/**
 * How far the deals of a cohort came. A deal reached a step when it is known to have been in it or a later one, wherever
 * it went back to: stages may be skipped. A deal of unknown stage that is not won is left out of the steps, and said to be.
 */
export class Funnel {
  private readonly unknown = { deals: 0, value: new WorthSum() };
  /** Deals by the furthest step that they reached. */
  private readonly furthest = STEPS.map((step) => ({ step, deals: 0, value: new WorthSum() }));
  /** The same by percentage. */
  private readonly reached = new Map(this.furthest.map((entry) => [entry.step.percent, entry]));

  /** Counts a deal of the cohort. */
  add(deal: CohortDeal): void {
    // A stage of 100 % on a deal that is not won means that every stage before the win was marked.
    const { furthestStage: stage } = deal;
    const reached = deal.state === 'won' ? 100 : stage === null ? null : Math.min(stage, 80);
    const entry = (reached === null ? undefined : this.reached.get(reached)) ?? this.unknown;
    entry.deals += 1;
    entry.value.add(deal.worth);
  }

  /** The steps as a table: each with the step before it as denominator. */
  table(days: StageDays, display: DisplayCurrency): ReportTable {
    return {
      name: 'steps',
      title: 'From created to won',
      columns: [
        { key: 'step', title: 'Step', type: 'text' },
        { key: 'deals', title: 'Deals that reached it or a later step', type: 'integer' },
        display.column('value', 'Value'),
        { key: 'from_previous_of', title: 'Of (deals at the step before)', type: 'integer' },
        { key: 'from_previous', title: 'Rate from the step before', type: 'percent' },
        { key: 'from_created_of', title: 'Of (deals with known stage)', type: 'integer' },
        { key: 'from_created', title: 'Rate from created', type: 'percent' },
        { key: 'days_deals', title: 'Deals with known days', type: 'integer' },
        { key: 'days_from_previous_median', title: 'Days from the step before, median', type: 'integer' },
        { key: 'days_from_previous_p90', title: 'Days from the step before, p90', type: 'integer' },
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: this.rows(days),
      totals: null,
      additive: false,
    };
  }

  private rows(stageDays: StageDays): Row[] {
    const value = WorthSum.of([this.unknown.value, ...this.furthest.map((entry) => entry.value)]);
    const known = this.furthest.reduce((deals, entry) => deals + entry.deals, 0);
    const { deals: unknown } = this.unknown;
    let previous = known;
    const unknownNote =
      unknown === 0 ? null : `${countOf(unknown, 'deal')} of unknown stage not in the steps below`;
    const rows: Cell[][] = [
      [
        'Created',
        known + unknown,
        value.minor,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        noteOf(value.note('deal'), unknownNote),
      ],
    ];
    for (const [place, { step }] of this.furthest.entries()) {
      const beyond = this.furthest.slice(place);
      const deals = beyond.reduce((sum, entry) => sum + entry.deals, 0);
      const reached = WorthSum.of(beyond.map((entry) => entry.value));
      const rate = ratioOf(deals, previous);
      const empty = rate === null ? 'no rate: no deal reached the step before' : null;
      const days = stageDays.to(step.percent);
      const daysFrom =
        step.percent === 10 ? [null, null, null] : [days.count, days.percentile(50), days.percentile(90)];
      const cells = [previous, rate, known, ratioOf(deals, known), ...daysFrom];
      rows.push([step.title, deals, reached.minor, ...cells, noteOf(reached.note('deal'), empty)]);
      previous = deals;
    }
    return rows;
  }
}
