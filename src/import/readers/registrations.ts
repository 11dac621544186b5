import { registrationState } from '../domain/deal-words.js';
import type { ColumnSpec } from '../domain/headers.js';
import { tell, toldNothing } from '../domain/told.js';
import { fileDate, guid } from '../domain/translators.js';
import { yesOrNo } from '../domain/words.js';
import { sightingRecord } from './deal-record.js';
import { refuseUnprocessed } from './deal-rows.js';
import { tableForm } from './table-form.js';

/** Columns of the registration bulk CSV that are read; contract and solution values are left alone. */
const COLUMNS = [
  { field: 'referralId', headers: ['Referral ID'], required: true },
  { field: 'registered', headers: ['Registration Date'] },
  { field: 'state', headers: ['Registration Status'], required: true },
  { field: 'stateReason', headers: ['Registration Status Reason'] },
  { field: 'marketplaceTransacted', headers: ['Is Marketplace Transacted'] },
  { field: 'reviewPending', headers: ['Review Pending Date'] },
  { field: 'passed', headers: ['Passed Date'] },
  { field: 'failed', headers: ['Failed Date'] },
  { field: 'approved', headers: ['Approved Date'] },
  { field: 'errors', headers: ['Errors'] },
] as const satisfies readonly ColumnSpec<string>[];

/**
 * The bulk CSV of deal registrations (bulk CSV notes, section 9). It tells of registrations only: where a deal was
 * approved without review, the registration's own date is the day it was submitted.
 */
export const registrationsForm = tableForm('registrations', COLUMNS, (row, options) => {
  refuseUnprocessed(row, 'errors');
  const dealId = row.need('referralId', guid);
  const told = toldNothing();
  tell(told, 'registrationState', row.read('state', registrationState));
  const [pending, registered] = [row.read('reviewPending', fileDate), row.read('registered', fileDate)];
  tell(told, 'registrationSubmittedOn', pending ?? registered);
  const [approved, passed, failed] = [
    row.read('approved', fileDate),
    row.read('passed', fileDate),
    row.read('failed', fileDate),
  ];
  tell(told, 'registrationDecidedOn', approved ?? passed ?? failed);
  tell(told, 'marketplaceTransacted', row.read('marketplaceTransacted', yesOrNo));
  if (dealId === undefined) return undefined;
  return sightingRecord({ row: row.number, dealId, source: 'registrations', at: undefined }, told, options);
});
