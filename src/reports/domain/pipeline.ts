import { balanceTable } from './book-balance.js';
import { Bridge } from './bridge.js';
import { addDays, type Calendar, dayNumber } from './calendar.js';
import { type DealFilter, LeftOut } from './deal-filter.js';
import type { DisplayCurrency } from './display-currency.js';
import { type DealDays, OpenDeals, openMeasures } from './open-deals.js';
import type { DealThrough } from './deal-then.js';
import type { Grouping } from './deal-grouping.js';
import { DealGroups } from './deal-groups.js';
import { measureOf, type ReportContent, type ReportTable } from './report.js';
import { type AsOf, standingAt } from './reported-deal.js';
import { WIN_RATE_DAYS, winRateColumns, WinRates } from './win-rates.js';

/** What the report is asked. */
export interface PipelineQuestion {
  readonly asOf: AsOf;
  /** The moment the bridge starts from. */
  readonly before: AsOf;
  readonly grouping: Grouping;
  /** The outer of two groupings, where `grouping` is of one within another. */
  readonly outer: Grouping | null;
  readonly filter: DealFilter;
}

/**
 * A UTC day: deals that were created and closed before it were closed at both ends of the bridge and are in no win
 * rate, so that their number is all that is wanted of them. Null where a filter has to see each of them.
 */
export function overBefore({ asOf, before, filter }: PipelineQuestion): string | null {
  if (filter.isSet) return null;
  // The win rates' days begin the day after; a zone's day begins 14 hours before the UTC day at most.
  const rated = addDays(asOf.day, -WIN_RATE_DAYS);
  return rated < before.day ? rated : before.day;
}

/** Adds up the open deals of the book at a moment. Give it every deal of the book once, or count it as over. */
export class PipelineReport {
  private readonly groups: DealGroups<OpenDeals>;
  private readonly outer: DealGroups<OpenDeals> | null;
  private readonly stages = new Map<number, OpenDeals>();
  private readonly total = new OpenDeals();
  private readonly winRates: WinRates;
  /** Which deals are in the win rates: a won deal is in no stage but the last, and the rates tell of each stage. */
  private readonly rated: DealFilter;
  private readonly bridge: Bridge;
  private readonly leftOut: LeftOut;
  private readonly counts = {
    book: 0,
    open: 0,
    closed: 0,
    later: 0,
    undatedOpen: 0,
    inferredOpen: 0,
    undatedClosed: 0,
  };
  /** Of the as-of day (`YYYY-MM`): open deals are converted at its rate. */
  private readonly month: string;

  constructor(
    private readonly question: PipelineQuestion,
    private readonly display: DisplayCurrency,
    private readonly calendar: Calendar,
  ) {
    const { grouping, outer } = question;
    this.month = question.asOf.day.slice(0, 7);
    this.groups = new DealGroups(grouping, () => new OpenDeals());
    this.outer = outer === null ? null : new DealGroups(outer, () => new OpenDeals());
    this.winRates = new WinRates(question.asOf, calendar);
    this.rated = question.filter.withAllStages();
    this.bridge = new Bridge(display, question.before, question.asOf);
    this.leftOut = new LeftOut(question.filter);
  }

  /** Counts a deal, by how it stood at the moment and at the start of the bridge. */
  add({ at, before }: DealThrough): void {
    const { deal, told, solutions } = at;
    this.counts.book += 1;
    const { state, creationKnown, closingKnown } = standingAt(deal, this.question.asOf);
    const ended = state !== 'open' && state !== 'not-created';
    if (ended && this.rated.matches(deal, solutions) === true) {
      this.winRates.add(deal, state, () => this.display.dealWorth(deal, true, this.month));
    }
    // What a deal is at the moment decides, so that it is in both ends of the bridge or in neither.
    if (!this.leftOut.admits(deal, solutions)) return;
    if (before !== null) this.bridge.add(before, at);
    if (state === 'not-created') this.counts.later += 1;
    else if (ended) {
      this.counts.closed += 1;
      if (!closingKnown) this.counts.undatedClosed += 1;
    } else {
      this.counts.open += 1;
      if (!creationKnown) this.counts.undatedOpen += 1;
      if (!told) this.counts.inferredOpen += 1;
      this.addOpen(at);
    }
  }

  /** Counts deals that were over by `overBefore`. */
  addOver(deals: number): void {
    this.counts.book += deals;
    this.counts.closed += deals;
  }

  /** The report, once every deal was added. */
  content(): ReportContent {
    const totals = this.total.cells(this.winRates);
    const measures = openMeasures(this.display);
    const pipeline = this.groupTable(this.groups, 'pipeline', 'Open pipeline');
    const subtotals = this.outer === null ? [] : [this.groupTable(this.outer, 'subtotals', 'Subtotals')];
    return {
      figures: measures.flatMap((column, index) =>
        FIGURES.includes(measureOf(column)) ? [{ ...column, value: totals[index] ?? null }] : [],
      ),
      tables: [pipeline, ...subtotals, this.bridge.table(), this.winRateTable(), this.balance()],
      notes: this.notes(),
    };
  }

  private addOpen(at: DealThrough['at']): void {
    const { deal, solutions, told } = at;
    const { asOf } = this.question;
    const worth = this.display.dealWorth(deal, false, this.month);
    const days: DealDays = {
      sinceCreation: this.daysUntilAsOf(this.calendar.dayOf(deal.created)),
      inStage: this.daysUntilAsOf(this.enteredStage(at)),
      overdue: deal.estimatedCloseDate !== null && deal.estimatedCloseDate < asOf.day,
      told,
    };
    const groups = this.groups.of(deal, solutions);
    const outer = this.outer?.of(deal, solutions) ?? [];
    const stage = deal.stagePercent === null ? [] : [entryOf(this.stages, deal.stagePercent)];
    for (const open of [this.total, ...groups, ...outer, ...stage]) open.add(deal, worth, days);
  }

  /** The day a deal came to its stage: as files showed it, or for the first stage when it was accepted or created. */
  private enteredStage({ deal, told, inStageSince }: DealThrough['at']): string | null {
    if (!told) return null;
    if (inStageSince !== null) return this.calendar.dateOf(inStageSince);
    if (deal.stagePercent !== 10) return null;
    if (deal.acceptedAt !== null && deal.acceptedAt < this.question.asOf.end)
      return this.calendar.dateOf(deal.acceptedAt);
    return deal.direction === 'outbound' ? this.calendar.dayOf(deal.created) : null;
  }

  private daysUntilAsOf(day: string | null): number | null {
    return day === null ? null : dayNumber(this.question.asOf.day) - dayNumber(day);
  }

  private groupTable(groups: DealGroups<OpenDeals>, name: string, title: string): ReportTable {
    return {
      name,
      title,
      columns: [...groups.grouping.columns, ...openMeasures(this.display)],
      rows: groups.rows((group) => group.cells(this.winRates)),
      totals: groups.totals(this.total.cells(this.winRates)),
      additive: groups.grouping.additive,
    };
  }

  /** What the observed win rates rest on, and what they and the fixed percentages make of each stage. */
  private winRateTable(): ReportTable {
    const measures = openMeasures(this.display).slice(0, 4);
    const rows = this.winRates.rows().flatMap(({ percent, cells, note }) => {
      const open = this.stages.get(percent);
      if (percent === 100 && open === undefined) return [];
      return [[...cells, ...(open ?? new OpenDeals()).cells(this.winRates).slice(0, measures.length), note]];
    });
    return {
      name: 'win-rates',
      title: 'Observed win rate by stage',
      columns: [...winRateColumns(this.display), ...measures, { key: 'notes', title: 'Notes', type: 'text' }],
      rows,
      totals: null,
      additive: false,
    };
  }

  private balance(): ReportTable {
    const { book, open, closed, later, undatedOpen, inferredOpen, undatedClosed } = this.counts;
    return balanceTable(
      book,
      [
        { line: 'Open at the as-of moment: in this report', deals: open },
        { line: 'Closed by then', deals: closed },
        { line: 'Created later', deals: later },
        ...this.leftOut.parts,
      ],
      [
        { line: 'Open, creation not known: counted as open', deals: undatedOpen },
        { line: 'Open, first told of later: stage and value by inference', deals: inferredOpen },
        { line: 'Closed, moment not known: counted as closed', deals: undatedClosed },
        ...this.leftOut.ofWhich,
      ],
    );
  }

  private notes(): string[] {
    const { asOf, before, grouping, filter } = this.question;
    return [
      'Each deal stands as files tell it of the as-of moment. Where none does, since the first that tells of it speaks of a later time, its stage and value are taken from that one, and it is counted as told by inference.',
      'Weighted value takes each deal at its stage’s percentage; a deal of unknown stage carries no weight.',
      `The observed win rate of a stage is won / ended of the deals that had come to it or beyond and ended (won, lost, declined or expired) in the ${WIN_RATE_DAYS} days to ${asOf.day}; by it the value is weighted a second time. A rate by number says too much where large deals are lost more often: compare the rate by value.`,
      'Open deals are converted at the rate of the as-of day’s month. What cannot be converted is counted and noted, never taken as 0.',
      'Median and p90 are by nearest rank over the deals of which the days are known; days in stage count from the first file that shows the deal in its stage after another, for the first stage from acceptance or own creation.',
      `The bridge leads from the end of ${before.day} to the end of ${asOf.day}, by how each deal stood at both. A deal leaves at what it was worth when it closed.`,
      ...(filter.byStage
        ? [
            'Narrowed by stage, the bridge follows the deals that are in these stages at its end: what was won since is at 100 %. The observed win rates are of the deals of all stages.',
          ]
        : []),
      ...this.winRates.notes(),
      ...(this.outer === null
        ? []
        : [
            'The main table has a row for each pair of groups that some deal is in; the subtotals are those of the first grouping, and both have the same totals.',
          ]),
      ...(grouping.additive
        ? []
        : [
            'A deal counts in full under each of its solutions: the rows add up to more than the total, which counts each deal once.',
          ]),
    ];
  }
}

const FIGURES: readonly string[] = [
  'deals',
  'value',
  'weighted',
  'observed_weighted',
  'overdue_deals',
  'overdue',
];

function entryOf(groups: Map<number, OpenDeals>, key: number): OpenDeals {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = new OpenDeals();
  groups.set(key, group);
  return group;
}
