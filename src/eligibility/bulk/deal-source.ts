import type { Engine } from '../../database/dialect.js';
import { DAY_MS } from '../../kernel/instants.js';
import type { FactName } from '../../policies/domain/vocabulary.js';
import { SINCE_EVER } from '../domain/force-spans.js';
import { BOOK_TABLES, type BatchTables } from './batch-tables.store.js';
import { columnsRead } from './fact-columns.js';
import { type Fragment, fragment, woven } from './fragment.js';
import { allTagsIn, TAGGED_THROUGHOUT, tagsInEvery, TAGS_COMPLETE } from './tag-bits.js';

/** What the deals are judged as of. */
export interface AsOf {
  /** Midnight UTC of the day of evaluation, epoch ms. */
  readonly day: number;
  /** Customers count as they were known at this instant, epoch ms. */
  readonly knownAt: number;
}

/**
 * The deals that a condition on `d`, a row of `deals`, leaves, with what the given facts are read from: the bounds of
 * creation and winning in epoch ms, those of the days that the version and the incentives go by (`first_ms`,
 * `last_ms`), and, as far as the facts ask for it, incentives, value in US cents and whether Microsoft manages the
 * customer.
 *
 * It says the same as `buildFacts`. Where SQL cannot, since a value is too large to be multiplied exactly, `hard` is
 * 1, and the rule engine judges.
 */
export function dealSource(
  engine: Engine,
  facts: readonly FactName[],
  asOf: AsOf,
  which: Fragment,
  tables: BatchTables = BOOK_TABLES,
): Fragment {
  const { incentives, usd, customers } = surroundingsAsked(facts);
  const managed = customers
    ? fragment(MANAGED, ...Array.from({ length: 4 }, () => asOf.knownAt))
    : fragment('null');
  // Without the barrier SQLite works every expression out anew wherever it is used.
  const tags = incentives ? TAGS.replaceAll('{solutions}', tables.solutions) : '0';
  return woven(
    `with timed as materialized ({})
     select d.*, ${tags} as tags,
            ${usd ? USD : 'null'} as usd_cents, ${usd ? HARD : '0'} as hard, {} as customer_managed
       from timed d ${usd ? RATE : ''}`,
    dealTimes(engine, columnsRead(facts), asOf, which, tables),
    managed,
  );
}

/** What some facts are read from beside the deal. */
interface SurroundingsAsked {
  /** Then the table `spans_of_solutions` must be there. */
  readonly incentives: boolean;
  /** Then the table `spans_of_rates` must be there. */
  readonly usd: boolean;
  readonly customers: boolean;
}

/** What some facts are read from beside the deal. */
export function surroundingsAsked(facts: readonly FactName[]): SurroundingsAsked {
  return {
    incentives: facts.includes('incentiveTags') || facts.includes('hasIncentiveEligibleSolution'),
    usd: facts.includes('dealValueUsd'),
    customers: facts.includes('customerManagedByMicrosoft'),
  };
}

/** The deals that a condition on `d` leaves, with the bounds of their times and some columns of their own. */
function dealTimes(
  engine: Engine,
  columns: readonly string[],
  { day }: AsOf,
  which: Fragment,
  { deals }: BatchTables,
): Fragment {
  const bounds = CREATED.replaceAll('{day}', dayStart(engine, 'd.created_on'));
  const created = woven(bounds.replace('{deals}', deals), which);
  const told = woven(TOLD.replaceAll('{day}', dayStart(engine, 'd.closed_on')), created);
  const [today, closing] = [fragment('cast(? as bigint)', day), woven(CLOSING, told)];
  const own = [...new Set(['deal_id', 'version', 'status', ...columns])].map((column) => `d.${column}`);
  return woven(`select ${own.join(', ')}, ${SPANS}`, today, today, today, closing);
}

/** Midnight UTC of a date in epoch ms. */
function dayStart(engine: Engine, date: string): string {
  return engine === 'sqlite'
    ? `unixepoch(${date}) * 1000`
    : `(cast(${date} as date) - date '1970-01-01') * cast(${DAY_MS} as bigint)`;
}

const LAST_MS = DAY_MS - 1;

const CREATED = `select d.*, coalesce(d.created_at, {day}) as created_min,
    coalesce(d.created_at, {day} + ${LAST_MS}) as created_max from {deals} d where {}`;

const TOLD = `select d.*, coalesce(d.closed_at, {day}) as told_min, coalesce(d.closed_at, {day} + ${LAST_MS}) as told_max,
    coalesce(d.closed_not_before, d.created_min) as seen_open from ({}) d`;

const CLOSING = `select d.*,
    case when told_min is not null then told_min when seen_open <= closed_not_after then seen_open end as closing_min,
    case when told_min is not null then told_max when seen_open <= closed_not_after then closed_not_after end as closing_max
  from ({}) d`;

/** The days that may have been the won one; for a deal that is not won both are the day of evaluation. */
const SPANS = `created_min, created_max, closing_min, closing_max,
    case when status = 'won' then closing_min end as won_min, case when status = 'won' then closing_max end as won_max,
    case when status = 'won' then coalesce(closing_min, ${SINCE_EVER}) else {} end as first_ms,
    case when status = 'won' then coalesce(closing_max, closed_not_after, {}) else {} end as last_ms
  from ({}) d`;

/**
 * The incentives on one day. The table `spans_of_solutions` has a row for every solution and span of whole days on
 * which its incentives do not change.
 */
const TAGS_ON_A_DAY = `select ${allTagsIn('s.tags')} + case when count(s.solution_id) = count(*) then ${TAGS_COMPLETE} else 0 end
    from {solutions} h
    left join spans_of_solutions s
      on s.solution_id = h.solution_id and s.from_ms <= d.last_ms and d.last_ms < s.until_ms
   where h.deal_id = d.deal_id`;

/** The first of the possible days, and every later one on which something changes. */
const DAYS_THAT_MATTER = `select d.first_ms as at_ms union
  select s.from_ms from {solutions} h
    join spans_of_solutions s on s.solution_id = h.solution_id and s.from_ms > d.first_ms and s.from_ms <= d.last_ms
   where h.deal_id = d.deal_id`;

/** The incentives on days that are known only by their bounds: what holds on all of them, as `incentivesBetween` has it. */
const TAGS_BETWEEN_DAYS = `select ${tagsInEvery('tags')} + case when min(tags) = max(tags) then min(complete) else 0 end
         + case when min(tags) > 0 then ${TAGGED_THROUGHOUT} else 0 end
    from (select ${allTagsIn('s.tags')} as tags,
                 case when count(s.solution_id) = count(*) then ${TAGS_COMPLETE} else 0 end as complete
            from (${DAYS_THAT_MATTER}) days
            join {solutions} h on h.deal_id = d.deal_id
            left join spans_of_solutions s
              on s.solution_id = h.solution_id and s.from_ms <= days.at_ms and days.at_ms < s.until_ms
           group by days.at_ms) each_day`;

/** A deal of which it is known that it has no solutions has all of none. */
const TAGS = `case when solutions_known <> 1 then 0 else coalesce(
    case when d.first_ms >= 0 and d.first_ms / ${DAY_MS} = d.last_ms / ${DAY_MS}
         then (${TAGS_ON_A_DAY}) else (${TAGS_BETWEEN_DAYS}) end, ${TAGS_COMPLETE}) end`;

/** The rate table `spans_of_rates` says for each currency and month: times what, divided by what, up to which value. */
const RATE = `left join spans_of_rates r on r.currency = d.currency
    and r.from_ms <= case when status in ('received', 'active') then d.last_ms else d.closing_min end
    and case when status in ('received', 'active') then d.last_ms else d.closing_max end < r.until_ms`;

const USD = `case when d.currency = 'USD' then d.value_minor when abs(d.value_minor) > r.most then null
    when d.value_minor < 0 then -((r.factor * -d.value_minor * 2 + r.divisor) / (2 * r.divisor))
    else (r.factor * d.value_minor * 2 + r.divisor) / (2 * r.divisor) end`;

const HARD = `case when d.currency <> 'USD' and abs(d.value_minor) > r.most then 1 else 0 end`;

const BELIEVED = 'c.recorded_from <= ? and (c.recorded_until is null or c.recorded_until > ?)';
const AGREED = `select case when min(c.managed_by_microsoft) = max(c.managed_by_microsoft)
    then min(c.managed_by_microsoft) end from customers c where ${BELIEVED}`;
const MANAGED = `coalesce(
    (${AGREED} and c.duns_key = d.customer_duns_key),
    (${AGREED} and c.name_key = d.customer_name_key and c.country = d.customer_country
       and (c.duns_key is null or d.customer_duns_key is null)))`;
