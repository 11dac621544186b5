import { compareText } from '../../kernel/text.js';
import type { Calendar } from './calendar.js';
import {
  type CampaignGroup,
  type CampaignGrouping,
  type CampaignGroups,
  monthGroup,
} from './campaign-groups.js';
import type { CampaignQuestion } from './campaign-question.js';
import { campaignMeasures, type CampaignResults } from './campaign-results.js';
import type { DisplayCurrency } from './display-currency.js';
import type { ReportTable, Row } from './report.js';

/** A campaign of the campaigns list. */
export interface CampaignInList {
  readonly campaignId: string;
  readonly name: string;
  readonly channel: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
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

/** What was spent and brought, row by row: by campaign, and of what belongs to none that is shown on its own. */
export class CampaignRows {
  private readonly campaigns: ReadonlyMap<string, CampaignInList>;
  private readonly results = new Map<string, CampaignResults>();
  private readonly others = new Map<OtherRow, CampaignResults>();
  /** Those that an id was found to belong to, of both kinds. */
  private readonly found = new Map<string | null, CampaignResults>();

  constructor(
    campaigns: readonly CampaignInList[],
    private readonly question: CampaignQuestion,
    private readonly calendar: Calendar,
    private readonly make: () => CampaignResults,
  ) {
    this.campaigns = new Map(campaigns.map((campaign) => [campaign.campaignId, campaign]));
    const asked = question.filter.campaigns ?? campaigns.map(({ campaignId }) => campaignId);
    for (const campaignId of asked) this.of(campaignId);
  }

  /** The row of a campaign, or of what names none; made where it is the first that is heard of it. */
  of(campaignId: string | null): CampaignResults {
    const known = this.found.get(campaignId);
    if (known !== undefined) return known;
    const other = this.otherRowOf(campaignId);
    const found =
      campaignId === null || other !== null
        ? this.entryOf(this.others, other ?? 'none')
        : this.entryOf(this.results, campaignId);
    this.found.set(campaignId, found);
    return found;
  }

  /** All rows together. */
  total(): CampaignResults {
    const all = this.make();
    for (const results of [...this.results.values(), ...this.others.values()]) all.addAll(results);
    return all;
  }

  /** Adds every row to the group that it belongs to: its channel, or the month that the campaign started in. */
  addTo(groups: CampaignGroups): void {
    for (const [id, results] of this.results) groups.of(this.groupOf(id, groups.by)).addAll(results);
    for (const [key, results] of this.others) groups.of(otherGroup(key)).addAll(results);
  }

  /** The table of the rows; `total` is what all of them brought. */
  table(total: CampaignResults, display: DisplayCurrency): ReportTable {
    return {
      name: 'campaigns',
      title: 'Return by campaign',
      columns: [
        { key: 'campaign_id', title: 'Campaign id', type: 'text' },
        { key: 'campaign', title: 'Campaign', type: 'text' },
        { key: 'channel', title: 'Channel', type: 'text' },
        { key: 'start_date', title: 'Start', type: 'date' },
        { key: 'end_date', title: 'End', type: 'date' },
        ...campaignMeasures(display),
      ],
      rows: this.rows(),
      totals: [null, 'Total', null, null, null, ...total.cells(null)],
      additive: true,
    };
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
    const cells = this.entryOf(this.results, id).cells(
      campaign === undefined ? 'the campaigns list does not have this id' : null,
    );
    if (campaign === undefined) return [id, NOT_IN_LIST, null, null, null, ...cells];
    return [id, campaign.name, campaign.channel, campaign.startDate, campaign.endDate, ...cells];
  }

  private groupOf(campaignId: string, by: CampaignGrouping): CampaignGroup {
    const campaign = this.campaigns.get(campaignId);
    if (campaign === undefined) return NOT_LISTED;
    if (by === 'month')
      return campaign.startDate === null ? otherGroup('undated') : monthGroup(campaign.startDate);
    return campaign.channel === null ? NO_CHANNEL : { name: campaign.channel, rank: 0 };
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

  private entryOf<K>(map: Map<K, CampaignResults>, key: K): CampaignResults {
    const known = map.get(key);
    if (known !== undefined) return known;
    const results = this.make();
    map.set(key, results);
    return results;
  }
}

function otherGroup(row: OtherRow): CampaignGroup {
  const index = OTHER_ROWS.findIndex(({ key }) => key === row);
  return { name: OTHER_ROWS[index]?.name ?? row, rank: NOT_LISTED.rank + 1 + index };
}
