import { plainAmount } from './amounts.js';
import type { Colleague } from './company.js';
import type { DemoDeal } from './demo-deal.js';
import { mailOf, statusWords } from './referral-parts.js';

const SOLUTION_COLUMNS = 3;
const TEAM_COLUMNS = 2;
/** CLA number to attach services: none of our deals is about devices. */
const IOT_COLUMNS = 5;

/**
 * Header of the co-sell bulk CSV in the layout since 2021-09-14, with as many solution and team columns as the
 * fullest row needs (bulk operations page).
 */
export const BULK_COLUMNS: readonly string[] = [
  'Errors',
  'Engagement ID',
  'Referral ID',
  'Deal Name',
  'Customer Name',
  'Customer Address Line 1',
  'Customer Address Line 2',
  'Customer City',
  'Customer State',
  'Customer Postal Code',
  'Customer Country',
  'Customer D-U-N-S ID',
  'Customer Contact First Name',
  'Customer Contact Last Name',
  'Customer Contact Phone number',
  'Customer Contact Email Address',
  'Partner Referral Status',
  'Partner Referral Substatus',
  'Microsoft Referral Status',
  'Declined/Lost reason',
  'Sales Stage',
  'Estimated Deal Value',
  'Currency',
  'Estimated Close Date',
  'CRM ID',
  'Marketing Campaign ID',
  'Notes',
  'Microsoft help required?',
  'What specific help from Microsoft?',
  'Share with Microsoft sales team',
  'Notes to Microsoft',
  'Consent to share Customer/Partner contact',
  'CLA Number',
  'Device Category',
  'Silicon Type',
  'Azure Certified Device',
  'Attach Services',
  'Microsoft MSX ID',
  'Migrated PSC Deal ID',
  'MPN ID',
  ...numbered('Solution', SOLUTION_COLUMNS),
  ...numbered('Team member', TEAM_COLUMNS),
  'Microsoft team member 1',
];

/** The deal's row of the bulk CSV; it has neither a creation nor a closing time. */
export function bulkRow(deal: DemoDeal): readonly string[] {
  const { customer, microsoft } = deal;
  const [status, substatus] = statusWords(deal.status);
  const isCoSell = deal.dealType === 'co-sell';
  const { firstName, lastName, phone, email } = customer.contact;
  return [
    '',
    deal.engagementId,
    deal.dealId,
    deal.name,
    customer.name,
    customer.addressLine1,
    customer.addressLine2,
    customer.city,
    customer.state,
    customer.postalCode,
    customer.country,
    customer.duns ?? '',
    ...(isCoSell ? [firstName, lastName, phone, email] : ['', '', '', '']),
    status,
    substatus,
    microsoft === null ? '' : statusWords(microsoft.status)[1],
    deal.reason === null ? '' : String(deal.reason),
    deal.salesStagePercent === null ? '' : String(deal.salesStagePercent),
    plainAmount(deal.valueMinor, deal.currency),
    deal.currency,
    americanDate(deal.estimatedCloseDate),
    deal.crmId ?? '',
    deal.campaignId ?? '',
    deal.notes ?? '',
    isCoSell ? 'Yes' : 'No',
    microsoft?.help === undefined || microsoft.help === null ? '' : String(microsoft.help),
    isCoSell || deal.dealType === 'partner-led' ? 'Yes' : 'No',
    isCoSell && deal.direction === 'outbound' ? `Need help with ${customer.name}` : '',
    'Yes',
    ...filled([], IOT_COLUMNS),
    deal.msxId ?? '',
    '',
    deal.office.mpnId,
    ...filled(
      deal.solutions.map((id) => solutionCell(id, deal)),
      SOLUTION_COLUMNS,
    ),
    ...filled(deal.team.map(teamCell), TEAM_COLUMNS),
    deal.msxId === null ? '' : 'Sam, Seller, 999999, Sam.seller@Microsoft.com',
  ];
}

/** `6/30/2021`: month first and without zeros, as the page's example. */
function americanDate(date: string): string {
  const [year, month, day] = date.split('-');
  return `${Number(month)}/${Number(day)}/${year}`;
}

/** Solution id, and on some deals currency, price and quantity with it. */
function solutionCell(id: string, { index, currency }: DemoDeal): string {
  return index % 7 === 0 ? `${id}, ${currency}, 10, 100` : id;
}

function teamCell(one: Colleague): string {
  return [one.firstName, one.lastName, one.phone, mailOf(one)].join(', ');
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}

function filled(cells: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => cells[index] ?? '');
}
