import { namesById, semicolonList } from '../domain/deal-cells.js';
import { analyticsStatus, dealType, direction, statusReason } from '../domain/deal-words.js';
import type { ColumnSpec } from '../domain/headers.js';
import type { Row } from '../domain/row.js';
import { tell, type Told, toldNothing } from '../domain/told.js';
import { country, fileDate, guid, momentOr } from '../domain/translators.js';
import { yesOrNo } from '../domain/words.js';
import { sightingRecord } from './deal-record.js';
import { tellValue } from './deal-rows.js';
import { tableForm } from './table-form.js';

/**
 * Columns of the analytics export that are read: English, Swedish of 2021, then the names of 2023 (bulk CSV notes,
 * section 8). Contract and contact columns are left alone.
 */
const COLUMNS = [
  { field: 'referralId', headers: ['Referral ID', 'Hänvisningskod'], required: true },
  { field: 'customerCountry', headers: ['Customer Country', 'Kundland'] },
  { field: 'customerCity', headers: ['Customer City', 'Kundstad'] },
  { field: 'customerName', headers: ['Customer Name', 'Kundnamn'] },
  { field: 'created', headers: ['Referral Creation Date', 'Skapandedatum för referens'] },
  { field: 'dealType', headers: ['Deal Type', 'Avtalstyp'], required: true },
  { field: 'direction', headers: ['Deal Direction', 'Avtalsriktning'] },
  { field: 'currency', headers: ['Deal currency', 'Avtalsvaluta'] },
  { field: 'value', headers: ['Estimated Deal value', 'Beräknat avtalsvärde'] },
  { field: 'valueUsd', headers: ['Estimated Deal value (USD)', 'Beräknat avtalsvärde (USD)'] },
  { field: 'solutionIds', headers: ['Solution ID', 'Lösnings-ID'] },
  { field: 'solutionNames', headers: ['Solution Name', 'Namn på lösning'] },
  { field: 'location', headers: ['MPN ID', 'MPN-ID', 'PartnerID', 'PartnerID (formerly MPN ID)'] },
  { field: 'registrationDealId', headers: ['Deal ID', 'Avtals-ID'] },
  { field: 'engagementId', headers: ['Engagement ID', 'Engagemangs-ID'] },
  { field: 'msxId', headers: ['Microsoft MSX ID', 'Microsoft MSX-ID'] },
  {
    field: 'microsoftCreated',
    headers: ['Microsoft Referral Creation Date', 'Skapandedatum för Microsoft-hänvisning'],
  },
  {
    field: 'submitted',
    headers: ['Deal Submitted Date', 'Datum då avtalet skickades', 'Deal Review Pending Date'],
  },
  { field: 'decided', headers: ['Deal Approved/Rejected Date', 'Avtalsgodkänd/avvisat datum'] },
  { field: 'approved', headers: ['Deal Approved Date'] },
  { field: 'passed', headers: ['Deal Review Passed Date'] },
  { field: 'failed', headers: ['Deal Review Failed Date'] },
  {
    field: 'marketplaceTransacted',
    headers: ['Is Marketplace Transacted Deal', 'Är Marketplace Transacted Deal'],
  },
  { field: 'status', headers: ['Status'], required: true },
  { field: 'statusReason', headers: ['Status Reason', 'Statusorsak'] },
] as const satisfies readonly ColumnSpec<string>[];

type AnalyticsRow = Row<(typeof COLUMNS)[number]['field']>;

const creationMoment = momentOr(fileDate);

/**
 * The analytics export: one row a referral, with its registration beside it. Its `Deal ID` is neither the
 * referral's nor the engagement's id, and it does not say when a deal closed.
 */
export const analyticsForm = tableForm('co-sell-analytics', COLUMNS, (row, options) => {
  const dealId = row.need('referralId', guid);
  const told = toldNothing();
  tell(told, 'status', row.read('status', analyticsStatus));
  tell(told, 'statusReason', row.read('statusReason', statusReason));
  tell(told, 'engagementId', row.read('engagementId', guid));
  tell(told, 'dealType', row.read('dealType', dealType));
  tell(told, 'direction', row.read('direction', direction));
  tell(told, 'customerName', row.text('customerName'));
  tell(told, 'customerCity', row.text('customerCity'));
  tell(told, 'customerCountry', row.read('customerCountry', country));
  tell(told, 'location', row.text('location'));
  tell(told, 'msxId', row.text('msxId'));
  tellValue(row, told, { value: 'value', currency: 'currency' });
  tell(told, 'solutionIds', row.read('solutionIds', semicolonList));
  tell(told, 'solutionNames', namesById(row.text('solutionIds'), row.text('solutionNames')));
  tellCreation(row, told);
  tell(told, 'microsoftInvited', row.text('microsoftCreated') === undefined ? undefined : true);
  tellRegistration(row, told);
  if (dealId === undefined) return undefined;
  return sightingRecord(
    { row: row.number, dealId, source: 'co-sell-analytics', at: undefined },
    told,
    options,
  );
});

function tellCreation(row: AnalyticsRow, told: Told): void {
  const created = row.read('created', creationMoment);
  if (created === undefined) return;
  if ('at' in created) tell(told, 'createdAt', created.at);
  else tell(told, 'createdOn', created.on);
}

function tellRegistration(row: AnalyticsRow, told: Told): void {
  tell(told, 'registrationSubmittedOn', row.read('submitted', fileDate));
  const decided = row.read('decided', fileDate);
  const [approved, passed] = [row.read('approved', fileDate), row.read('passed', fileDate)];
  const failed = row.read('failed', fileDate);
  tell(told, 'registrationDecidedOn', decided ?? approved ?? passed ?? failed);
  tell(told, 'marketplaceTransacted', row.read('marketplaceTransacted', yesOrNo));
}
