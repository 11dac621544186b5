import { balanceTable } from './book-balance.js';
import type { Calendar } from './calendar.js';
import { LeftOut } from './deal-filter.js';
import type { DisplayCurrency } from './display-currency.js';
import type { DealThen } from './deal-then.js';
import { CampaignGroups } from './campaign-groups.js';
import { CampaignMonths } from './campaign-months.js';
import { campaignNotes, widerSpend } from './campaign-notes.js';
import type { CampaignQuestion } from './campaign-question.js';
import { campaignMeasures, CampaignResults } from './campaign-results.js';
import { type CampaignInList, CampaignRows } from './campaign-rows.js';
import { measureOf, type ReportContent, type ReportTable } from './report.js';
import { closedWithin, type ReportedDeal, standingAt } from './reported-deal.js';

/** An entry of the spend ledger, in minor units. */
export interface SpendEntry {
  readonly campaignId: string;
  readonly date: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Adds up spend and deals by campaign. Give it all spend and every deal of the book once. */
export class CampaignRoiReport {
  private readonly rows: CampaignRows;
  private readonly leftOut: LeftOut;
  private readonly groups: CampaignGroups | null;
  /** Where spend and deals are in a group by when they were, and not by their campaign. */
  private readonly months: CampaignMonths | null;
  private readonly counts = {
    book: 0,
    inside: 0,
    outside: 0,
    later: 0,
    undated: 0,
    undatedWins: 0,
    inferred: 0,
  };
  /** Of the as-of day (`YYYY-MM`): open deals are converted at its rate. */
  private readonly month: string;

  constructor(
    campaigns: readonly CampaignInList[],
    private readonly display: DisplayCurrency,
    private readonly question: CampaignQuestion,
    private readonly calendar: Calendar,
  ) {
    const wider = widerSpend(question);
    const make = (): CampaignResults => new CampaignResults(calendar, wider);
    this.rows = new CampaignRows(campaigns, question, calendar, make);
    this.month = question.asOf.day.slice(0, 7);
    this.leftOut = new LeftOut(question.filter);
    const { grouping, view } = question;
    this.groups = grouping === null ? null : new CampaignGroups(grouping, make);
    const byMonth = grouping === 'month' && view === 'cash' ? this.groups : null;
    this.months = byMonth === null ? null : new CampaignMonths(byMonth, calendar);
  }

  /** Counts an entry of the spend ledger. Spend after the as-of day is not counted yet. */
  addSpend(entry: SpendEntry): void {
    const { view, period, asOf, filter } = this.question;
    if (entry.date > asOf.day || filter.campaigns?.includes(entry.campaignId) === false) return;
    const moment = { at: null, on: entry.date };
    if (view === 'cash' && this.calendar.within(moment, period) !== true) return;
    const worth = this.display.worthOf(entry.amountMinor, entry.currency, entry.date.slice(0, 7));
    this.rows.of(entry.campaignId).addSpend(worth);
    this.months?.addSpend(entry.date, worth);
  }

  /** Counts a deal. */
  addDeal({ deal, told, solutions }: DealThen): void {
    this.counts.book += 1;
    if (!this.leftOut.admits(deal, solutions)) return;
    const { state } = standingAt(deal, this.question.asOf);
    if (state === 'not-created') {
      this.counts.later += 1;
      return;
    }
    const { brought, won } = this.countsAs(deal, state === 'won');
    if (!brought && !won) return;
    this.counts.inside += 1;
    if (!told) this.counts.inferred += 1;
    const closed = state !== 'open';
    const worth = this.display.dealWorth(deal, closed, this.month);
    const open = closed ? null : worth;
    const results = this.rows.of(deal.campaignId);
    if (brought) {
      results.addBrought(deal, open);
      this.months?.addBrought(deal, open);
    }
    if (won) {
      results.addWon(worth);
      this.months?.addWon(deal, worth);
    }
  }

  /** The report, once everything was added. */
  content(): ReportContent {
    const total = this.rows.total();
    const totals = total.cells(null);
    const measures = campaignMeasures(this.display);
    return {
      figures: measures.flatMap((column, index) =>
        FIGURES.includes(measureOf(column)) ? [{ ...column, value: totals[index] ?? null }] : [],
      ),
      tables: [...this.groupTables(total), this.rows.table(total, this.display), this.balance()],
      notes: campaignNotes(this.question),
    };
  }

  private groupTables(total: CampaignResults): readonly [] | readonly [ReportTable] {
    const { groups } = this;
    if (groups === null) return [];
    if (this.months === null) this.rows.addTo(groups);
    return [groups.table(total, this.display)];
  }

  /** In the cash view a deal counts as brought when it was created in the period, and as won when it was won in it. */
  private countsAs(deal: ReportedDeal, isWon: boolean): { brought: boolean; won: boolean } {
    if (this.question.view === 'cohort') return { brought: true, won: isWon };
    const { period } = this.question;
    const created = this.calendar.within(deal.created, period);
    const won = isWon ? closedWithin(deal, period, this.calendar) : false;
    if (won === null) this.counts.undatedWins += 1;
    if (created !== true && won !== true) {
      if (created === null) this.counts.undated += 1;
      else this.counts.outside += 1;
    }
    return { brought: created === true, won: won === true };
  }

  private balance(): ReportTable {
    const { book, inside, outside, later, undated, undatedWins, inferred } = this.counts;
    return balanceTable(
      book,
      [
        { line: 'In this report', deals: inside },
        { line: 'Neither created nor won in the period', deals: outside },
        { line: 'Creation not known, and not won in the period as far as is known', deals: undated },
        { line: 'Created after the as-of moment', deals: later },
        ...this.leftOut.parts,
      ],
      [
        { line: 'Won, but not known whether in the period: not counted as won', deals: undatedWins },
        { line: 'Open, first told of later: campaign, stage and value by inference', deals: inferred },
        ...this.leftOut.ofWhich,
      ],
    );
  }
}

const FIGURES: readonly string[] = ['spend', 'won_deals', 'won', 'return', 'roi', 'open'];
