import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type MonthlyRate, RateTable } from './domain/rate-table.js';

interface RateRow {
  readonly month: string;
  readonly currency: string;
  readonly usd_per_unit: string;
}

/** Reads the exchange rates as they are believed now, or were at an earlier instant. */
@Injectable()
export class RatesReadModel {
  constructor(private readonly database: Database) {}

  /** The current rate table; with an instant (epoch ms), the one that was current then. */
  async current(knownAt?: number): Promise<RateTable> {
    return readRates(this.database, this.database.reader, knownAt);
  }
}

/**
 * The rate table as a connection sees it, so that a report can read it from the same moment of the book as all else.
 * Small enough to be held whole: a row per month and currency.
 */
export async function readRates(
  database: Database,
  connection: Database['reader'],
  knownAt: number = Number.MAX_SAFE_INTEGER,
): Promise<RateTable> {
  const rows = await database.rows<RateRow>(
    connection,
    `select month, currency, usd_per_unit from rates
      where recorded_from <= ? and (recorded_until is null or recorded_until > ?)`,
    [knownAt, knownAt],
  );
  const versions = await database.rows<{ version: number | null }>(
    connection,
    'select max(rate_version) as version from rate_tables where recorded_at <= ?',
    [knownAt],
  );
  const rates = rows.map((row): MonthlyRate => ({
    month: row.month,
    currency: row.currency,
    usdPerUnit: row.usd_per_unit,
  }));
  return new RateTable(versions[0]?.version ?? null, rates);
}
