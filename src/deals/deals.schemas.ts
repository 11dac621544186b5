import { z } from 'zod';
import { idSchema, pageSchema, pagingSchema } from '../http/paging.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { formatMinorUnits } from '../kernel/money.js';
import type { VersionedDeal } from './deals.read-model.js';
import {
  DEAL_STATUSES,
  DEAL_TYPES,
  DIRECTIONS,
  MICROSOFT_STATUSES,
  REGISTRATION_STATES,
} from './domain/deal.js';

const instant = z.iso.datetime().nullable().describe('ISO 8601, UTC; null when not known');
const date = z.iso.date().nullable();
const from = z.enum(['reported', 'inferred', 'observed']).nullable();
const text = z.string().nullable();
const flag = z.boolean().nullable();

/** A deal as it is answered: instants as ISO 8601 texts, money as a decimal text with its currency. */
export const dealSchema = z.object({
  dealId: z.string(),
  version: z.int().describe('Counts the changes of this deal in the book, from 1'),
  recordedAt: z.iso.datetime().describe('When this version was learnt'),
  engagementId: text,
  name: text,
  dealType: z.enum(DEAL_TYPES).nullable(),
  direction: z.enum(DIRECTIONS).nullable(),
  status: z.enum(DEAL_STATUSES),
  salesStagePercent: z.int().nullable(),
  allSalesStagesMarked: flag,
  microsoftInvited: flag,
  microsoftStatus: z.enum(MICROSOFT_STATUSES).nullable(),
  partnersInvited: flag,
  marketplaceTransacted: flag,
  organisationId: text,
  customer: z.object({ name: text, country: text, city: text, duns: text }),
  location: text,
  campaignId: text,
  crmId: text,
  msxId: text,
  value: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  estimatedCloseDate: date,
  solutions: z.array(z.object({ solutionId: z.string(), name: text })).nullable(),
  team: z
    .array(
      z.object({
        party: z.enum(['own', 'microsoft']),
        firstName: z.string(),
        lastName: z.string(),
        phone: z.string(),
        email: z.string(),
      }),
    )
    .nullable(),
  created: z.object({ at: instant, on: date, from }),
  accepted: z.object({ at: instant, from }),
  closed: z.object({ at: instant, on: date, from, notBefore: instant, notAfter: instant }),
  statusReason: text,
  notes: text,
  registration: z.object({
    state: z.enum(REGISTRATION_STATES).nullable(),
    submittedOn: date,
    decidedOn: date,
  }),
});

/** A page of deals. */
export const dealsPageSchema = pageSchema(dealSchema);

/** Query of the list of deals. */
export const dealsQuerySchema = pagingSchema.extend({
  status: z.enum(DEAL_STATUSES).optional(),
  dealType: z.enum(DEAL_TYPES).optional(),
  campaignId: idSchema.optional(),
  outcome: z.enum(['pending', 'ineligible', 'undetermined', 'at-risk', 'eligible']).optional(),
});

const iso = (ms: number | null): string | null => (ms === null ? null : formatInstant(ms));

/** A deal of the book as it is answered. */
export function toDealResponse({ deal, version, recordedAt }: VersionedDeal): z.infer<typeof dealSchema> {
  const value =
    deal.valueMinor === null || deal.currency === null
      ? null
      : { amount: formatMinorUnits(deal.valueMinor, deal.currency), currency: deal.currency };
  return {
    dealId: deal.dealId,
    version,
    recordedAt: formatInstant(recordedAt),
    engagementId: deal.engagementId,
    name: deal.name,
    dealType: deal.dealType,
    direction: deal.direction,
    status: deal.status,
    salesStagePercent: deal.salesStagePercent,
    allSalesStagesMarked: deal.allSalesStagesMarked,
    microsoftInvited: deal.microsoftInvited,
    microsoftStatus: deal.microsoftStatus,
    partnersInvited: deal.partnersInvited,
    marketplaceTransacted: deal.marketplaceTransacted,
    organisationId: deal.organisationId,
    customer: {
      name: deal.customerName,
      country: deal.customerCountry,
      city: deal.customerCity,
      duns: deal.customerDuns,
    },
    location: deal.location,
    campaignId: deal.campaignId,
    crmId: deal.crmId,
    msxId: deal.msxId,
    value,
    estimatedCloseDate: deal.estimatedCloseDate,
    solutions: deal.solutions === null ? null : [...deal.solutions],
    team: deal.team === null ? null : [...deal.team],
    created: { at: iso(deal.createdAt), on: deal.createdOn, from: deal.createdFrom },
    accepted: { at: iso(deal.acceptedAt), from: deal.acceptedFrom },
    closed: {
      at: iso(deal.closedAt),
      on: deal.closedOn,
      from: deal.closedFrom,
      notBefore: iso(deal.closedNotBefore),
      notAfter: iso(deal.closedNotAfter),
    },
    statusReason: deal.statusReason,
    notes: deal.notes,
    registration: {
      state: deal.registrationState,
      submittedOn: deal.registrationSubmittedOn,
      decidedOn: deal.registrationDecidedOn,
    },
  };
}
