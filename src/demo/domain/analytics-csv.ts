import type { DealStatus, DealType } from '../../deals/domain/deal.js';
import { utcDay, utcMonth } from '../../kernel/instants.js';
import { formatMinorUnits } from '../../kernel/money.js';
import type { RateTable } from '../../rates/domain/rate-table.js';
import { plainAmount } from './amounts.js';
import { COMPANY, solutionName } from './company.js';
import type { DemoDeal } from './demo-deal.js';
import { REASONS } from '../../import/domain/deal-words.js';
import { mailOf } from './referral-parts.js';
import { solutionMinor } from './registration-json.js';

/** Header of the analytics co-sell export of 2021: 44 columns (data definition page; part of it reconstructed). */
export const ANALYTICS_COLUMNS: readonly string[] = [
  'Referral ID',
  'Customer Country',
  'Customer City',
  'Customer Name',
  'Referral Creation Date',
  'Deal Type',
  'Deal Direction',
  'Deal currency',
  'Estimated Deal value',
  'Estimated Deal value (USD)',
  'Solution ID',
  'Solution Name',
  'MPN ID',
  'Partner Name',
  'Deal ID',
  'Engagement ID',
  'Microsoft MSX ID',
  'Microsoft Referral Creation Date',
  'Registered contact first name',
  'Registered contact last name',
  'Registered contact email',
  'Registered contact phone number',
  'Contract Currency',
  'Contract Value',
  'Contract Value (USD)',
  'Contract Start Date',
  'Contract End Date',
  'Contract Sign Date',
  'Contract Type',
  'Registered deal solution ID',
  'Registered deal solution name',
  'Registered deal solution currency',
  'Registered deal solution value',
  'Registered deal solution value (USD)',
  'Deployed On',
  'Primary Deployment On',
  'Deal Creation Date',
  'Deal Submitted Date',
  'Deal Approved/Rejected Date',
  'US Federal Deal',
  'Is Marketplace Transacted Deal',
  'Marketplace transaction date',
  'Status',
  'Status Reason',
];

/** The types the export has a word for; the others are not in it. */
const TYPE_WORDS: Partial<Record<DealType, string>> = {
  'co-sell': 'Co-sell',
  'partner-led': 'Partner-led',
  private: 'Private',
};

const STATUS_WORDS: Record<DealStatus, string> = {
  received: 'Received',
  active: 'Accepted',
  won: 'Won',
  lost: 'Lost',
  declined: 'Declined',
  expired: 'Expired',
};

/** Columns 19 to 39, which only a registered deal fills. */
const REGISTRATION_COLUMNS = 21;

/** The deal's row of the analytics export, or null for a deal of a type that it leaves out. */
export function analyticsRow(deal: DemoDeal, rates: RateTable): readonly string[] | null {
  const typeWord = TYPE_WORDS[deal.dealType];
  if (typeWord === undefined) return null;
  const createdOn = utcDay(deal.created.ms);
  const { customer, registration } = deal;
  return [
    deal.dealId,
    customer.country,
    customer.city,
    customer.name,
    createdOn,
    typeWord,
    deal.direction === 'inbound' ? 'Incoming' : 'Outgoing',
    deal.currency,
    plainAmount(deal.valueMinor, deal.currency),
    inUsd(deal.valueMinor, deal, rates),
    deal.solutions.join(';'),
    deal.solutions.map(listable).join(';'),
    deal.office.mpnId,
    COMPANY.name,
    `DEAL-${String(deal.index + 1).padStart(6, '0')}`,
    deal.engagementId,
    deal.msxId ?? '',
    deal.microsoft === null ? '' : createdOn,
    ...registrationCells(deal, rates),
    'No',
    registration === null ? '' : registration.marketplaceDate === null ? 'No' : 'Yes',
    registration?.marketplaceDate ?? '',
    deal.status === 'active' && deal.direction === 'outbound' ? 'Created' : STATUS_WORDS[deal.status],
    deal.reason === null ? '' : (REASONS[deal.reason - 1] ?? ''),
  ];
}

function registrationCells(deal: DemoDeal, rates: RateTable): readonly string[] {
  const { registration, currency } = deal;
  const contact = deal.team[0];
  if (registration === null || contact === undefined) return Array<string>(REGISTRATION_COLUMNS).fill('');
  const submittedOn = utcDay(registration.submitted.ms);
  const { contractMinor, solutionId, signDate, endDate } = registration;
  const registeredMinor = solutionMinor(registration);
  return [
    contact.firstName,
    contact.lastName,
    mailOf(contact),
    contact.phone,
    currency,
    plainAmount(contractMinor, currency),
    inUsd(contractMinor, deal, rates),
    signDate,
    endDate ?? '',
    signDate,
    'New',
    solutionId,
    listable(solutionId),
    currency,
    plainAmount(registeredMinor, currency),
    inUsd(registeredMinor, deal, rates),
    'Azure',
    `${registration.tenant} Tenant`,
    submittedOn,
    submittedOn,
    registration.decided === null ? '' : utcDay(registration.decided.ms),
  ];
}

/** A solution's name for a list in one cell, where a semicolon would begin the next name. */
function listable(solutionId: string): string {
  return solutionName(solutionId).replaceAll(';', ',');
}

/** By the rate of the month of creation; empty where there is none. */
function inUsd(minor: number, { currency, created }: DemoDeal, rates: RateTable): string {
  const { usdCents } = rates.convert(minor, currency, utcMonth(created.ms));
  return usdCents === null ? '' : formatMinorUnits(usdCents, 'USD');
}
