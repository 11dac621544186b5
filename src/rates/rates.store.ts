import { Injectable } from '@nestjs/common';
import {
  believeRows,
  type CatalogueTable,
  type Statement,
  type Statused,
} from '../catalogues/believed-rows.js';
import { Database } from '../database/database.js';
import type { MonthlyRate } from './domain/rate-table.js';

const RATES: CatalogueTable = {
  name: 'rates',
  key: [
    { name: 'month', type: 'text' },
    { name: 'currency', type: 'text' },
  ],
  values: [{ name: 'usd_per_unit', type: 'text' }],
};

/** Takes monthly exchange rates. Each import that changes any makes a new version of the rate table. */
@Injectable()
export class RatesStore {
  constructor(private readonly database: Database) {}

  /** Takes rows of a rates file. */
  async believeRates(rates: readonly MonthlyRate[], statement: Statement): Promise<readonly Statused[]> {
    return believeRows(
      this.database,
      RATES,
      rates.map(({ month, currency, usdPerUnit }) => ({ key: [month, currency], values: [usdPerUnit] })),
      statement,
    );
  }

  /** Numbers the rate table that the import left behind. */
  async newVersion({ importId, recordedAt }: Statement): Promise<void> {
    await this.database.writer('rate_tables').insert({ import_id: importId, recorded_at: recordedAt });
  }
}
