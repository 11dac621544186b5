import type { RateTable } from '../../rates/domain/rate-table.js';
import { balanceTable, noteOf } from './book-balance.js';
import { type Calendar, dayNumber } from './calendar.js';
import { Histogram, roundedQuotient } from './figures.js';
import type { Grouping, GroupKey, SolutionOnDeal } from './pipeline-grouping.js';
import type { Cell, Column, ReportContent, ReportTable, Row } from './report.js';
import { type AsOf, type ReportedDeal, standingAt } from './reported-deal.js';
import { stageOf } from './stages.js';
import { countOf, dealUsd, UsdSum, type UsdValue } from './usd.js';

const MEASURES: readonly Column[] = [
  { key: 'deals', title: 'Open deals', type: 'integer' },
  { key: 'value_usd', title: 'Value (USD)', type: 'usd' },
  { key: 'weighted_usd', title: 'Weighted value (USD)', type: 'usd' },
  { key: 'unconverted_deals', title: 'Unconverted deals', type: 'integer' },
  { key: 'deals_without_value', title: 'Deals without value', type: 'integer' },
  { key: 'age_deals', title: 'Deals with known age', type: 'integer' },
  { key: 'age_days_median', title: 'Days since creation, median', type: 'integer' },
  { key: 'age_days_p90', title: 'Days since creation, p90', type: 'integer' },
  { key: 'stage_age_deals', title: 'Deals with known time in stage', type: 'integer' },
  { key: 'stage_days_median', title: 'Days in stage, median', type: 'integer' },
  { key: 'stage_days_p90', title: 'Days in stage, p90', type: 'integer' },
  { key: 'overdue_deals', title: 'Overdue deals', type: 'integer' },
  { key: 'overdue_usd', title: 'Overdue value (USD)', type: 'usd' },
  { key: 'notes', title: 'Notes', type: 'text' },
];

/** What is summed up of one group of open deals. */
class OpenDeals {
  private deals = 0;
  private readonly value = new UsdSum();
  /** US cents times percent, so that nothing is rounded before the end. */
  private weighted = 0n;
  private unweighted = 0;
  private readonly age = new Histogram();
  private readonly stageAge = new Histogram();
  private overdueDeals = 0;
  private readonly overdue = new UsdSum();

  add(deal: ReportedDeal, usd: UsdValue, days: DealDays): void {
    this.deals += 1;
    this.value.add(usd);
    const stage = stageOf(deal.stagePercent);
    if (stage === null) this.unweighted += 1;
    else if (usd.is === 'known') this.weighted += BigInt(usd.cents) * BigInt(stage.percent);
    if (days.sinceCreation !== null) this.age.add(days.sinceCreation);
    if (days.inStage !== null) this.stageAge.add(days.inStage);
    if (days.overdue) {
      this.overdueDeals += 1;
      this.overdue.add(usd);
    }
  }

  cells(): Cell[] {
    return [
      this.deals,
      this.value.cents,
      roundedQuotient(this.weighted, 100n),
      this.value.unconverted,
      this.value.withoutValue,
      this.age.count,
      this.age.percentile(50),
      this.age.percentile(90),
      this.stageAge.count,
      this.stageAge.percentile(50),
      this.stageAge.percentile(90),
      this.overdueDeals,
      this.overdue.cents,
      noteOf(
        this.value.note('deal'),
        this.unweighted === 0 ? null : `${countOf(this.unweighted, 'deal')} of unknown stage without weight`,
      ),
    ];
  }
}

interface DealDays {
  readonly sinceCreation: number | null;
  readonly inStage: number | null;
  readonly overdue: boolean;
}

/** Adds up the open deals of the book at a moment. Give it every deal of the book once. */
export class PipelineReport {
  private readonly groups = new Map<GroupKey, OpenDeals>();
  private readonly total = new OpenDeals();
  private readonly counts = { book: 0, open: 0, closed: 0, later: 0, undatedOpen: 0, undatedClosed: 0 };

  constructor(
    private readonly grouping: Grouping,
    private readonly rates: RateTable,
    private readonly asOf: AsOf,
    private readonly calendar: Calendar,
  ) {
    for (const key of grouping.always) this.groups.set(key, new OpenDeals());
  }

  /** Counts a deal; `solutions` null when they are not known. */
  add(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): void {
    const standing = standingAt(deal, this.asOf);
    this.counts.book += 1;
    if (standing.state === 'not-created') this.counts.later += 1;
    else if (standing.state !== 'open') {
      this.counts.closed += 1;
      if (!standing.closingKnown) this.counts.undatedClosed += 1;
    } else {
      this.counts.open += 1;
      if (!standing.creationKnown) this.counts.undatedOpen += 1;
      this.addOpen(deal, solutions);
    }
  }

  /** The report, once every deal was added. */
  content(): ReportContent {
    const totals = this.total.cells();
    const labels = this.grouping.columns.map((_, index) =>
      index === this.grouping.columns.length - 1 ? 'Total' : null,
    );
    const pipeline: ReportTable = {
      name: 'pipeline',
      title: 'Open pipeline',
      columns: [...this.grouping.columns, ...MEASURES],
      rows: this.rows(),
      totals: [...labels, ...totals],
      additive: this.grouping.additive,
    };
    return {
      figures: MEASURES.flatMap((column, index) =>
        FIGURES.includes(column.key) ? [{ ...column, value: totals[index] ?? null }] : [],
      ),
      tables: [pipeline, this.balance()],
      notes: this.notes(),
    };
  }

  private addOpen(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): void {
    const usd = dealUsd(this.rates, deal, false, this.asOf.day.slice(0, 7));
    const days: DealDays = {
      sinceCreation: this.daysUntilAsOf(this.calendar.dayOf(deal.created)),
      inStage: this.daysUntilAsOf(this.enteredStage(deal)),
      overdue: deal.estimatedCloseDate !== null && deal.estimatedCloseDate < this.asOf.day,
    };
    this.total.add(deal, usd, days);
    for (const key of this.grouping.keysOf(deal, solutions)) {
      const group = this.groups.get(key) ?? new OpenDeals();
      this.groups.set(key, group);
      group.add(deal, usd, days);
    }
  }

  /** The day a deal came to its first stage; of later stages no file tells when they were entered. */
  private enteredStage(deal: ReportedDeal): string | null {
    if (deal.stagePercent !== 10) return null;
    if (deal.acceptedAt !== null && deal.acceptedAt < this.asOf.end)
      return this.calendar.dateOf(deal.acceptedAt);
    return deal.direction === 'outbound' ? this.calendar.dayOf(deal.created) : null;
  }

  private daysUntilAsOf(day: string | null): number | null {
    return day === null ? null : dayNumber(this.asOf.day) - dayNumber(day);
  }

  private rows(): Row[] {
    const known = [...this.groups].flatMap(([key, group]) => (key === null ? [] : [{ key, group }]));
    const unknown = this.groups.get(null);
    return [
      ...known
        .toSorted((a, b) => this.grouping.compare(a.key, b.key))
        .map(({ key, group }) => [...this.grouping.cellsOf(key), ...group.cells()]),
      ...(unknown === undefined ? [] : [[...this.grouping.cellsOf(null), ...unknown.cells()]]),
    ];
  }

  private balance(): ReportTable {
    const { book, open, closed, later, undatedOpen, undatedClosed } = this.counts;
    return balanceTable(
      book,
      [
        { line: 'Open at the as-of moment: in this report', deals: open },
        { line: 'Closed by then', deals: closed },
        { line: 'Created later', deals: later },
      ],
      [
        { line: 'Open, creation not known: counted as open', deals: undatedOpen },
        { line: 'Closed, moment not known: counted as closed', deals: undatedClosed },
      ],
    );
  }

  private notes(): string[] {
    return [
      'Which deals were open follows from when they were created and closed; their stage and value are as last known, also for a day in the past.',
      'Weighted value takes each deal at its stage’s percentage; a deal of unknown stage carries no weight.',
      'Open deals are converted at the rate of the as-of day’s month. What cannot be converted is counted and noted, never taken as 0.',
      'Median and p90 are by nearest rank over the deals of which the days are known; days in stage are known for the first stage (10 %) only.',
      ...(this.grouping.additive
        ? []
        : [
            'A deal counts in full under each of its solutions: the rows add up to more than the total, which counts each deal once.',
          ]),
    ];
  }
}

const FIGURES: readonly string[] = ['deals', 'value_usd', 'weighted_usd', 'overdue_deals', 'overdue_usd'];
