import { describe, expect, it } from '@jest/globals';
import { distributedTables, refusedByCitus } from '../support/sharded-sql.js';

describe('what Citus refuses of statements on a distributed book', () => {
  it.each<[string, string]>([
    ['update verdicts set decided_at = now()', 'writes what now says'],
    [
      'insert into deals (deal_id) values ($1) on conflict (deal_id) do update set recorded_at = extract(epoch from now())',
      'writes what now says',
    ],
    ['update deals set deal_id = lower(deal_id) where deal_id = $1', 'changes deal_id'],
    [
      'update verdicts set (outcome, pass_mask) = (select d.outcome, d.pass_mask from decisions d where d.deal_id = verdicts.deal_id)',
      'sets several columns by one select',
    ],
    ['select status, count(*) from deals group by rollup (status)', 'groups by more than one grouping'],
    [
      'select status, count(*) from deals group by grouping sets ((status), ())',
      'groups by more than one grouping',
    ],
    ['with recursive r as (select deal_id from deals) select * from r', 'is recursive'],
    ['select * from deals d where status = $1 for update', 'locks rows on many machines'],
    [
      'select * from deals d join decisions e on e.sequence = d.version',
      'joins decisions by something else than the column it is distributed by',
    ],
    [
      'select * from deals d, verdicts v where v.outcome = d.status',
      'joins verdicts by something else than the column it is distributed by',
    ],
    [
      'update verdicts set pass_mask = d.version from deals d where verdicts.deal_version = d.version',
      'joins deals by something else',
    ],
    [
      'insert into decisions (deal_id) select j.deal_id from judged j left join verdicts v on v.deal_id = j.deal_id',
      'brings all of verdicts to the coordinator, for a left join',
    ],
    [
      'select d.deal_id, (select max(r.factor) from spans_of_rates r where r.currency = d.currency) from (select * from deals) d',
      'asks spans_of_rates, which is local, for every row',
    ],
    [
      'select * from decisions where not exists (select 1 from rule_sets s where s.rule_set_id = decisions.seal_id)',
      'asks rule_sets, which is local, for every row',
    ],
    [
      'select s.name, (select count(*) from deal_solutions h where h.solution_id = s.solution_id) from solutions s',
      'asks deal_solutions for every row of a table that is not distributed',
    ],
    [
      'select * from deals d where exists (select 1 from counterparts c where c.engagement_id = d.engagement_id)',
      'but not by the column it is distributed by',
    ],
  ])('%s', (sql, reason) => {
    expect(refusedByCitus(sql).join('; ')).toContain(reason);
  });

  it.each([
    'select * from deals d left join verdicts v on v.deal_id = d.deal_id where d.deal_id > $1 order by d.deal_id limit 5',
    'select * from decisions where not exists (select 1 from seals where seals.seal_id = decisions.seal_id)',
    'select d.deal_id, (select count(*) from deal_solutions h left join spans_of_solutions s on s.solution_id = h.solution_id where h.deal_id = d.deal_id) from (select * from deals) d',
    'select d.deal_id, r.factor from deals d left join spans_of_rates r on r.currency = d.currency',
    'update verdicts set deal_version = s.deal_version from (select j.deal_id from judged j) s where verdicts.deal_id = s.deal_id',
    'with m as materialized (select * from spans_of_rates) select (select m.factor from m where m.currency = d.currency) from deals d',
    'insert into verdicts (deal_id) select deal_id from decisions where seal_id = $1 on conflict (deal_id) do update set outcome = excluded.outcome',
    'select last.deal_id from (select deal_id, max(sequence) as sequence from decisions group by deal_id) last join decisions d on d.deal_id = last.deal_id and d.sequence = last.sequence',
    'update evaluations set finished_at = now()',
    'select v.policy_hash is distinct from d.policy_hash from verdicts v join decisions d on d.deal_id = v.deal_id',
  ])('nothing of %s', (sql) => {
    expect(refusedByCitus(sql)).toEqual([]);
  });

  it('is looked for in every part of a statement', () => {
    const sql =
      'insert into evaluation_due select 1, deal_id from (select d.deal_id from deals d union all select v.deal_id from verdicts v where v.deal_id in (select s.deal_id from sightings s)) found';
    expect(distributedTables(sql).toSorted()).toEqual(['deals', 'evaluation_due', 'sightings', 'verdicts']);
  });
});
