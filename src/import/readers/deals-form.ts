import { isClosed } from '../../deals/domain/deal.js';
import { memberCell, namesById, semicolonList } from '../domain/deal-cells.js';
import {
  dealType,
  direction,
  ownMicrosoftStatus,
  ownStatus,
  registrationState,
  salesStage,
} from '../domain/deal-words.js';
import type { ColumnSpec } from '../domain/headers.js';
import { memoised } from '../domain/memoised.js';
import type { Row } from '../domain/row.js';
import { tell, type Told, toldNothing } from '../domain/told.js';
import { country, duns, freeId, instant, isoDate, momentOr } from '../domain/translators.js';
import { wordsFor, yesOrNo } from '../domain/words.js';
import { sightingRecord } from './deal-record.js';
import { tellValue } from './deal-rows.js';
import { tableForm } from './table-form.js';

/** Fields of our own form for deals: columns of the CSV, keys of the NDJSON. Two are required. */
const FIELDS = [
  'deal_id',
  'status',
  'updated_at',
  'engagement_id',
  'name',
  'deal_type',
  'direction',
  'sales_stage',
  'all_sales_stages_marked',
  'microsoft_status',
  'microsoft_invited',
  'partners_invited',
  'marketplace_transacted',
  'organisation_id',
  'referral_type',
  'invited_by',
  'shared_with_microsoft',
  'customer_name',
  'customer_country',
  'customer_city',
  'customer_duns',
  'location',
  'campaign_id',
  'crm_id',
  'msx_id',
  'value',
  'currency',
  'estimated_close_date',
  'solutions',
  'solution_names',
  'team',
  'microsoft_team',
  'created_at',
  'accepted_at',
  'closed_at',
  'status_reason',
  'notes',
  'registration_state',
  'registration_submitted_on',
  'registration_decided_on',
] as const;

type DealField = (typeof FIELDS)[number];
type DealRow = Row<DealField>;

const COLUMNS: readonly ColumnSpec<DealField>[] = FIELDS.map((field) => ({
  field,
  headers: [field],
  required: field === 'deal_id' || field === 'status',
}));

const moment = momentOr(isoDate);
const day = memoised(isoDate);
const countryCode = memoised(country);
const stage = memoised(salesStage);
const solutions = memoised(semicolonList);
const members = { own: memoised(memberCell('own')), microsoft: memoised(memberCell('microsoft')) };
const referralType = wordsFor('a type of referral', {
  shared: 'shared' as const,
  independent: 'independent' as const,
});

/** Our own full form for deals: every field that a deal can carry, one deal a row. */
export const dealsForm = tableForm('deals', COLUMNS, (row, options) => {
  const dealId = row.need('deal_id', freeId);
  const told = toldNothing();
  tell(told, 'status', row.need('status', ownStatus));
  tellDescription(row, told);
  tellMicrosoft(row, told);
  tellValue(row, told, { value: 'value', currency: 'currency' });
  tellSolutionsAndTeam(row, told);
  tellTimes(row, told);
  tell(told, 'registrationState', row.read('registration_state', registrationState));
  tell(told, 'registrationSubmittedOn', row.read('registration_submitted_on', day));
  tell(told, 'registrationDecidedOn', row.read('registration_decided_on', day));
  const at = row.read('updated_at', instant);
  if (dealId === undefined) return undefined;
  return sightingRecord({ row: row.number, dealId, source: 'deals', at }, told, options);
});

function tellDescription(row: DealRow, told: Told): void {
  tell(told, 'engagementId', row.read('engagement_id', freeId));
  tell(told, 'name', row.text('name'));
  tell(told, 'dealType', row.read('deal_type', dealType));
  tell(told, 'direction', row.read('direction', direction));
  tell(told, 'salesStagePercent', row.read('sales_stage', stage));
  tell(told, 'allSalesStagesMarked', row.read('all_sales_stages_marked', yesOrNo));
  tell(told, 'customerName', row.text('customer_name'));
  tell(told, 'customerCountry', row.read('customer_country', countryCode));
  tell(told, 'customerCity', row.text('customer_city'));
  tell(told, 'customerDuns', row.read('customer_duns', duns));
  tell(told, 'location', row.text('location'));
  tell(told, 'campaignId', row.text('campaign_id'));
  tell(told, 'crmId', row.text('crm_id'));
  tell(told, 'msxId', row.text('msx_id'));
  tell(told, 'estimatedCloseDate', row.read('estimated_close_date', day));
  tell(told, 'statusReason', row.text('status_reason'));
  tell(told, 'notes', row.verbatim('notes'));
}

function tellMicrosoft(row: DealRow, told: Told): void {
  tell(told, 'microsoftStatus', row.read('microsoft_status', ownMicrosoftStatus));
  tell(told, 'microsoftInvited', row.read('microsoft_invited', yesOrNo));
  tell(told, 'partnersInvited', row.read('partners_invited', yesOrNo));
  tell(told, 'marketplaceTransacted', row.read('marketplace_transacted', yesOrNo));
  tell(told, 'organisationId', row.read('organisation_id', freeId));
  tell(told, 'referralType', row.read('referral_type', referralType));
  tell(told, 'invitedBy', row.read('invited_by', freeId));
  tell(told, 'sharedWithMicrosoft', row.read('shared_with_microsoft', yesOrNo));
}

function tellSolutionsAndTeam(row: DealRow, told: Told): void {
  tell(told, 'solutionIds', row.read('solutions', solutions));
  tell(told, 'solutionNames', namesById(row.text('solutions'), row.text('solution_names')));
  for (const [field, party] of [
    ['team', 'own'],
    ['microsoft_team', 'microsoft'],
  ] as const) {
    const people = row.read(field, semicolonList)?.flatMap((text) => {
      const person = members[party](text, (message, remedy) => row.refuse(field, message, remedy));
      return person === undefined ? [] : [person];
    });
    tell(told, field === 'team' ? 'team' : 'microsoftTeam', people);
  }
}

function tellTimes(row: DealRow, told: Told): void {
  const created = row.read('created_at', moment);
  if (created && 'at' in created) tell(told, 'createdAt', created.at);
  if (created && 'on' in created) tell(told, 'createdOn', created.on);
  tell(told, 'acceptedAt', row.read('accepted_at', instant));
  const closed = row.read('closed_at', moment);
  if (closed && told.status !== undefined && !isClosed(told.status)) {
    row.refuse(
      'closed_at',
      `A deal that is ${told.status} has not closed.`,
      'Empty the cell or correct the status.',
    );
  }
  if (closed && 'at' in closed) tell(told, 'closedAt', closed.at);
  if (closed && 'on' in closed) tell(told, 'closedOn', closed.on);
}

/** The keys of the NDJSON form, in the order of the CSV's columns. */
export const DEAL_KEYS: readonly string[] = FIELDS;
