import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { groupBy } from '../kernel/group-by.js';
import type { Page } from '../kernel/page.js';
import { dealNotFound } from './deal-not-found.js';
import { dealRowSchema, rowToDeal } from './deal-row.js';
import type { Deal } from './domain/deal.js';

/** A deal with which version of it this is, and when (epoch ms) that version was recorded. */
export interface VersionedDeal {
  readonly deal: Deal;
  readonly version: number;
  readonly recordedAt: number;
}

/** What a list of deals can be narrowed to. */
export interface DealFilter {
  readonly status?: string;
  readonly dealType?: string;
  readonly campaignId?: string;
  readonly outcome?: string;
}

interface SolutionRow {
  readonly deal_id: string;
  readonly solution_id: string;
  readonly name: string | null;
}

/** Reads deals as they are now believed. */
@Injectable()
export class DealsReadModel {
  constructor(private readonly database: Database) {}

  /** The deal, or null when the book has none of that id. */
  async find(dealId: string): Promise<VersionedDeal | null> {
    return (await this.findAll([dealId]))[0] ?? null;
  }

  /**
   * The deal that a person or another system asks for; ids of Partner Center are found in either case.
   * @throws DomainError `not-found` when the book has no such deal.
   */
  async get(id: string): Promise<VersionedDeal> {
    const found = (await this.find(id)) ?? (await this.find(id.toLowerCase()));
    if (found === null) throw dealNotFound(id);
    return found;
  }

  /** When (epoch ms) the book first and last learnt anything, of deals or of what they are judged by; null before. */
  async learntAt(): Promise<{ readonly first: number; readonly last: number } | null> {
    const [row] = await this.database.rows<{ first: number | null; last: number | null }>(
      this.database.reader,
      'select min(recorded_at) as first, max(recorded_at) as last from imports',
      [],
    );
    const { first, last } = row ?? { first: null, last: null };
    return first === null || last === null ? null : { first, last };
  }

  /** How many deals the book holds. */
  async count(): Promise<number> {
    const rows = await this.database.rows<{ deals: number }>(
      this.database.reader,
      'select count(*) as deals from deals',
      [],
    );
    return rows[0]?.deals ?? 0;
  }

  /** Those of the given deals that are in the book, in order of id. */
  async findAll(dealIds: readonly string[]): Promise<readonly VersionedDeal[]> {
    const rows = await this.database.rowsIn<unknown>(
      'select * from deals where {in} order by deal_id',
      'deal_id',
      dealIds,
    );
    return this.withSolutions(rows);
  }

  /** Up to `limit` deals whose id comes after `after` (null: from the start), in order of id. */
  async batchAfter(after: string | null, limit: number): Promise<readonly VersionedDeal[]> {
    return (await this.list({}, after, limit)).items;
  }

  /** One page of deals in order of id; the cursor is the last deal's id. */
  async list(filter: DealFilter, after: string | null, limit: number): Promise<Page<VersionedDeal>> {
    const conditions: string[] = [];
    const bindings: (string | number)[] = [];
    const narrow = (sql: string, value: string | null | undefined): void => {
      if (value === null || value === undefined) return;
      conditions.push(sql);
      bindings.push(value);
    };
    narrow('d.deal_id > ?', after);
    narrow('d.status = ?', filter.status);
    narrow('d.deal_type = ?', filter.dealType);
    narrow('d.campaign_id = ?', filter.campaignId);
    narrow('d.deal_id in (select v.deal_id from verdicts v where v.outcome = ?)', filter.outcome);
    const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select d.* from deals d ${where} order by d.deal_id limit ?`,
      [...bindings, limit + 1],
    );
    const items = await this.withSolutions(rows.slice(0, limit));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.deal.dealId ?? null) : null };
  }

  private async withSolutions(rows: readonly unknown[]): Promise<readonly VersionedDeal[]> {
    const parsed = z.array(dealRowSchema).parse(rows);
    const solutions = await this.database.rowsIn<SolutionRow>(
      'select deal_id, solution_id, name from deal_solutions where {in} order by deal_id, position',
      'deal_id',
      parsed.map((row) => row.deal_id),
    );
    const byDeal = groupBy(solutions, (row) => row.deal_id);
    return parsed.map((row) => ({
      deal: rowToDeal(
        row,
        (byDeal.get(row.deal_id) ?? []).map((held) => ({ solutionId: held.solution_id, name: held.name })),
      ),
      version: row.version,
      recordedAt: row.recorded_at,
    }));
  }
}
