import type { DealType } from '../../deals/domain/deal.js';
import { memberCell, solutionCell } from '../domain/deal-cells.js';
import { microsoftReferralStatus, salesStage, statusOfPair, statusReason } from '../domain/deal-words.js';
import { memoised } from '../domain/memoised.js';
import type { Row } from '../domain/row.js';
import { tell, type Told, toldNothing } from '../domain/told.js';
import { anyText, country, duns, fileDate, guid } from '../domain/translators.js';
import { yesOrNo } from '../domain/words.js';
import { CO_SELL_COLUMNS, type CoSellField } from './co-sell-headers.js';
import { sightingRecord } from './deal-record.js';
import { refuseUnprocessed, tellValue } from './deal-rows.js';
import { tableForm } from './table-form.js';

type CoSellRow = Row<CoSellField>;

const ownMember = memoised(memberCell('own'));
const microsoftMember = memoised(memberCell('microsoft'));
const solution = memoised(solutionCell);
const closeDate = memoised(fileDate);
const countryCode = memoised(country);
const stage = memoised(salesStage);

/**
 * The co-sell bulk CSV that Partner Center exports and takes back, of 34 columns (2021-02), 43 (2021-09) and later.
 * It has neither a creation nor a closing time, and of addresses, contacts and device details nothing is kept.
 */
export const coSellForm = tableForm('co-sell', CO_SELL_COLUMNS, (row, options) => {
  refuseUnprocessed(row, 'errors');
  const dealId = readReferralId(row);
  const told = toldNothing();
  tell(told, 'status', readStatus(row));
  tell(told, 'engagementId', row.read('engagementId', guid));
  tell(told, 'name', row.text('dealName'));
  tellCustomer(row, told);
  tellDealType(row, told);
  tell(told, 'statusReason', row.read('reason', statusReason));
  tell(told, 'salesStagePercent', row.read('salesStage', stage));
  tellValue(row, told, { value: 'value', currency: 'currency' });
  tell(told, 'estimatedCloseDate', row.read('estimatedCloseDate', closeDate));
  tell(told, 'crmId', row.text('crmId'));
  tell(told, 'campaignId', row.text('campaignId'));
  tell(told, 'notes', row.verbatim('notes'));
  tell(told, 'msxId', row.text('msxId'));
  tell(told, 'location', row.text('location'));
  const solutions = row.readEach('solution', solution);
  tell(told, 'solutionIds', solutions && [...new Set(solutions)]);
  tell(told, 'team', row.readEach('teamMember', ownMember));
  tell(told, 'microsoftTeam', row.readEach('microsoftTeamMember', microsoftMember));
  if (dealId === undefined) return undefined;
  return sightingRecord({ row: row.number, dealId, source: 'co-sell', at: undefined }, told, options);
});

function readReferralId(row: CoSellRow): string | undefined {
  if (row.text('referralId') !== undefined) return row.read('referralId', guid);
  return row.refuse(
    'referralId',
    'This row has no Referral ID: it asks Partner Center to create a deal that does not exist yet.',
    'Create the deal in Partner Center, then export and import the file with the id it gave.',
  );
}

function readStatus(row: CoSellRow) {
  const status = row.need('status', anyText);
  const substatus = row.need('substatus', anyText);
  if (status === undefined || substatus === undefined) return undefined;
  return statusOfPair(
    { status, substatus, mayAskForCreation: true },
    (message, remedy) => row.refuse('status', message, remedy),
    (message, remedy) => row.refuse('substatus', message, remedy),
  );
}

function tellCustomer(row: CoSellRow, told: Told): void {
  tell(told, 'customerName', row.text('customerName'));
  tell(told, 'customerCity', row.text('customerCity'));
  tell(told, 'customerCountry', row.read('customerCountry', countryCode));
  tell(told, 'customerDuns', row.read('customerDuns', duns));
}

function tellDealType(row: CoSellRow, told: Told): void {
  const help = row.read('helpRequired', yesOrNo);
  const shared = row.read('shared', yesOrNo);
  // A validator of a later template names the column Substatus; where a file has both, that one says more.
  const answer = row.read('microsoftSubstatus', microsoftReferralStatus);
  const microsoftStatus = answer ?? row.read('microsoftStatus', microsoftReferralStatus);
  tell(told, 'microsoftStatus', microsoftStatus);
  tell(told, 'microsoftInvited', help === true || microsoftStatus !== undefined ? true : undefined);
  const unanswered = row.text('helpRequired') === undefined && row.text('shared') === undefined;
  tell(told, 'dealType', unanswered && microsoftStatus ? 'co-sell' : typeByQuestions(help, shared));
}

/** The deal type by the file's two questions (bulk CSV notes, section 3). */
function typeByQuestions(help: boolean | undefined, shared: boolean | undefined): DealType | undefined {
  if (help === true) return 'co-sell';
  if (help === undefined || shared === undefined) return undefined;
  return shared ? 'partner-led' : 'private';
}
