import type { CampaignGrouping } from './campaign-groups.js';
import type { Period } from './calendar.js';
import type { DealFilter } from './deal-filter.js';
import type { AsOf } from './reported-deal.js';

/**
 * `cohort`: the whole life of each campaign that started in the period, all its spend and all its deals to date.
 * `cash`: spend by its date and wins by theirs, within the period.
 */
export const CAMPAIGN_VIEWS = ['cohort', 'cash'] as const;
type CampaignView = (typeof CAMPAIGN_VIEWS)[number];

/** What the return on campaigns is asked. */
export interface CampaignQuestion {
  readonly view: CampaignView;
  readonly period: Period;
  readonly asOf: AsOf;
  /** Of deals; spend is narrowed by campaign only. Not narrowed: all campaigns, and what belongs to none. */
  readonly filter: DealFilter;
  /** Null: by campaign alone. */
  readonly grouping: CampaignGrouping | null;
}
