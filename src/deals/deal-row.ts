import { z } from 'zod';
import type { BulkColumn, Cell, JsonCell } from '../database/dialect.js';
import {
  type Deal,
  DEAL_STATUSES,
  DEAL_TYPES,
  type DealSolution,
  DIRECTIONS,
  MICROSOFT_STATUSES,
  REGISTRATION_STATES,
} from './domain/deal.js';
import { dunsKey, nameKey } from './domain/matching.js';

const text = z.string().nullable();
const integer = z.int().nullable();
const flag = z
  .union([z.literal(0), z.literal(1)])
  .nullable()
  .transform((value) => (value === null ? null : value === 1));
const provenance = z.enum(['reported', 'inferred', 'observed']).nullable();

const teamSchema = z.array(
  z.object({
    party: z.enum(['own', 'microsoft']),
    firstName: z.string(),
    lastName: z.string(),
    phone: z.string(),
    email: z.string(),
  }),
);

/** A row of the deals table, as either driver returns it. */
export const dealRowSchema = z.object({
  deal_id: z.string(),
  version: z.int(),
  recorded_at: z.int(),
  engagement_id: text,
  name: text,
  deal_type: z.enum(DEAL_TYPES).nullable(),
  direction: z.enum(DIRECTIONS).nullable(),
  status: z.enum(DEAL_STATUSES),
  sales_stage_percent: integer,
  all_sales_stages_marked: flag,
  microsoft_invited: flag,
  microsoft_status: z.enum(MICROSOFT_STATUSES).nullable(),
  partners_invited: flag,
  marketplace_transacted: flag,
  organisation_id: text,
  customer_name: text,
  customer_country: text,
  customer_city: text,
  customer_duns: text,
  location: text,
  campaign_id: text,
  crm_id: text,
  msx_id: text,
  value_minor: integer,
  currency: text,
  estimated_close_date: text,
  solutions_known: z.union([z.literal(0), z.literal(1)]),
  team: text,
  created_at: integer,
  created_on: text,
  created_from: provenance,
  accepted_at: integer,
  accepted_from: provenance,
  closed_at: integer,
  closed_on: text,
  closed_from: provenance,
  closed_not_before: integer,
  closed_not_after: integer,
  status_reason: text,
  notes: text,
  registration_state: z.enum(REGISTRATION_STATES).nullable(),
  registration_submitted_on: text,
  registration_decided_on: text,
});

/** Parsed form of a deals row. */
export type DealRow = z.infer<typeof dealRowSchema>;

/** The deal of a row and its solutions in their order. */
export function rowToDeal(row: DealRow, solutions: readonly DealSolution[]): Deal {
  return {
    dealId: row.deal_id,
    engagementId: row.engagement_id,
    name: row.name,
    dealType: row.deal_type,
    direction: row.direction,
    status: row.status,
    salesStagePercent: row.sales_stage_percent,
    allSalesStagesMarked: row.all_sales_stages_marked,
    microsoftInvited: row.microsoft_invited,
    microsoftStatus: row.microsoft_status,
    partnersInvited: row.partners_invited,
    marketplaceTransacted: row.marketplace_transacted,
    organisationId: row.organisation_id,
    customerName: row.customer_name,
    customerCountry: row.customer_country,
    customerCity: row.customer_city,
    customerDuns: row.customer_duns,
    location: row.location,
    campaignId: row.campaign_id,
    crmId: row.crm_id,
    msxId: row.msx_id,
    valueMinor: row.value_minor,
    currency: row.currency,
    estimatedCloseDate: row.estimated_close_date,
    solutions: row.solutions_known === 1 ? solutions : null,
    team: row.team === null ? null : teamSchema.parse(JSON.parse(row.team)),
    createdAt: row.created_at,
    createdOn: row.created_on,
    createdFrom: row.created_from,
    acceptedAt: row.accepted_at,
    acceptedFrom: row.accepted_from,
    closedAt: row.closed_at,
    closedOn: row.closed_on,
    closedFrom: row.closed_from,
    closedNotBefore: row.closed_not_before,
    closedNotAfter: row.closed_not_after,
    statusReason: row.status_reason,
    notes: row.notes,
    registrationState: row.registration_state,
    registrationSubmittedOn: row.registration_submitted_on,
    registrationDecidedOn: row.registration_decided_on,
  };
}

/** Which import, and its recorded time in epoch ms. */
export interface Recording {
  readonly importId: number;
  readonly recordedAt: number;
}

type Writer = readonly [name: string, type: BulkColumn['type'], read: (deal: Deal) => Cell | JsonCell];

const bit = (value: boolean | null): Cell => (value === null ? null : value ? 1 : 0);

const WRITERS: readonly Writer[] = [
  ['deal_id', 'text', (deal) => deal.dealId],
  ['engagement_id', 'text', (deal) => deal.engagementId],
  ['name', 'text', (deal) => deal.name],
  ['deal_type', 'text', (deal) => deal.dealType],
  ['direction', 'text', (deal) => deal.direction],
  ['status', 'text', (deal) => deal.status],
  ['sales_stage_percent', 'integer', (deal) => deal.salesStagePercent],
  ['all_sales_stages_marked', 'integer', (deal) => bit(deal.allSalesStagesMarked)],
  ['microsoft_invited', 'integer', (deal) => bit(deal.microsoftInvited)],
  ['microsoft_status', 'text', (deal) => deal.microsoftStatus],
  ['partners_invited', 'integer', (deal) => bit(deal.partnersInvited)],
  ['marketplace_transacted', 'integer', (deal) => bit(deal.marketplaceTransacted)],
  ['organisation_id', 'text', (deal) => deal.organisationId],
  ['customer_name', 'text', (deal) => deal.customerName],
  ['customer_country', 'text', (deal) => deal.customerCountry],
  ['customer_city', 'text', (deal) => deal.customerCity],
  ['customer_duns', 'text', (deal) => deal.customerDuns],
  ['customer_duns_key', 'text', (deal) => dunsKey(deal.customerDuns)],
  ['customer_name_key', 'text', (deal) => nameKey(deal.customerName)],
  ['location', 'text', (deal) => deal.location],
  ['campaign_id', 'text', (deal) => deal.campaignId],
  ['crm_id', 'text', (deal) => deal.crmId],
  ['msx_id', 'text', (deal) => deal.msxId],
  ['value_minor', 'integer', (deal) => deal.valueMinor],
  ['currency', 'text', (deal) => deal.currency],
  ['estimated_close_date', 'text', (deal) => deal.estimatedCloseDate],
  ['solutions_known', 'integer', (deal) => bit(deal.solutions !== null)],
  ['team', 'text', (deal) => deal.team],
  ['created_at', 'integer', (deal) => deal.createdAt],
  ['created_on', 'text', (deal) => deal.createdOn],
  ['created_from', 'text', (deal) => deal.createdFrom],
  ['accepted_at', 'integer', (deal) => deal.acceptedAt],
  ['accepted_from', 'text', (deal) => deal.acceptedFrom],
  ['closed_at', 'integer', (deal) => deal.closedAt],
  ['closed_on', 'text', (deal) => deal.closedOn],
  ['closed_from', 'text', (deal) => deal.closedFrom],
  ['closed_not_before', 'integer', (deal) => deal.closedNotBefore],
  ['closed_not_after', 'integer', (deal) => deal.closedNotAfter],
  ['status_reason', 'text', (deal) => deal.statusReason],
  ['notes', 'text', (deal) => deal.notes],
  ['registration_state', 'text', (deal) => deal.registrationState],
  ['registration_submitted_on', 'text', (deal) => deal.registrationSubmittedOn],
  ['registration_decided_on', 'text', (deal) => deal.registrationDecidedOn],
];

/** The columns of `dealToCells`, in its order. */
export const DEAL_COLUMNS: readonly BulkColumn[] = [
  ...WRITERS.map(([name, type]) => ({ name, type })),
  { name: 'version', type: 'integer' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
];

/** The cells of a deal's row. */
export function dealToCells(deal: Deal, version: number, recording: Recording): readonly (Cell | JsonCell)[] {
  const cells = WRITERS.map(([, , read]) => read(deal));
  cells.push(version, recording.recordedAt, recording.importId);
  return cells;
}
