import { compareText } from '../../kernel/text.js';
import { balanceTable } from './book-balance.js';
import type { Calendar, Period } from './calendar.js';
import { type DealFilter, LeftOut } from './deal-filter.js';
import type { DisplayCurrency } from './display-currency.js';
import type { DealThen } from './deal-then.js';
import { campaignMeasures, CampaignResults } from './campaign-results.js';
import { measureOf, type ReportContent, type ReportTable, type Row } from './report.js';
import { type AsOf, closedWithin, type ReportedDeal, standingAt } from './reported-deal.js';

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
}

/** Rows for what belongs to no campaign that is shown on its own; their order is their order in the table. */
const OTHER_ROWS = [
  { key: 'outside', name: '(campaigns that did not start in the period)' },
  { key: 'undated', name: '(campaigns without a start date)' },
  { key: 'none', name: '(no campaign)' },
] as const;
type OtherRow = (typeof OTHER_ROWS)[number]['key'];

const NOT_IN_LIST = '(not in the campaigns list)';

/** Adds up spend and deals by campaign. Give it all spend and every deal of the book once. */
export class CampaignRoiReport {
  private readonly campaigns: ReadonlyMap<string, CampaignInList>;
  private readonly results = new Map<string, CampaignResults>();
  private readonly others = new Map<OtherRow, CampaignResults>();
  /** Those that an id was found to belong to, of both kinds. */
  private readonly found = new Map<string | null, CampaignResults>();
  private readonly leftOut: LeftOut;
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
    if (brought) results.addDeal(deal.created);
    if (brought && !closed) results.addOpen(worth, deal.stagePercent);
    if (won) results.addWon(worth);
  }

  /** The report, once everything was added. */
  content(): ReportContent {
    const all = [...this.results.values(), ...this.others.values()];
    const totals = CampaignResults.of(this.calendar, all).cells(null);
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
      tables: [campaigns, this.balance()],
      notes: this.notes(),
    };
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
    ];
  }
}

const FIGURES: readonly string[] = ['spend', 'won_deals', 'won', 'return', 'roi', 'open'];

function entryOf<K>(map: Map<K, CampaignResults>, key: K, calendar: Calendar): CampaignResults {
  const known = map.get(key);
  if (known !== undefined) return known;
  const results = new CampaignResults(calendar);
  map.set(key, results);
  return results;
}
