import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  believeRows,
  type CatalogueTable,
  type Statement,
  type Statused,
} from '../catalogues/believed-rows.js';
import { Database } from '../database/database.js';
import type { BulkColumn } from '../database/dialect.js';
import type { CampaignRecord, SpendRecord } from './domain/campaign-records.js';

const CAMPAIGNS: CatalogueTable = {
  name: 'campaigns',
  key: [{ name: 'campaign_id', type: 'text' }],
  values: [
    { name: 'name', type: 'text' },
    { name: 'channel', type: 'text' },
    { name: 'start_date', type: 'text' },
    { name: 'end_date', type: 'text' },
    { name: 'budget_minor', type: 'integer' },
    { name: 'currency', type: 'text' },
  ],
};

const SPEND: readonly BulkColumn[] = [
  { name: 'entry_hash', type: 'text' },
  { name: 'ordinal', type: 'integer' },
  { name: 'campaign_id', type: 'text' },
  { name: 'date', type: 'text' },
  { name: 'amount_minor', type: 'integer' },
  { name: 'currency', type: 'text' },
  { name: 'note', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
  { name: 'import_id', type: 'integer' },
];

const SPEND_MET: readonly BulkColumn[] = [
  { name: 'import_id', type: 'integer' },
  { name: 'entry_hash', type: 'text' },
  { name: 'times', type: 'integer' },
];

interface CountRow {
  readonly entry_hash: string;
  readonly times: number;
}

/** Takes campaigns and what was spent on them. */
@Injectable()
export class CampaignsStore {
  constructor(private readonly database: Database) {}

  /** Takes rows of a campaigns file. */
  async believeCampaigns(
    campaigns: readonly CampaignRecord[],
    statement: Statement,
  ): Promise<readonly Statused[]> {
    return believeRows(
      this.database,
      CAMPAIGNS,
      campaigns.map((campaign) => ({
        key: [campaign.campaignId],
        values: [
          campaign.name,
          campaign.channel,
          campaign.startDate,
          campaign.endDate,
          campaign.budgetMinor,
          campaign.currency,
        ],
      })),
      statement,
    );
  }

  /**
   * Enters spend into the ledger. The book holds each entry as often as the file that has it most often, so a file
   * that comes again, or overlaps another, doubles nothing, and two equal invoices in one file both count.
   */
  async enterSpend(entries: readonly SpendRecord[], statement: Statement): Promise<readonly Statused[]> {
    const { importId, recordedAt } = statement;
    const hashes = entries.map(entryHash);
    const met = await this.counts(
      `select entry_hash, times from spend_met where import_id = ${importId} and {in}`,
      hashes,
    );
    const held = await this.counts(
      'select entry_hash, count(*) as times from spend where {in} group by entry_hash',
      hashes,
    );
    const rows: (string | number | null)[][] = [];
    const results = entries.map((entry, index): Statused => {
      const hash = hashes[index] ?? '';
      const ordinal = (met.get(hash) ?? 0) + 1;
      met.set(hash, ordinal);
      if (ordinal <= (held.get(hash) ?? 0)) return 'unchanged';
      rows.push([
        hash,
        ordinal,
        entry.campaignId,
        entry.date,
        entry.amountMinor,
        entry.currency,
        entry.note,
        recordedAt,
        importId,
      ]);
      return 'created';
    });
    await this.database.insertRows('spend', SPEND, rows);
    await this.database.insertRows(
      'spend_met',
      SPEND_MET,
      [...met].map(([hash, times]) => [importId, hash, times]),
      { do: 'replace', key: ['import_id', 'entry_hash'] },
    );
    return results;
  }

  /** Ends the counting of one import's entries. */
  async endSpend(importId: number): Promise<void> {
    await this.database.writer('spend_met').where({ import_id: importId }).delete();
  }

  private async counts(select: string, hashes: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.rowsIn<CountRow>(select, 'entry_hash', [...new Set(hashes)]);
    return new Map(rows.map((row) => [row.entry_hash, row.times]));
  }
}

function entryHash(entry: SpendRecord): string {
  const content = [entry.campaignId, entry.date, entry.amountMinor, entry.currency, entry.note];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
