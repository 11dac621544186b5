import type { Engine } from '../../database/dialect.js';
import { DAY_MS } from '../../kernel/instants.js';
import type { FactName } from '../../policies/domain/vocabulary.js';
import { SINCE_EVER } from '../domain/force-spans.js';
import { type Fragment, fragment, woven } from './fragment.js';

/** Set in `tags` where the incentives differ between the days on which the deal may have been won. */
const TAGS_VARY = 16;

/** What the deals are judged as of. */
export interface AsOf {
  /** Midnight UTC of the day of evaluation, epoch ms. */
  readonly day: number;
  /** Customers count as they were known at this instant, epoch ms. */
  readonly knownAt: number;
}

/**
 * The deals that a condition on `d`, a row of `deals`, leaves, with what facts are read from: the bounds of creation, closing and winning in epoch ms, the days that the version and the incentives
 * go by, and, as far as the facts ask for it, incentives, value in US cents and whether Microsoft manages the customer.
 *
 * It says the same as `buildFacts`. Where SQL cannot (incentives that differ within a span of possible days, a value
 * too large to be multiplied exactly) `hard` is 1, and the rule engine judges.
 */
export function dealSource(
  engine: Engine,
  facts: readonly FactName[],
  asOf: AsOf,
  range: Fragment,
): Fragment {
  const asksFor = (...names: readonly FactName[]): boolean => names.some((name) => facts.includes(name));
  const tags = asksFor('incentiveTags', 'hasIncentiveEligibleSolution') ? TAGS : '0';
  const usd = asksFor('dealValueUsd');
  const managed = asksFor('customerManagedByMicrosoft')
    ? fragment(MANAGED, ...Array.from({ length: 4 }, () => asOf.knownAt))
    : fragment('null');
  const created = woven(CREATED.replaceAll('{day}', dayStart(engine, 'd.created_on')), range);
  const told = woven(TOLD.replaceAll('{day}', dayStart(engine, 'd.closed_on')), created);
  const closing = woven(CLOSING, told);
  const spans = woven(
    SPANS,
    fragment('?', asOf.day),
    fragment('?', asOf.day),
    fragment('?', asOf.day),
    closing,
  );
  const priced = woven(
    `select d.*, ${tags} as tags_and_more, ${usd ? USD : 'null'} as usd_cents, ${usd ? HARD_USD : '0'} as hard_usd,
            {} as customer_managed from ({}) d`,
    managed,
    spans,
  );
  return woven(
    `select d.*, tags_and_more & 15 as tags,
            case when (tags_and_more & ${TAGS_VARY}) <> 0 or hard_usd = 1 then 1 else 0 end as hard from ({}) d`,
    priced,
  );
}

/** Midnight UTC of a date in epoch ms. */
function dayStart(engine: Engine, date: string): string {
  return engine === 'sqlite'
    ? `unixepoch(${date}) * 1000`
    : `(cast(${date} as date) - date '1970-01-01') * cast(${DAY_MS} as bigint)`;
}

const LAST_MS = DAY_MS - 1;

const CREATED = `select d.*, coalesce(d.created_at, {day}) as created_min,
    coalesce(d.created_at, {day} + ${LAST_MS}) as created_max from deals d where {}`;

const TOLD = `select d.*, coalesce(d.closed_at, {day}) as told_min, coalesce(d.closed_at, {day} + ${LAST_MS}) as told_max,
    coalesce(d.closed_not_before, d.created_min) as seen_open from ({}) d`;

const CLOSING = `select d.*,
    case when told_min is not null then told_min when seen_open <= closed_not_after then seen_open end as closing_min,
    case when told_min is not null then told_max when seen_open <= closed_not_after then closed_not_after end as closing_max
  from ({}) d`;

/** The days that may have been the won one; for a deal that is not won both are the day of evaluation. */
const SPANS = `select d.*,
    case when status = 'won' then closing_min end as won_min, case when status = 'won' then closing_max end as won_max,
    case when status = 'won' then coalesce(closing_min, ${SINCE_EVER}) else cast({} as bigint) end as first_ms,
    case when status = 'won' then coalesce(closing_max, closed_not_after, {}) else cast({} as bigint) end as last_ms
  from ({}) d`;

/**
 * Bits 0 to 2: the incentives; 8: they are all there are; 16: they are not the same on all possible days. The table
 * \`spans_of_solutions\` has a row for every solution and span of days on which its incentives do not change.
 */
const TAGS = `case when solutions_known = 1 then coalesce((
    select max(coalesce(s.tags, 0) & 1) + max(coalesce(s.tags, 0) & 2) + max(coalesce(s.tags, 0) & 4)
         + case when count(s.solution_id) = count(*) then 8 else 0 end
         + case when max(s.from_ms) > d.first_ms then ${TAGS_VARY} else 0 end
      from deal_solutions h
      left join spans_of_solutions s
        on s.solution_id = h.solution_id and s.from_ms <= d.last_ms and d.last_ms < s.until_ms
     where h.deal_id = d.deal_id), 8) else 0 end`;

/** The rate table \`spans_of_rates\` says for each currency and month: times what, divided by what, up to which value. */
const RATE = `from spans_of_rates r where r.currency = d.currency
    and r.from_ms <= case when status in ('received', 'active') then d.last_ms else d.closing_min end
    and case when status in ('received', 'active') then d.last_ms else d.closing_max end < r.until_ms`;

const USD = `case when d.currency = 'USD' then d.value_minor else (
    select case when abs(d.value_minor) > r.most then null
                when d.value_minor < 0 then -((r.factor * -d.value_minor * 2 + r.divisor) / (2 * r.divisor))
                else (r.factor * d.value_minor * 2 + r.divisor) / (2 * r.divisor) end ${RATE}) end`;

const HARD_USD = `case when d.currency <> 'USD' and exists (select 1 ${RATE} and abs(d.value_minor) > r.most) then 1 else 0 end`;

const BELIEVED = 'c.recorded_from <= ? and (c.recorded_until is null or c.recorded_until > ?)';
const AGREED = `select case when min(c.managed_by_microsoft) = max(c.managed_by_microsoft)
    then min(c.managed_by_microsoft) end from customers c where ${BELIEVED}`;
const MANAGED = `coalesce(
    (${AGREED} and c.duns_key = d.customer_duns_key),
    (${AGREED} and c.name_key = d.customer_name_key and c.country = d.customer_country
       and (c.duns_key is null or d.customer_duns_key is null)))`;
