import type { Knex } from 'knex';
import type { Database } from '../../database/database.js';
import { type Learnt, whatWasKnown } from '../../deals/domain/deal-history.js';
import type { LearntService } from '../../deals/learnt.service.js';
import { breathe } from '../../kernel/breathe.js';
import type { RateTable } from '../../rates/domain/rate-table.js';
import { readRates } from '../../rates/rates.read-model.js';
import type { SpendEntry } from '../domain/campaign-roi.js';
import type { CampaignInList } from '../domain/campaign-rows.js';
import type { SolutionOnDeal } from '../domain/deal-grouping.js';

/** Rows a statement reads at a time. The driver makes them all in one piece of work, and more take more memory, not less time. */
const PAGE = 500;

interface SpendRow {
  readonly entry_hash: string;
  readonly ordinal: number;
  readonly campaign_id: string;
  readonly date: string;
  readonly amount_minor: number;
  readonly currency: string;
}

interface CampaignRow {
  readonly campaign_id: string;
  readonly name: string;
  readonly channel: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
}

interface SolutionRow {
  readonly deal_id: string;
  readonly solution_id: string;
  readonly name: string | null;
}

/** Deals whose history is held at once. */
const BATCH = 1000;
/** A row of a list that was believed at an instant, bound twice. */
const BELIEVED = 'recorded_from <= ? and (recorded_until is null or recorded_until > ?)';

/** Reads the book at one moment, a page at a time, so that a report of a million deals stays small in memory. */
export class BookReader {
  /** The instant (epoch ms) that lists are read of: the greatest leaves what is believed now. */
  readonly believedAt: number;
  private readonly ends: (() => Promise<void>)[] = [];

  /** @param knownAt epoch ms: as far as had been learnt by then; null: all that was ever learnt. */
  constructor(
    readonly database: Database,
    readonly connection: Knex,
    private readonly learntService: LearntService,
    readonly knownAt: number | null = null,
  ) {
    this.believedAt = knownAt ?? Number.MAX_SAFE_INTEGER;
  }

  /** Has something done when the report is over, whether it was written or not. */
  atEnd(work: () => Promise<void>): void {
    this.ends.push(work);
  }

  /** The report is over. */
  async end(): Promise<void> {
    for (const work of this.ends.splice(0)) await work();
  }

  /** The exchange rates as believed. */
  async rates(): Promise<RateTable> {
    return readRates(this.database, this.connection, this.believedAt);
  }

  /** What was learnt of deals; none of those of which nothing had been learnt. */
  async learnt(dealIds: readonly string[]): Promise<ReadonlyMap<string, Learnt>> {
    const histories = new Map<string, Learnt>();
    for (let start = 0; start < dealIds.length; start += BATCH) {
      await breathe();
      const some = await this.learntService.of(dealIds.slice(start, start + BATCH));
      for (const [dealId, learnt] of some) {
        const known = whatWasKnown(learnt, ({ recordedAt }) => recordedAt <= this.believedAt);
        if (known.sightings.length > 0) histories.set(dealId, known);
      }
    }
    return histories;
  }

  /** The solutions of all deals from one id to another, by deal id, in the order of the source. */
  async solutionsOf(
    firstId: string,
    lastId: string,
  ): Promise<ReadonlyMap<string, readonly SolutionOnDeal[]>> {
    const rows = await this.rows<SolutionRow>(
      `select deal_id, solution_id, name from deal_solutions where deal_id >= ? and deal_id <= ?
       order by deal_id, position`,
      [firstId, lastId],
    );
    const byDeal = new Map<string, SolutionOnDeal[]>();
    for (const row of rows) {
      const solutions = byDeal.get(row.deal_id) ?? [];
      byDeal.set(row.deal_id, solutions);
      solutions.push({ solutionId: row.solution_id, name: row.name });
    }
    return byDeal;
  }

  /** The names of the catalogue's solutions by id. */
  async solutionNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.rows<{ solution_id: string; name: string }>(
      `select solution_id, name from solutions where ${BELIEVED}`,
      [this.believedAt, this.believedAt],
    );
    return new Map(rows.map((row) => [row.solution_id, row.name]));
  }

  /** The campaigns list as believed, in order of id. */
  async campaigns(): Promise<readonly CampaignInList[]> {
    const rows = await this.rows<CampaignRow>(
      `select campaign_id, name, channel, start_date, end_date from campaigns
       where ${BELIEVED} order by campaign_id`,
      [this.believedAt, this.believedAt],
    );
    return rows.map((row) => ({
      campaignId: row.campaign_id,
      name: row.name,
      channel: row.channel,
      startDate: row.start_date,
      endDate: row.end_date,
    }));
  }

  /** The spend ledger in pages. */
  async *spend(): AsyncGenerator<readonly SpendEntry[]> {
    for (let [hash, ordinal] = ['', 0]; ;) {
      const rows = await this.rows<SpendRow>(
        `select entry_hash, ordinal, campaign_id, date, amount_minor, currency from spend
         where (entry_hash, ordinal) > (?, ?) and recorded_at <= ?
         order by entry_hash, ordinal limit ${PAGE}`,
        [hash, ordinal, this.believedAt],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((row) => ({
        campaignId: row.campaign_id,
        date: row.date,
        amountMinor: row.amount_minor,
        currency: row.currency,
      }));
      [hash, ordinal] = [last.entry_hash, last.ordinal];
    }
  }

  /** The ids of all deals from one to another, in order. */
  async dealIds(firstId: string, lastId: string): Promise<readonly string[]> {
    const rows = await this.rows<{ deal_id: string }>(
      'select deal_id from deal_standings where deal_id >= ? and deal_id <= ? order by deal_id',
      [firstId, lastId],
    );
    return rows.map((row) => row.deal_id);
  }

  /** Rows of a select at the moment of the report; others are let in first, since a report is long work. */
  async rows<R>(sql: string, bindings: readonly (string | number | null)[] = []): Promise<readonly R[]> {
    await breathe();
    return this.database.rows<R>(this.connection, sql, bindings);
  }
}
