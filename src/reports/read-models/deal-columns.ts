import type { DealStatus, DealType, Direction } from '../../deals/domain/deal.js';
import type { ReportedDeal } from '../domain/reported-deal.js';

/** The columns of `deals d` that every report reads. */
export const DEAL_COLUMNS = `d.deal_id, d.status, d.deal_type, d.direction, d.sales_stage_percent, d.campaign_id,
  d.location, d.customer_country, d.organisation_id, d.value_minor, d.currency, d.estimated_close_date, d.created_at, d.created_on, d.accepted_at,
  d.closed_at, d.closed_on, d.closed_not_before, d.closed_not_after, d.status_reason, d.solutions_known`;

/** A row of `DEAL_COLUMNS`. */
export interface DealRow {
  readonly deal_id: string;
  readonly status: DealStatus;
  readonly deal_type: DealType | null;
  readonly direction: Direction | null;
  readonly sales_stage_percent: number | null;
  readonly campaign_id: string | null;
  readonly location: string | null;
  readonly customer_country: string | null;
  readonly organisation_id: string | null;
  readonly value_minor: number | null;
  readonly currency: string | null;
  readonly estimated_close_date: string | null;
  readonly created_at: number | null;
  readonly created_on: string | null;
  readonly accepted_at: number | null;
  readonly closed_at: number | null;
  readonly closed_on: string | null;
  readonly closed_not_before: number | null;
  readonly closed_not_after: number | null;
  readonly status_reason: string | null;
  readonly solutions_known: number;
}

/** A row as the reports know a deal. */
export function toReportedDeal(row: DealRow): ReportedDeal {
  return {
    dealId: row.deal_id,
    status: row.status,
    dealType: row.deal_type,
    direction: row.direction,
    stagePercent: row.sales_stage_percent,
    campaignId: row.campaign_id,
    location: row.location,
    country: row.customer_country,
    organisationId: row.organisation_id,
    valueMinor: row.value_minor,
    currency: row.currency,
    estimatedCloseDate: row.estimated_close_date,
    created: { at: row.created_at, on: row.created_on },
    acceptedAt: row.accepted_at,
    closed: { at: row.closed_at, on: row.closed_on },
    closedNotBefore: row.closed_not_before,
    closedNotAfter: row.closed_not_after,
    statusReason: row.status_reason,
    solutionsKnown: row.solutions_known === 1,
  };
}
