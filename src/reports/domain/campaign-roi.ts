import { compareText } from '../../kernel/text.js';
import { balanceTable } from './book-balance.js';
import type { Calendar, Period } from './calendar.js';
import { type DealFilter, LeftOut } from './deal-filter.js';
import type { DisplayCurrency } from './display-currency.js';
import type { DealThen } from './deal-then.js';
import { type CampaignGroup, type CampaignGrouping, CampaignGroups } from './campaign-groups.js';
import { campaignMeasures, CampaignResults } from './campaign-results.js';
import { measureOf, type ReportContent, type ReportTable, type Row } from './report.js';
import { type AsOf, closedWithin, type ReportedDeal, standingAt } from './reported-deal.js';
import type { Worth } from './worth.js';

/**
 * `cohort`: the whole life of each campaign that started in the period, all its spend and all its deals to date.
 * `cash`: spend by its date and wins by theirs, within the period.
 */
export const CAMPAIGN_VIEWS = ['cohort', 'cash'] as const;
type CampaignView = (typeof CAMPAIGN_VIEWS)[number];

/** A campaign of the campaigns list. */
export interface CampaignInList {
  readonly campaignId: string;
  readonly name: string;
  readonly channel: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
}

/** An entry of the spend ledger, in minor units. */
export interface SpendEntry {
  readonly campaignId: string;
  readonly date: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What the report is asked. */
export interface CampaignQuestion {
  readonly view: CampaignView;
  readonly period: Period;
  readonly asOf: AsOf;
  /** By campaign only; not narrowed: all campaigns, and what belongs to none. */
  readonly filter: DealFilter;
  /** Null: by campaign alone. */
  readonly grouping: CampaignGrouping | null;
}

/** Rows for what belongs to no campaign that is shown on its own; their order is their order in the table. */
const OTHER_ROWS = [
  { key: 'outside', name: '(campaigns that did not start in the period)' },
  { key: 'undated', name: '(campaigns without a start date)' },
  { key: 'none', name: '(no campaign)' },
] as const;
type OtherRow = (typeof OTHER_ROWS)[number]['key'];

const NOT_IN_LIST = '(not in the campaigns list)';

/** After the channels and months, and before the `OTHER_ROWS`. */
const NO_CHANNEL: CampaignGroup = { name: '(channel not known)', rank: 1 };
const NOT_LISTED: CampaignGroup = { name: NOT_IN_LIST, rank: 2 };
const NO_MONTH: CampaignGroup = { name: '(month not known)', rank: 9 };

/** Adds up spend and deals by campaign. Give it all spend and every deal of the book once. */
export class CampaignRoiReport {
  private readonly campaigns: ReadonlyMap<string, CampaignInList>;
  private readonly results = new Map<string, CampaignResults>();
  private readonly others = new Map<OtherRow, CampaignResults>();
  /** Those that an id was found to belong to, of both kinds. */
  private readonly found = new Map<string | null, CampaignResults>();
  private readonly leftOut: LeftOut;
  private readonly groups: CampaignGroups | null;
  /** Where spend and deals are in a group by when they were, and not by their campaign. */
  private readonly months: CampaignGroups | null;
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
    this.campaigns = new Map(campaigns.map((campaign) => [campaign.campaignId, campaign]));
    this.month = question.asOf.day.slice(0, 7);
    this.leftOut = new LeftOut(question.filter);
    const { grouping, view } = question;
    this.groups = grouping === null ? null : new CampaignGroups(grouping, calendar);
    this.months = grouping === 'month' && view === 'cash' ? this.groups : null;
    const asked = question.filter.campaigns ?? campaigns.map(({ campaignId }) => campaignId);
    for (const campaignId of asked) this.resultsOf(campaignId);
  }

  /** Counts an entry of the spend ledger. Spend after the as-of day is not counted yet. */
  addSpend(entry: SpendEntry): void {
    const { view, period, asOf, filter } = this.question;
    if (entry.date > asOf.day || filter.campaigns?.includes(entry.campaignId) === false) return;
    const moment = { at: null, on: entry.date };
    if (view === 'cash' && this.calendar.within(moment, period) !== true) return;
    const worth = this.display.worthOf(entry.amountMinor, entry.currency, entry.date.slice(0, 7));
    this.resultsOf(entry.campaignId).addSpend(worth);
    this.months?.of(monthOf(entry.date)).addSpend(worth);
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
    const results = this.resultsOf(deal.campaignId);
    if (brought) addBrought(results, deal, closed ? null : worth);
    if (won) results.addWon(worth);
    if (this.months === null) return;
    if (brought) {
      const month = monthOf(this.calendar.dayOf(deal.created));
      addBrought(this.months.of(month), deal, closed ? null : worth);
    }
    if (won) this.months.of(monthOf(this.closingDay(deal))).addWon(worth);
  }

  /** The report, once everything was added. */
  content(): ReportContent {
    const all = [...this.results.values(), ...this.others.values()];
    const total = CampaignResults.of(this.calendar, all);
    const totals = total.cells(null);
    const measures = campaignMeasures(this.display);
    const campaigns: ReportTable = {
      name: 'campaigns',
      title: 'Return by campaign',
      columns: [
        { key: 'campaign_id', title: 'Campaign id', type: 'text' },
        { key: 'campaign', title: 'Campaign', type: 'text' },
        { key: 'channel', title: 'Channel', type: 'text' },
        { key: 'start_date', title: 'Start', type: 'date' },
        { key: 'end_date', title: 'End', type: 'date' },
        ...measures,
      ],
      rows: this.rows(),
      totals: [null, 'Total', null, null, null, ...totals],
      additive: true,
    };
    return {
      figures: measures.flatMap((column, index) =>
        FIGURES.includes(measureOf(column)) ? [{ ...column, value: totals[index] ?? null }] : [],
      ),
      tables: [...this.groupTables(total), campaigns, this.balance()],
      notes: this.notes(),
    };
  }

  private groupTables(total: CampaignResults): readonly [] | readonly [ReportTable] {
    const { groups } = this;
    if (groups === null) return [];
    if (this.months === null) {
      for (const [id, results] of this.results) groups.of(this.groupOf(id, groups.by)).addAll(results);
      for (const [key, results] of this.others) groups.of(otherGroup(key)).addAll(results);
    }
    return [groups.table(total, this.display)];
  }

  /** The group of a campaign: its channel, or the month that it started in. */
  private groupOf(campaignId: string, by: CampaignGrouping): CampaignGroup {
    const campaign = this.campaigns.get(campaignId);
    if (campaign === undefined) return NOT_LISTED;
    if (by === 'month')
      return campaign.startDate === null ? otherGroup('undated') : monthOf(campaign.startDate);
    return campaign.channel === null ? NO_CHANNEL : { name: campaign.channel, rank: 0 };
  }

  /** A day of the month that a deal closed in, as far as that is known. */
  private closingDay({ closed, closedNotBefore, closedNotAfter }: ReportedDeal): string | null {
    const day = this.calendar.dayOf(closed);
    if (day !== null || closedNotBefore === null || closedNotAfter === null) return day;
    const [first, last] = [this.calendar.dateOf(closedNotBefore), this.calendar.dateOf(closedNotAfter)];
    return first.slice(0, 7) === last.slice(0, 7) ? first : null;
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

  private resultsOf(campaignId: string | null): CampaignResults {
    const known = this.found.get(campaignId);
    if (known !== undefined) return known;
    const other = this.otherRowOf(campaignId);
    const found =
      campaignId === null || other !== null
        ? entryOf(this.others, other ?? 'none', this.calendar)
        : entryOf(this.results, campaignId, this.calendar);
    this.found.set(campaignId, found);
    return found;
  }

  private otherRowOf(campaignId: string | null): OtherRow | null {
    if (campaignId === null) return 'none';
    const campaign = this.campaigns.get(campaignId);
    const { view, period } = this.question;
    if (campaign === undefined || view === 'cash') return null;
    if (period.from === null && period.to === null) return null;
    const started = this.calendar.within({ at: null, on: campaign.startDate }, period);
    return started === null ? 'undated' : started ? null : 'outside';
  }

  private rows(): Row[] {
    const ids = [...this.results.keys()].toSorted(compareText);
    const listed = ids.filter((id) => this.campaigns.has(id));
    const unlisted = ids.filter((id) => !this.campaigns.has(id));
    return [
      ...[...listed, ...unlisted].map((id) => this.campaignRow(id)),
      ...OTHER_ROWS.flatMap(({ key, name }) => {
        const results = this.others.get(key);
        return results === undefined ? [] : [[null, name, null, null, null, ...results.cells(null)]];
      }),
    ];
  }

  private campaignRow(id: string): Row {
    const campaign = this.campaigns.get(id);
    const cells = entryOf(this.results, id, this.calendar).cells(
      campaign === undefined ? 'the campaigns list does not have this id' : null,
    );
    if (campaign === undefined) return [id, NOT_IN_LIST, null, null, null, ...cells];
    return [id, campaign.name, campaign.channel, campaign.startDate, campaign.endDate, ...cells];
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

  private notes(): string[] {
    const { view } = this.question;
    return [
      view === 'cohort'
        ? 'Cohort view: all spend and all deals to date of each campaign that started in the period (of every campaign when no period is given).'
        : 'Cash view: spend by its date, wins by the date they were won and deals by the date they were created, all within the period.',
      'ROI is (won value − spend) / spend: won value is revenue, not margin, and open deals are no return.',
      'A ratio is a ratio of sums. Where spend is missing, zero, negative or not converted the ratio is empty and the notes say why.',
      'A won deal without a value, or whose value could not be converted, adds nothing to the won value: ROI is then the least it can be, and the notes list such deals.',
      'Spend is converted at the rate of the month it was incurred, won deals at the month they closed, open deals at the as-of day’s month.',
      ...(this.months === null
        ? []
        : [
            'By month, spend stands in the month of its date, won value in that of the win and deals in that of their creation: what is won in a month is seldom won by the spend of the same month. The cohort view sets spend against what it brought.',
          ]),
    ];
  }
}

/** `open` is what a deal that is open at the moment is worth; null for one that has ended. */
function addBrought(to: CampaignResults, deal: ReportedDeal, open: Worth | null): void {
  to.addDeal(deal.created);
  if (open !== null) to.addOpen(open, deal.stagePercent);
}

function otherGroup(row: OtherRow): CampaignGroup {
  const index = OTHER_ROWS.findIndex(({ key }) => key === row);
  return { name: OTHER_ROWS[index]?.name ?? row, rank: NOT_LISTED.rank + 1 + index };
}

function monthOf(day: string | null): CampaignGroup {
  return day === null ? NO_MONTH : { name: day.slice(0, 7), rank: 0 };
}

const FIGURES: readonly string[] = ['spend', 'won_deals', 'won', 'return', 'roi', 'open'];

function entryOf<K>(map: Map<K, CampaignResults>, key: K, calendar: Calendar): CampaignResults {
  const known = map.get(key);
  if (known !== undefined) return known;
  const results = new CampaignResults(calendar);
  map.set(key, results);
  return results;
}
