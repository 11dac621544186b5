import { CAMPAIGNS, spendOf } from './campaigns.js';
import { formatMinorUnits } from '../../kernel/money.js';
import { SOLUTIONS } from './company.js';
import type { DemoCustomer } from './customers.js';
import { ratesOf } from './rates.js';

/** A small table: its header and all its rows, as texts. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The solutions form: a row for each incentive of a solution, or one without. */
export function solutionsTable(): Table {
  return {
    columns: ['solution_id', 'name', 'kind', 'incentive', 'valid_from', 'valid_until'],
    rows: SOLUTIONS.map(({ solutionId, name, kind, incentive, validFrom, validUntil }) => [
      solutionId,
      name,
      kind,
      incentive ?? '',
      validFrom ?? '',
      validUntil ?? '',
    ]),
  };
}

/** The customers form; a customer of whom nobody knows whether Microsoft manages it is not in it. */
export function customersTable(customers: readonly DemoCustomer[]): Table {
  return {
    columns: ['duns', 'name', 'country', 'managed_by_microsoft'],
    rows: customers
      .filter(({ managedByMicrosoft }) => managedByMicrosoft !== null)
      .map(({ duns, name, country, managedByMicrosoft }) => [
        duns ?? '',
        name,
        country,
        managedByMicrosoft === true ? 'yes' : 'no',
      ]),
  };
}

/** The campaigns form. */
export function campaignsTable(): Table {
  return {
    columns: ['campaign_id', 'name', 'channel', 'start_date', 'end_date', 'budget', 'currency'],
    rows: CAMPAIGNS.map(({ campaignId, name, channel, startDate, endDate, budget, currency }) => [
      campaignId,
      name,
      channel,
      startDate,
      endDate,
      String(budget),
      currency,
    ]),
  };
}

/** The spend form. */
export function spendTable(seed: number, deals: number): Table {
  return {
    columns: ['campaign_id', 'date', 'amount', 'currency', 'note'],
    rows: spendOf(seed, deals).map(({ campaignId, date, amountMinor, currency, note }) => [
      campaignId,
      date,
      formatMinorUnits(amountMinor, currency),
      currency,
      note,
    ]),
  };
}

/** The rates form. */
export function ratesTable(seed: number): Table {
  return {
    columns: ['month', 'currency', 'usd_per_unit'],
    rows: ratesOf(seed).map(({ month, currency, usdPerUnit }) => [month, currency, usdPerUnit]),
  };
}
