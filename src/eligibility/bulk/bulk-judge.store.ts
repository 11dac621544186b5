import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { BulkColumn, Cell } from '../../database/dialect.js';
import type { Outcome } from '../../policies/domain/outcome.js';
import type { Policy } from '../../policies/domain/policy.js';
import { FACTS, type FactName } from '../../policies/domain/vocabulary.js';
import type { Surroundings } from '../fact-contexts.js';
import { type CompiledPolicy, compilePolicy, outcomeSql } from './compile-policy.js';
import { FOR_EVER, midnight, SINCE_EVER, type Span, spanOf } from '../domain/force-spans.js';
import { type BatchTables, BatchTablesStore } from './batch-tables.store.js';
import { type AsOf, dealSource, surroundingsAsked } from './deal-source.js';
import { factColumns } from './fact-columns.js';
import { type Fragment, fragment, joined, NEVER, woven } from './fragment.js';
import { spansOfRates, spansOfSolutions } from './spans.js';

const SOLUTION_SPANS: readonly BulkColumn[] = [
  { name: 'solution_id', type: 'text' },
  { name: 'from_ms', type: 'integer' },
  { name: 'until_ms', type: 'integer' },
  { name: 'tags', type: 'integer' },
];
const RATE_SPANS: readonly BulkColumn[] = [
  { name: 'currency', type: 'text' },
  { name: 'from_ms', type: 'integer' },
  { name: 'until_ms', type: 'integer' },
  { name: 'factor', type: 'integer' },
  { name: 'divisor', type: 'integer' },
  { name: 'most', type: 'integer' },
];
const VERSIONS: readonly BulkColumn[] = [
  { name: 'candidate', type: 'integer' },
  { name: 'policy_version', type: 'text' },
  { name: 'policy_hash', type: 'text' },
  { name: 'in_usd', type: 'integer' },
  { name: 'rate_version', type: 'integer' },
];
const TOLD: Readonly<Record<string, string>> = {
  deal_id: 'text',
  version: 'integer',
  status: 'text',
  first_ms: 'bigint',
  last_ms: 'bigint',
  hard: 'integer',
};
const JUDGED = `deal_id text, deal_version integer, status text, candidate integer, hard integer, pass_mask bigint,
  fail_mask bigint, outcome text`;

/** What deals are judged by. */
export interface JudgingPlan {
  /** The versions in force, the earliest first; or one that judges everything, whatever its days. */
  readonly policies: readonly Policy[];
  readonly whateverItsDays: boolean;
  /** The day of evaluation (`YYYY-MM-DD`, UTC). */
  readonly day: string;
  /** Customers count as they were known then, epoch ms. */
  readonly knownAt: number;
  readonly surroundings: Pick<Surroundings, 'solutions' | 'rates'>;
}

/** What the decision log says beside the verdict itself. */
export interface Recording {
  readonly policyId: string;
  readonly evaluationId: number;
  readonly decidedAt: number;
  /** Content hashes of the versions in force. */
  readonly activeHashes: ReadonlySet<string>;
}

/**
 * Judges deals inside the database and records what is new, without a deal ever leaving it. `judge` fills scratch
 * tables of the connection; the other methods read them, so all belong into one transaction after it.
 */
@Injectable()
export class BulkJudgeStore {
  constructor(
    private readonly database: Database,
    private readonly batches: BatchTablesStore,
  ) {}

  /**
   * Judges deals under the latest version that may apply to each, as `judgeDeal` does. The scratch table `judged` then
   * has a row for each of them; where `hard` is 1 the row says nothing and the rule engine has to judge.
   * @param which narrows the deals, by a condition on `d.deal_id`.
   * @returns the tables that they were judged from.
   */
  async judge(plan: JudgingPlan, which: Fragment): Promise<BatchTables> {
    const { solutions, rates } = plan.surroundings;
    const compiled = plan.policies.map(compilePolicy);
    const facts = FACTS.map(({ name }) => name).filter((fact) =>
      compiled.some((one) => one.facts.includes(fact)),
    );
    const asked = surroundingsAsked(facts);
    if (asked.incentives) {
      const rows = spansOfSolutions(solutions);
      await this.scratch('spans_of_solutions', SOLUTION_SPANS, 'solution_id, from_ms, until_ms, tags', rows);
    }
    if (asked.usd) {
      await this.scratch('spans_of_rates', RATE_SPANS, 'currency, from_ms', spansOfRates(rates));
    }
    const versions = plan.policies.map(({ version, hash }, index): readonly Cell[] => {
      const inUsd = compiled[index]?.inUsd ?? 0;
      return [index, version, hash, inUsd, inUsd === 0 ? null : rates.version];
    });
    await this.scratch('judging_versions', VERSIONS, 'candidate', [...versions, [-1, null, null, 0, null]]);
    const tables = await this.tell(facts, { day: midnight(plan.day), knownAt: plan.knownAt }, which);
    await this.make('judged', JUDGED);
    const spans = plan.policies.map((policy) => (plan.whateverItsDays ? ALWAYS : spanOf(policy)));
    await this.make('spared', 'deal_id text');
    for (const [index, policy] of compiled.entries()) await this.judgeUnder(policy, index, spans);
    const any = joined([NEVER, ...spans.map(overlaps)], 'or');
    // Without a version in force there are no criteria, and a won deal cannot be decided.
    await this.run(
      woven(
        `insert into judged
         select deal_id, version, status, -1, 0, 0, 0, case when status in ('received', 'active') then 'pending'
                when status = 'won' then 'undetermined' else 'ineligible' end from told where not ({})`,
        any,
      ),
    );
    return tables;
  }

  /** How many of the judged deals came to which outcome; hard ones are not among them. */
  async counts(): Promise<ReadonlyMap<Outcome, number>> {
    const rows = await this.database.rows<{ outcome: Outcome; deals: number }>(
      this.database.writer,
      'select outcome, count(*) as deals from judged where hard = 0 group by outcome',
      [],
    );
    return new Map(rows.map(({ outcome, deals }) => [outcome, deals]));
  }

  /** Ids of the deals that the rule engine has to judge, sorted. */
  async hard(): Promise<readonly string[]> {
    const rows = await this.database.rows<{ deal_id: string }>(
      this.database.writer,
      'select deal_id from judged where hard = 1 order by deal_id',
      [],
    );
    return rows.map((row) => row.deal_id);
  }

  /** Adds a decision to the log, under a seal, for every judged deal whose verdict is not what it was. */
  async addDecisions(
    sealId: number,
    { policyId, evaluationId, decidedAt, activeHashes }: Recording,
    tables: BatchTables,
  ): Promise<void> {
    const active = [...activeHashes];
    const inForce = active.length === 0 ? '1 = 0' : `v.policy_hash in (${active.map(() => '?').join(', ')})`;
    await this.run(
      woven(
        `insert into decisions (deal_id, sequence, deal_version, policy, policy_version, policy_hash, pass_mask,
                fail_mask, outcome, rate_version, decided_at, evaluation_id, seal_id, cause)
         select j.deal_id, coalesce(v.sequence, 0) + 1, j.deal_version, {}, p.policy_version, p.policy_hash,
                j.pass_mask, j.fail_mask, j.outcome, p.rate_version, {}, {}, {}, ${CAUSE}
           ${judgedWith(tables)}
          where j.hard = 0 and (v.deal_id is null or not (${SAME}))`,
        fragment('cast(? as text)', policyId),
        fragment('cast(? as bigint)', decidedAt),
        fragment('cast(? as bigint)', evaluationId),
        fragment('cast(? as integer)', sealId),
        fragment(inForce, ...active),
      ),
    );
  }

  /** Notes for verdicts that still stand which version of the deal and of the rates they now rest on. */
  async confirmVerdicts(tables: BatchTables): Promise<void> {
    await this.run(
      fragment(
        `update verdicts set deal_version = s.deal_version, rate_version = s.rate_version
           from (select j.deal_id, j.deal_version, p.rate_version ${judgedWith(tables)}
                  where j.hard = 0 and v.deal_id is not null and ${SAME}
                    and (v.deal_version <> j.deal_version or v.rate_version is distinct from p.rate_version)) s
          where verdicts.deal_id = s.deal_id`,
      ),
    );
  }

  /** Versions are taken in their order: a later one has to know whom the earlier ones spare. */
  private async judgeUnder(policy: CompiledPolicy, index: number, spans: readonly Span[]): Promise<void> {
    const span = spans[index];
    if (span === undefined) return;
    const laterMayApply = joined([NEVER, ...spans.slice(index + 1).map(overlaps)], 'or');
    await this.run(
      woven(
        `insert into judged
         with m as materialized (
           select deal_id, version, status, hard, case when {} then 1 else 0 end as sure, {} as pass_mask,
                  {} as fail_mask
             from told where {} and not ({}))
         select deal_id, version, status, ${index}, hard, pass_mask, fail_mask, ${outcomeSql(policy)} from m`,
        covers(span),
        policy.pass,
        policy.fail,
        overlaps(span),
        laterMayApply,
      ),
    );
    if (index === spans.length - 1) return;
    await this.run(
      woven(
        `insert into spared
         select deal_id from told where status = 'won' and {} and ({}) and not coalesce({}, false)`,
        overlaps(span),
        laterMayApply,
        policy.rulesOut,
      ),
    );
  }

  /** Reads the facts of some deals once, for all versions, into the narrow table `told`. */
  private async tell(facts: readonly FactName[], asOf: AsOf, all: Fragment): Promise<BatchTables> {
    const { tables, which } = await this.batches.gathered(all);
    const columns = factColumns(facts);
    const every = factColumns(FACTS.map(({ name }) => name));
    const types = [...Object.entries(TOLD), ...every.map(({ name, type }) => [name, type] as const)];
    await this.make('told', types.map(([name, type]) => `${name} ${type}`).join(', '));
    const own = Object.keys(TOLD);
    const names = [...own, ...columns.map(({ name }) => name)].join(', ');
    const values = [...own.map((name) => `d.${name}`), ...columns.map(({ sql }) => sql)].join(', ');
    await this.run(
      woven(
        `insert into told (${names}) with source as materialized ({}) select ${values} from source d`,
        dealSource(this.database.engine, facts, asOf, which, tables),
      ),
    );
    return tables;
  }

  private async scratch(
    name: string,
    columns: readonly BulkColumn[],
    key: string,
    rows: readonly (readonly Cell[])[],
  ): Promise<void> {
    const typed = columns.map((column) => `${column.name} ${column.type === 'text' ? 'text' : 'bigint'}`);
    await this.make(name, `${typed.join(', ')}, primary key (${key})`);
    await this.database.insertRows(name, columns, rows);
  }

  /** An empty scratch table, which the connection keeps. */
  private async make(name: string, columns: string): Promise<void> {
    await this.run(fragment(`create temporary table if not exists ${name} (${columns})`));
    // In PostgreSQL deleted rows of a temporary table stay, and are read past, until somebody vacuums it: nobody does.
    await this.run(fragment(`${this.database.engine === 'sqlite' ? 'delete from' : 'truncate'} ${name}`));
  }

  private async run({ sql, bindings }: Fragment): Promise<void> {
    await this.database.execute(sql, bindings);
  }
}

const judgedWith = ({ verdicts }: BatchTables): string =>
  `from judged j join judging_versions p on p.candidate = j.candidate left join ${verdicts} v on v.deal_id = j.deal_id`;

/** As `sameVerdict` has it. */
const SAME = `v.policy_version is not distinct from p.policy_version and v.policy_hash is not distinct from p.policy_hash
  and v.pass_mask = j.pass_mask and v.fail_mask = j.fail_mask and v.outcome = j.outcome`;

/** The bits in which one mask differs from another, without an operator that SQLite lacks. */
const differing = (mask: string): string => `((v.${mask} | j.${mask}) - (v.${mask} & j.${mask}))`;
const CHANGED = `(${differing('pass_mask')} | ${differing('fail_mask')})`;

/** As `causeOf` has it. */
const CAUSE = `case when v.deal_id is null then 'first'
  when v.policy_hash is distinct from p.policy_hash and not coalesce({}, false) then 'policy'
  when v.deal_version <> j.deal_version then 'data'
  when v.policy_hash is distinct from p.policy_hash then case when j.status = 'won' then 'policy' else 'day' end
  when ${CHANGED} = 0 then 'policy'
  when (${CHANGED} & p.in_usd) <> 0 then case when v.rate_version is distinct from p.rate_version then 'rate' else 'day' end
  else 'catalogue' end`;

const ALWAYS: Span = { from: SINCE_EVER, until: FOR_EVER };

function overlaps({ from, until }: Span): Fragment {
  return fragment('last_ms >= ? and first_ms < ?', from, until);
}

function covers({ from, until }: Span): Fragment {
  return fragment('first_ms >= ? and last_ms < ?', from, until);
}
