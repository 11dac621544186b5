import { compareText } from '../../kernel/text.js';
import { type CampaignResults, campaignMeasures } from './campaign-results.js';
import type { DisplayCurrency } from './display-currency.js';
import { withMonthsBetween } from './months-between.js';
import type { ReportTable, Row } from './report.js';

/** What campaigns can be grouped by. */
export const CAMPAIGN_GROUPINGS = ['channel', 'month'] as const;
export type CampaignGrouping = (typeof CAMPAIGN_GROUPINGS)[number];

/** A group: a channel or a month by its name, or the rest, by what it is and its place after those. */
export interface CampaignGroup {
  readonly name: string;
  /** 0 for a channel or a month; the rest are in the order of their ranks. */
  readonly rank: number;
}

/** The last of all. */
const NO_MONTH: CampaignGroup = { name: '(month not known)', rank: 9 };

/** The group of the month of a day (`YYYY-MM-DD`); null: not known. */
export function monthGroup(day: string | null): CampaignGroup {
  return day === null ? NO_MONTH : { name: day.slice(0, 7), rank: 0 };
}

/** What campaigns brought, by group: spend and deals are added to one group each. */
export class CampaignGroups {
  private readonly groups = new Map<
    string,
    { readonly group: CampaignGroup; readonly results: CampaignResults }
  >();

  constructor(
    readonly by: CampaignGrouping,
    private readonly make: () => CampaignResults,
  ) {}

  /** What a group brought; made where it is the first that is heard of it. */
  of(group: CampaignGroup): CampaignResults {
    const key = `${group.rank} ${group.name}`;
    const known = this.groups.get(key);
    if (known !== undefined) return known.results;
    const results = this.make();
    this.groups.set(key, { group, results });
    return results;
  }

  /** The table of the groups; `total` is what all of them brought. */
  table(total: CampaignResults, display: DisplayCurrency): ReportTable {
    const title = this.by === 'channel' ? 'Channel' : 'Month';
    return {
      name: 'groups',
      title: `Return by ${this.by}`,
      columns: [{ key: this.by, title, type: 'text' }, ...campaignMeasures(display)],
      rows: this.rows(),
      totals: ['Total', ...total.cells(null)],
      additive: true,
    };
  }

  private rows(): Row[] {
    if (this.by === 'month') {
      const told = [...this.groups.values()].flatMap(({ group }) => (group.rank === 0 ? [group.name] : []));
      for (const name of withMonthsBetween(told).months) this.of({ name, rank: 0 });
    }
    return [...this.groups.values()]
      .toSorted((a, b) => a.group.rank - b.group.rank || compareText(a.group.name, b.group.name))
      .map(({ group, results }) => [group.name, ...results.cells(null)]);
  }
}
