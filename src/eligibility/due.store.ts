import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { dealSource } from './bulk/deal-source.js';
import { type Fragment, fragment, joined, woven } from './bulk/fragment.js';
import type { Span } from './domain/force-spans.js';

/** What moved since the last finished evaluation; a deal that none of it touches keeps its verdict. */
export interface Moved {
  /** Deals, solutions, customers and rates recorded later than this instant (epoch ms) are new. */
  readonly knownAt: number;
  /** Whether customers are new, and a policy in force asks who manages the customer. */
  readonly customers: boolean;
  /** Whether rates are new, and a policy in force asks for the value in US dollars. */
  readonly rates: boolean;
  /** Whether the day of evaluation is another one. */
  readonly day: boolean;
  /** Half-open instants on which another version is in force than was, or the same one with other content. */
  readonly rules: readonly Span[];
  /** The day of evaluation, epoch ms of midnight UTC. */
  readonly today: number;
}

/** What surrounds all deals and has moved: where nothing has, no deal need be looked at for its sake. */
interface SurroundingsMoved {
  readonly customers: boolean;
  readonly rates: boolean;
}

/** A range of ids to judge, with how many deals it holds; `upTo` is the last of them. */
export interface Range {
  readonly which: Fragment;
  readonly upTo: string;
  readonly deals: number;
}

/** Which deals an evaluation has to judge. */
@Injectable()
export class DueStore {
  constructor(private readonly database: Database) {}

  /** What of customers and exchange rates was recorded later than an instant (epoch ms). */
  async surroundingsMoved(knownAt: number): Promise<SurroundingsMoved> {
    const rows = await this.database.rows<{ what: keyof SurroundingsMoved }>(
      this.database.reader,
      `select 'customers' as what where exists (select 1 from customers where recorded_from > ? or recorded_until > ?)
       union all select 'rates' where exists (select 1 from rate_tables where recorded_at > ?)`,
      [knownAt, knownAt, knownAt],
    );
    const moved = new Set(rows.map(({ what }) => what));
    return { customers: moved.has('customers'), rates: moved.has('rates') };
  }

  /** Notes the deals that may have another verdict now than the last finished evaluation found; their number. */
  async fill(evaluationId: number, moved: Moved): Promise<number> {
    const { knownAt } = moved;
    const conditions = [
      fragment('d.recorded_at > ?', knownAt),
      fragment(
        `d.deal_id in (select h.deal_id from deal_solutions h where h.solution_id in (
           select solution_id from solutions where recorded_from > ?
           union select solution_id from solution_incentives where recorded_from > ?))`,
        knownAt,
        knownAt,
      ),
      ...(moved.customers ? [fragment(NEW_CUSTOMER, knownAt, knownAt, knownAt, knownAt)] : []),
      ...(moved.rates
        ? [fragment('d.currency in (select currency from rates where recorded_from > ?)', knownAt)]
        : []),
      // Whatever is not won is judged by the day, and so is a won deal of which no day is told.
      ...(moved.day
        ? [fragment("(d.status <> 'won' or (d.closed_at is null and d.closed_on is null))")]
        : []),
    ];
    for (const condition of conditions)
      await this.add(evaluationId, woven('select d.deal_id from deals d where {}', condition));
    if (moved.rules.length > 0) {
      const asOf = { day: moved.today, knownAt };
      const source = dealSource(this.database.engine, [], asOf, fragment('1 = 1'));
      const spans = moved.rules.map(({ from, until }) =>
        fragment('last_ms >= ? and first_ms < ?', from, until),
      );
      await this.add(
        evaluationId,
        woven('select d.deal_id from ({}) d where {}', source, joined(spans, 'or')),
      );
    }
    const rows = await this.database.rows<{ deals: number }>(
      this.database.writer,
      'select count(*) as deals from evaluation_due where evaluation_id = ?',
      [evaluationId],
    );
    return rows[0]?.deals ?? 0;
  }

  /** The next deals after an id that are due to an evaluation (null: all deals), at most so many; null: none are left. */
  async next(dueTo: number | null, after: string, limit: number): Promise<Range | null> {
    const from = dueTo === null ? 'deals where' : 'evaluation_due where evaluation_id = ? and';
    const rows = await this.database.rows<{ up_to: string | null; deals: number }>(
      this.database.writer,
      `select max(deal_id) as up_to, count(*) as deals
         from (select deal_id from ${from} deal_id > ? order by deal_id limit ?) batch`,
      [...(dueTo === null ? [] : [dueTo]), after, limit],
    );
    const [row] = rows;
    if (row === undefined || row.up_to === null) return null;
    const ids = [after, row.up_to];
    const which =
      dueTo === null
        ? fragment('d.deal_id > ? and d.deal_id <= ?', ...ids)
        : fragment(
            'd.deal_id in (select deal_id from evaluation_due where evaluation_id = ? and deal_id > ? and deal_id <= ?)',
            dueTo,
            ...ids,
          );
    return { which, upTo: row.up_to, deals: row.deals };
  }

  /** Forgets what was due, to this evaluation and to those before it. */
  async clear(evaluationId: number): Promise<void> {
    await this.database.execute('delete from evaluation_due where evaluation_id <= ?', [evaluationId]);
  }

  private async add(evaluationId: number, { sql, bindings }: Fragment): Promise<void> {
    await this.database.execute(
      `insert into evaluation_due (evaluation_id, deal_id) select ?, deal_id from (${sql}) found where true
       on conflict (evaluation_id, deal_id) do nothing`,
      [evaluationId, ...bindings],
    );
  }
}

/** A customer whose entry is new, or was replaced: also the numbers and names that it no longer has matter. */
const NEW_CUSTOMER = `(d.customer_duns_key in (select duns_key from customers
    where (recorded_from > ? or recorded_until > ?) and duns_key is not null)
  or (d.customer_name_key, d.customer_country) in (select name_key, country from customers
    where (recorded_from > ? or recorded_until > ?) and name_key is not null))`;
