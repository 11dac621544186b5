import { addMonths, DAY_MS, utcMonth } from '../../kernel/instants.js';
import { balanceTable, noteOf } from './book-balance.js';
import { addDays, type Calendar, type Period } from './calendar.js';
import { Cohort, COHORT_STATES, type CohortDeal } from './cohort.js';
import { type DealFilter, LeftOut } from './deal-filter.js';
import type { Grouping } from './deal-grouping.js';
import { DealGroups } from './deal-groups.js';
import type { DealThen } from './deal-then.js';
import { ConversionGroup, conversionGroups } from './conversion-groups.js';
import { ClosedDeals, InboundDeals, ratesTable } from './conversion-rates.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf } from './figures.js';
import { Funnel } from './funnel.js';
import { type MonthsInOrder, withMonthsBetween } from './months-between.js';
import { Reasons } from './reasons.js';
import type { Cell, KeyFigure, ReportContent, ReportTable, Row } from './report.js';
import { type AsOf, closedWithin, type ReportedDeal, standingAt, type StateAt } from './reported-deal.js';
import { furthestStage, StageDays } from './stage-days.js';
import type { Worth } from './worth.js';

/** What the report is asked. */
export interface ConversionQuestion {
  /** Deals created in this period are the cohort. */
  readonly period: Period;
  readonly asOf: AsOf;
  /** Days after its end from which a cohort is old enough to be compared. */
  readonly maturityDays: number;
  readonly filter: DealFilter;
  /** Null: not grouped. */
  readonly grouping: Grouping | null;
}

/** Follows the deals created in a period. Give it every deal of the book once. */
export class ConversionReport {
  private readonly funnel = new Funnel();
  private readonly stageDays: StageDays;
  private readonly months = new Map<string, { readonly cohort: Cohort; readonly mature: boolean }>();
  /** The cohort of each day’s month, by the day’s number. */
  private readonly days = new Map<number, Cohort>();
  private readonly closed = new ClosedDeals();
  private readonly inbound = new InboundDeals();
  private readonly reasons = new Reasons();
  private readonly leftOut: LeftOut;
  private readonly groups: DealGroups<ConversionGroup> | null;
  private readonly counts = { book: 0, outside: 0, later: 0, undated: 0, undatedClosed: 0, inferred: 0 };
  /** Of the as-of day (`YYYY-MM`): open deals are converted at its rate. */
  private readonly month: string;

  constructor(
    private readonly display: DisplayCurrency,
    private readonly question: ConversionQuestion,
    private readonly calendar: Calendar,
  ) {
    this.month = question.asOf.day.slice(0, 7);
    this.leftOut = new LeftOut(question.filter);
    this.stageDays = new StageDays(question.asOf, calendar);
    const { grouping } = question;
    this.groups = grouping === null ? null : new DealGroups(grouping, () => new ConversionGroup());
  }

  /** Counts a deal. */
  add(then: DealThen): void {
    const { deal, told, solutions } = then;
    const { asOf, period } = this.question;
    this.counts.book += 1;
    if (!this.leftOut.admits(deal, solutions)) return;
    const { state, closingKnown } = standingAt(deal, asOf);
    if (state === 'not-created') {
      this.counts.later += 1;
      return;
    }
    const worth = this.display.dealWorth(deal, state !== 'open', this.month);
    if (state !== 'open') this.addClosed(then, state, worth);
    const created = this.calendar.dayNumberOf(deal.created);
    const within = this.calendar.within(deal.created, period);
    if (created === null || within === null) this.counts.undated += 1;
    else if (!within) this.counts.outside += 1;
    else {
      if (!closingKnown) this.counts.undatedClosed += 1;
      if (!told) this.counts.inferred += 1;
      const daysToWon = this.daysToWon(created, deal, state);
      const followed = { state, worth, furthestStage: furthestStage(then, asOf), daysToWon };
      this.cohortOf(created).add(followed);
      this.funnel.add(followed);
      this.addToGroups(then, followed, created);
      this.stageDays.add(then, state);
      this.inbound.add(deal, state, asOf.end);
      this.reasons.add(state, deal.statusReason, worth);
    }
  }

  /** The report, once every deal was added. */
  content(): ReportContent {
    const cohort = Cohort.of([...this.months.values()].map((month) => month.cohort));
    const inOrder = withMonthsBetween(this.months.keys());
    return {
      figures: figuresOf(cohort),
      tables: [
        ...this.groupTables(cohort),
        this.funnel.table(this.stageDays, this.display),
        ratesTable(cohort, this.closed, this.inbound, this.display),
        outcomes(cohort, this.display),
        this.cohortMonths(inOrder),
        this.reasons.table(this.display),
        this.balance(cohort),
      ],
      notes: this.notes(inOrder),
    };
  }

  private cohortOf(created: number): Cohort {
    const known = this.days.get(created);
    if (known !== undefined) return known;
    const { cohort } = this.monthOf(utcMonth(created * DAY_MS));
    this.days.set(created, cohort);
    return cohort;
  }

  /** What the groups come to is the cohort and the closed deals of the report. */
  private groupTables(cohort: Cohort): readonly [] | readonly [ReportTable] {
    if (this.groups === null) return [];
    const immature = [...this.months.values()].filter(({ mature }) => !mature);
    const deals = immature.reduce((sum, month) => sum + month.cohort.size, 0);
    return [conversionGroups(this.groups, new ConversionGroup(cohort, this.closed, deals), this.display)];
  }

  private addClosed({ deal, solutions }: DealThen, state: StateAt, worth: Worth): void {
    const within = closedWithin(deal, this.question.period, this.calendar);
    this.closed.add(state, worth, within);
    // A deal that closed outside the period makes no group.
    if (this.groups === null || within === false || (state !== 'won' && state !== 'lost')) return;
    for (const { closed } of this.groups.of(deal, solutions)) closed.add(state, worth, within);
  }

  private addToGroups({ deal, solutions }: DealThen, followed: CohortDeal, created: number): void {
    if (this.groups === null) return;
    const { mature } = this.monthOf(utcMonth(created * DAY_MS));
    for (const group of this.groups.of(deal, solutions)) group.add(followed, mature);
  }

  private daysToWon(created: number, deal: ReportedDeal, state: StateAt): number | null {
    if (state !== 'won') return null;
    const won = this.calendar.dayNumberOf(deal.closed);
    return won === null ? null : won - created;
  }

  private cohortMonths(inOrder: MonthsInOrder): ReportTable {
    // The months that are old enough to be compared, together.
    const mature = Cohort.of(
      [...this.months.values()].flatMap((month) => (month.mature ? [month.cohort] : [])),
    );
    return {
      name: 'months',
      title: 'Cohorts by month of creation',
      columns: [
        { key: 'month', title: 'Created in', type: 'text' },
        { key: 'maturity', title: 'Maturity', type: 'text' },
        { key: 'created', title: 'Created', type: 'integer' },
        ...COHORT_STATES.map((state) => ({ key: state, title: capital(state), type: 'integer' }) as const),
        { key: 'created_win_rate', title: 'Created win rate', type: 'percent' },
        { key: 'days_to_won_median', title: 'Days to won, median', type: 'integer' },
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: inOrder.months.map((month) => this.monthRow(month)),
      totals: [
        'Mature cohorts',
        'mature',
        mature.size,
        ...COHORT_STATES.map((state) => mature.countOf(state)),
        mature.winRate,
        mature.daysToWon.percentile(50),
        noteOf(mature.winRate === null ? 'no rate: no deals in mature cohorts' : null, noDays(mature)),
      ],
      additive: false,
    };
  }

  private monthRow(month: string): Row {
    const { cohort, mature } = this.monthOf(month);
    const states: Cell[] = COHORT_STATES.map((state) => cohort.countOf(state));
    const why = mature
      ? cohort.size === 0
        ? noteOf('no rate: no deals', noDays(cohort))
        : noDays(cohort)
      : `immature until ${this.matureOn(month)}`;
    return [
      month,
      mature ? 'mature' : 'immature',
      cohort.size,
      ...states,
      mature ? cohort.winRate : null,
      mature ? cohort.daysToWon.percentile(50) : null,
      why,
    ];
  }

  /** The first as-of day at whose end the cohort of a month is old enough. */
  private matureOn(month: string): string {
    const { period, maturityDays } = this.question;
    const monthEnd = `${addMonths(month, 1)}-01`;
    const end = period.to !== null && period.to < monthEnd ? period.to : monthEnd;
    return addDays(end, maturityDays - 1);
  }

  private monthOf(month: string): { readonly cohort: Cohort; readonly mature: boolean } {
    const known = this.months.get(month);
    if (known !== undefined) return known;
    const made = { cohort: new Cohort(), mature: this.matureOn(month) <= this.question.asOf.day };
    this.months.set(month, made);
    return made;
  }

  private balance(cohort: Cohort): ReportTable {
    const { book, outside, later, undated, undatedClosed, inferred } = this.counts;
    return balanceTable(
      book,
      [
        { line: 'Created in the period: the cohort', deals: cohort.size },
        { line: 'Created outside the period', deals: outside },
        { line: 'Created after the as-of moment', deals: later },
        { line: 'Creation not known: in no cohort', deals: undated },
        ...this.leftOut.parts,
      ],
      [
        { line: 'In the cohort, closed at a moment not known: counted as closed', deals: undatedClosed },
        { line: 'In the cohort, open, first told of later: stage and value by inference', deals: inferred },
        ...this.leftOut.ofWhich,
      ],
    );
  }

  private notes({ gaps }: MonthsInOrder): string[] {
    return [
      'A deal reached a stage when a file shows it in that stage or a later one by the as-of moment, wherever it went back to; a won deal passed all. Stages may be skipped.',
      'Days from the step before run from the first file that shows a deal in that stage, after another one, to the first that shows it in a later one or to the win; from the first stage, since acceptance or own creation. They rest on the deals of which both are known.',
      'The created win rate follows the deals created in the period; the closed win rate takes the deals that closed in the period, whenever they were created. They answer different questions and differ.',
      `A month’s cohort is compared only ${this.question.maturityDays} days after its end; until then its rates are left empty, since those of a young cohort look like a decline.`,
      ...gaps.map(
        ([last, next]) =>
          `No deal of the cohort was created between ${last} and ${next}. These months have no rows, since they are more than ten years: is a date of creation mistyped?`,
      ),
      'The inbound acceptance rate is accepted / (accepted + declined + expired) of the cohort’s inbound deals; deals not answered yet are not in it.',
      'Days from creation to won are days of the calendar in the report’s zone; the median is by nearest rank.',
      ...(this.groups === null
        ? []
        : [
            'In the groups a deal is told apart by what it is at the as-of moment, the cohort by its creation in the period and the closed deals by their closing in it. Groups with more deals of immature months look worse than they will be.',
          ]),
      ...(this.groups?.grouping.additive === false
        ? [
            'A deal counts in full under each of its solutions: the rows of the groups add up to more than the total, which counts each deal once.',
          ]
        : []),
    ];
  }
}

function figuresOf(cohort: Cohort): KeyFigure[] {
  return [
    { key: 'created', title: 'Deals created in the period', type: 'integer', value: cohort.size },
    { key: 'won', title: 'Of them won', type: 'integer', value: cohort.countOf('won') },
    {
      key: 'created_win_rate',
      title: 'Created win rate, by number',
      type: 'percent',
      value: cohort.winRate,
    },
    {
      key: 'days_to_won_median',
      title: 'Median days from creation to won',
      type: 'integer',
      value: cohort.daysToWon.percentile(50),
    },
    {
      key: 'days_to_won_deals',
      title: 'Won deals with known days',
      type: 'integer',
      value: cohort.daysToWon.count,
    },
  ];
}

function outcomes(cohort: Cohort, display: DisplayCurrency): ReportTable {
  const noShare = cohort.size === 0 ? 'no share: no deals' : null;
  return {
    name: 'outcomes',
    title: 'Where the cohort stands',
    columns: [
      { key: 'state', title: 'State', type: 'text' },
      { key: 'deals', title: 'Deals', type: 'integer' },
      { key: 'of_deals', title: 'Of (deals)', type: 'integer' },
      { key: 'share', title: 'Share of deals', type: 'percent' },
      display.column('value', 'Value'),
      { key: 'notes', title: 'Notes', type: 'text' },
    ],
    rows: COHORT_STATES.map((state) => {
      const deals = cohort.countOf(state);
      const value = cohort.valueOf(state);
      const note = noteOf(noShare, value.note('deal'));
      return [state, deals, cohort.size, ratioOf(deals, cohort.size), value.minor, note];
    }),
    totals: [
      'Total',
      cohort.size,
      cohort.size,
      ratioOf(cohort.size, cohort.size),
      cohort.value.minor,
      noteOf(noShare, cohort.value.note('deal')),
    ],
    additive: true,
  };
}

function noDays(cohort: Cohort): string | null {
  return cohort.daysToWon.count === 0 ? 'no days to won: none won on a known day' : null;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
