import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { dealSource } from './bulk/deal-source.js';
import { type Fragment, fragment, joined, woven } from './bulk/fragment.js';
import { midnight, type Span } from './domain/force-spans.js';
import type { DayMoved, RatesMoved } from './domain/moved.js';
import type { DealsLeft } from './evaluations.store.js';

/** What moved since an earlier evaluation; a deal that none of it touches keeps its verdict. */
export interface Moved {
  /** Deals recorded later than this instant (epoch ms) are new. */
  readonly knownAt: number;
  /** Epoch ms: customers count as they were known then; null where none moved, or no policy asks who manages them. */
  readonly customersNow: number | null;
  readonly solutions: readonly string[];
  /** Null where none moved, or no policy asks for the value in US dollars. */
  readonly rates: RatesMoved | null;
  /** Null where the day of evaluation is the same. */
  readonly day: DayMoved | null;
  /** Half-open instants on which another version is in force than was, or the same one with other content. */
  readonly rules: readonly Span[];
  /** The day of evaluation, epoch ms of midnight UTC. */
  readonly today: number;
  /** What the earlier evaluation did not come to. */
  readonly left: (DealsLeft & { readonly evaluationId: number }) | null;
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

  /** Whether anything that is said of customers is not what it was, between two instants (epoch ms). */
  async customersMoved(since: number, now: number): Promise<boolean> {
    const { sql, bindings } = customersMoved(since, now);
    const rows = await this.database.rows(this.database.reader, `${sql} limit 1`, bindings);
    return rows.length > 0;
  }

  /** Notes the deals that may have another verdict now than an earlier evaluation found; their number. */
  async fill(evaluationId: number, moved: Moved): Promise<number> {
    const { knownAt, left } = moved;
    await this.addDeals(evaluationId, fragment('d.recorded_at > ?', knownAt));
    await this.addHolding(evaluationId, moved.solutions, '1 = 1');
    if (moved.customersNow !== null) await this.addCustomersOf(evaluationId, knownAt, moved.customersNow);
    if (moved.rates !== null) await this.addDeals(evaluationId, inCurrencies(moved.rates));
    if (moved.day !== null) await this.addJudgedByDay(evaluationId, moved.day);
    if (moved.rules.length > 0) await this.addRuledOtherwise(evaluationId, moved);
    if (left !== null) await this.add(evaluationId, dealsLeft(left));
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

  private async addJudgedByDay(evaluationId: number, { rules, month, solutions }: DayMoved): Promise<void> {
    if (rules) return this.addDeals(evaluationId, fragment(BY_DAY));
    if (month) await this.addDeals(evaluationId, fragment(`${OPEN} and d.currency <> 'USD'`));
    await this.addHolding(evaluationId, solutions, BY_DAY);
  }

  /** The deals that hold one of some solutions, and meet a condition on `d`. */
  private async addHolding(
    evaluationId: number,
    solutions: readonly string[],
    condition: string,
  ): Promise<void> {
    for (let start = 0; start < solutions.length; start += BOUND_AT_A_TIME) {
      const some = solutions.slice(start, start + BOUND_AT_A_TIME);
      const held = `d.deal_id in (select h.deal_id from deal_solutions h where h.solution_id in (${marks(some)}))`;
      await this.addDeals(evaluationId, fragment(`${held} and ${condition}`, ...some));
    }
  }

  private async addCustomersOf(evaluationId: number, since: number, now: number): Promise<void> {
    await this.add(
      evaluationId,
      woven(
        `with moved as materialized ({}) select d.deal_id from deals d
          where d.customer_duns_key in (select duns_key from moved where duns_key is not null)
             or (d.customer_name_key, d.customer_country) in (select name_key, country from moved
                  where name_key is not null and country is not null)`,
        customersMoved(since, now),
      ),
    );
  }

  private async addRuledOtherwise(evaluationId: number, { today, knownAt, rules }: Moved): Promise<void> {
    const source = dealSource(this.database.engine, [], { day: today, knownAt }, fragment('1 = 1'));
    const spans = rules.map(({ from, until }) => fragment('last_ms >= ? and first_ms < ?', from, until));
    await this.add(evaluationId, woven('select d.deal_id from ({}) d where {}', source, joined(spans, 'or')));
  }

  private async addDeals(evaluationId: number, condition: Fragment): Promise<void> {
    await this.add(evaluationId, woven('select d.deal_id from deals d where {}', condition));
  }

  private async add(evaluationId: number, { sql, bindings }: Fragment): Promise<void> {
    await this.database.execute(
      `insert into evaluation_due (evaluation_id, deal_id) select ?, deal_id from (${sql}) found where true
       on conflict (evaluation_id, deal_id) do nothing`,
      [evaluationId, ...bindings],
    );
  }
}

/** Texts bound by one statement. */
const BOUND_AT_A_TIME = 1000;

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const OPEN = "d.status in ('received', 'active')";

/** Whatever is not won is judged by the day, and so is a won deal of which nothing tells until when it was won. */
const BY_DAY = `(d.status <> 'won' or (d.closed_at is null and d.closed_on is null and d.closed_not_after is null))`;

/** A deal that had closed before the first month with another rate converts as it did. */
function inCurrencies({ currencies, from }: RatesMoved): Fragment {
  const firstDay = `${from}-01`;
  const ms = midnight(firstDay);
  return fragment(
    `d.currency in (${marks(currencies)}) and (${OPEN}
       or not coalesce(d.closed_at < ?, d.closed_on < ?, d.closed_not_after < ?, false))`,
    ...currencies,
    ms,
    firstDay,
    ms,
  );
}

function dealsLeft({ evaluationId, of, after }: NonNullable<Moved['left']>): Fragment {
  return of === 'all'
    ? fragment('select d.deal_id from deals d where d.deal_id > ?', after)
    : fragment(
        'select d.deal_id from evaluation_due d where d.evaluation_id = ? and d.deal_id > ?',
        evaluationId,
        after,
      );
}

/**
 * Numbers and names of the customers of whom something else is said at one instant than at another; also those that
 * they no longer have. A new file that says the same moves nothing.
 */
function customersMoved(since: number, now: number): Fragment {
  return woven(
    '{} union all {}',
    saidOnlyAt(since, now, fragment('c.recorded_until > ?', since)),
    saidOnlyAt(now, since, fragment('c.recorded_from > ?', since)),
  );
}

/** What was believed of customers at one instant and not at another, of the entries that are not the same at both. */
function saidOnlyAt(instant: number, other: number, touched: Fragment): Fragment {
  return woven(
    `select c.duns_key, c.name_key, c.country from customers c
      where {} and {} and not exists (select 1 from customers o where o.customer_key = c.customer_key and {}
              and o.name_key is not distinct from c.name_key and o.country is not distinct from c.country
              and o.managed_by_microsoft is not distinct from c.managed_by_microsoft)`,
    touched,
    believed('c', instant),
    believed('o', other),
  );
}

function believed(row: string, instant: number): Fragment {
  const until = `${row}.recorded_until`;
  return fragment(`${row}.recorded_from <= ? and (${until} is null or ${until} > ?)`, instant, instant);
}
