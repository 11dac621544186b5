import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import type { BulkColumn, Cell } from '../database/dialect.js';
import { breathe } from '../kernel/breathe.js';
import { DomainError } from '../kernel/errors.js';
import { unique } from '../kernel/group-by.js';
import { type Outcome, OUTCOMES } from '../policies/domain/outcome.js';
import type { Policy } from '../policies/domain/policy.js';
import { policyAsksFor } from './domain/comparisons.js';
import { CAUSES, type Decision, type RecordedVerdict } from './domain/decision.js';
import { SealsStore } from './seals.store.js';

const VERDICT_COLUMNS: readonly BulkColumn[] = [
  { name: 'deal_id', type: 'text' },
  { name: 'sequence', type: 'integer' },
  { name: 'deal_version', type: 'integer' },
  { name: 'policy', type: 'text' },
  { name: 'policy_version', type: 'text' },
  { name: 'policy_hash', type: 'text' },
  { name: 'pass_mask', type: 'integer' },
  { name: 'fail_mask', type: 'integer' },
  { name: 'outcome', type: 'text' },
  { name: 'rate_version', type: 'integer' },
  { name: 'decided_at', type: 'integer' },
  { name: 'evaluation_id', type: 'integer' },
];

const DECISION_COLUMNS: readonly BulkColumn[] = [
  ...VERDICT_COLUMNS,
  { name: 'cause', type: 'text' },
  { name: 'seal_id', type: 'integer' },
];

const verdictRow = z.object({
  deal_id: z.string(),
  sequence: z.number(),
  deal_version: z.number(),
  policy: z.string(),
  policy_version: z.string().nullable(),
  policy_hash: z.string().nullable(),
  pass_mask: z.number(),
  fail_mask: z.number(),
  outcome: z.enum(OUTCOMES),
  rate_version: z.number().nullable(),
  decided_at: z.number(),
  evaluation_id: z.number(),
});

const decisionRow = verdictRow.extend({ cause: z.enum(CAUSES) });

const policyContent = z.object({ criteria: z.array(z.object({ id: z.string() })) });

/** Decisions handed to the database by one statement: writing them down for it keeps everybody waiting meanwhile. */
const ADDED_AT_A_TIME = 1000;

const VERDICT_LIST = VERDICT_COLUMNS.map(({ name }) => name).join(', ');

/** Which version of a policy, as it then was, a decision was made by. */
type JudgedBy = Pick<Decision, 'policy' | 'policyVersion' | 'policyHash'>;

/** The current verdict of every deal, and the log of all decisions, which is only ever added to. */
@Injectable()
export class DecisionsStore {
  constructor(
    private readonly database: Database,
    private readonly seals: SealsStore,
  ) {}

  /** The current verdicts of those of the deals that have one, by deal. */
  async verdicts(dealIds: readonly string[]): Promise<ReadonlyMap<string, RecordedVerdict>> {
    const rows = await this.database.rowsIn<unknown>(
      `select ${VERDICT_LIST} from verdicts where {in}`,
      'deal_id',
      dealIds,
    );
    const verdicts = z.array(verdictRow).parse(rows).map(toVerdict);
    return new Map(verdicts.map((verdict) => [verdict.dealId, verdict]));
  }

  /** So many deals that have a verdict, picked at random. */
  async pick(count: number): Promise<readonly string[]> {
    if (count === 0) return [];
    const rows = await this.database.rows<{ deal_id: string }>(
      this.database.reader,
      'select deal_id from verdicts order by random() limit ?',
      [count],
    );
    return rows.map((row) => row.deal_id);
  }

  /** How many deals have which outcome. */
  async outcomes(): Promise<ReadonlyMap<Outcome, number>> {
    const rows = await this.database.rows<{ outcome: Outcome; deals: number }>(
      this.database.reader,
      'select outcome, count(*) as deals from verdicts group by outcome',
      [],
    );
    return new Map(rows.map(({ outcome, deals }) => [outcome, deals]));
  }

  /** Notes for verdicts that still stand which version of the deal and of the rates they now rest on. */
  async confirm(verdicts: readonly RecordedVerdict[]): Promise<void> {
    await this.database.insertRows('verdicts', VERDICT_COLUMNS, verdicts.map(toCells), {
      do: 'replace',
      key: ['deal_id'],
    });
  }

  /**
   * Notes that the verdicts by versions that ask for exchange rates rest on a version of the rates; null: there are none.
   * @param policies the versions in force.
   */
  async confirmRates(policies: readonly Policy[], rateVersion: number | null): Promise<void> {
    const asking = policies.filter((policy) => policyAsksFor(policy, 'dealValueUsd'));
    if (asking.length === 0) return;
    await this.database.execute(
      `update verdicts set rate_version = ?
        where rate_version is distinct from ? and policy_hash in (${asking.map(() => '?').join(', ')})`,
      [rateVersion, rateVersion, ...asking.map(({ hash }) => hash)],
    );
  }

  /**
   * Adds the decisions of an evaluation to the log, under a seal, and makes them the current verdicts: there is no
   * other way into the log.
   * @param sealedAt epoch milliseconds.
   * @param addMore adds further rows to the log under the seal of the given number.
   * @returns how many decisions were added.
   */
  async record(
    evaluationId: number,
    sealedAt: number,
    decisions: readonly Decision[],
    addMore: (sealId: number) => Promise<void>,
  ): Promise<number> {
    const seal = await this.seals.seal(evaluationId, sealedAt, async (sealId) => {
      await addMore(sealId);
      for (let start = 0; start < decisions.length; start += ADDED_AT_A_TIME) {
        await breathe();
        const some = decisions.slice(start, start + ADDED_AT_A_TIME);
        const rows = some.map((decision) => [...toCells(decision), decision.cause, sealId]);
        await this.database.insertRows('decisions', DECISION_COLUMNS, rows);
      }
    });
    if (seal === null) return 0;
    const columns = VERDICT_COLUMNS.map(({ name }) => name);
    const replaced = columns.filter((name) => name !== 'deal_id').map((name) => `${name} = excluded.${name}`);
    await this.database.execute(
      `insert into verdicts (${VERDICT_LIST}) select ${VERDICT_LIST} from decisions where seal_id = ?
       on conflict (deal_id) do update set ${replaced.join(', ')}`,
      [seal.sealId],
    );
    return seal.decisions;
  }

  /** All decisions on a deal, in the order they were made. */
  async decisionsOn(dealId: string): Promise<readonly Decision[]> {
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select ${VERDICT_LIST}, cause from decisions where deal_id = ? order by sequence`,
      [dealId],
    );
    return z
      .array(decisionRow)
      .parse(rows)
      .map((row) => ({ ...toVerdict(row), cause: row.cause }));
  }

  /**
   * The ids of the criteria that decisions were made by, in the order of their policy version as it was then: of each
   * decision, none where no version judged it. Reads every content once.
   * @throws DomainError `internal` when a content was not kept.
   */
  async criteriaOf(decisions: readonly JudgedBy[]): Promise<(decision: JudgedBy) => readonly string[]> {
    const rows = await this.database.rowsIn<{
      policy: string;
      version: string;
      hash: string;
      content: string;
    }>(
      'select policy, version, hash, content from policy_versions where {in}',
      'hash',
      unique(decisions.flatMap(({ policyHash }) => policyHash ?? [])),
    );
    const idsOf = ({ content }: { readonly content: string }): readonly string[] =>
      policyContent.parse(JSON.parse(content)).criteria.map(({ id }) => id);
    const key = (...of: readonly string[]): string => JSON.stringify(of);
    const known = new Map(rows.map((row) => [key(row.policy, row.version, row.hash), idsOf(row)]));
    return ({ policy, policyVersion, policyHash }) => {
      if (policyVersion === null || policyHash === null) return [];
      const ids = known.get(key(policy, policyVersion, policyHash));
      if (ids !== undefined) return ids;
      throw new DomainError(
        'internal',
        `The content of ${policy} ${policyVersion} (${policyHash}) was not kept.`,
      );
    };
  }
}

function toVerdict(row: z.infer<typeof verdictRow>): RecordedVerdict {
  return {
    dealId: row.deal_id,
    sequence: row.sequence,
    dealVersion: row.deal_version,
    policy: row.policy,
    policyVersion: row.policy_version,
    policyHash: row.policy_hash,
    passMask: row.pass_mask,
    failMask: row.fail_mask,
    outcome: row.outcome,
    rateVersion: row.rate_version,
    decidedAt: row.decided_at,
    evaluationId: row.evaluation_id,
  };
}

/** In the order of `VERDICT_COLUMNS`. */
function toCells(verdict: RecordedVerdict): readonly Cell[] {
  return [
    verdict.dealId,
    verdict.sequence,
    verdict.dealVersion,
    verdict.policy,
    verdict.policyVersion,
    verdict.policyHash,
    verdict.passMask,
    verdict.failMask,
    verdict.outcome,
    verdict.rateVersion,
    verdict.decidedAt,
    verdict.evaluationId,
  ];
}
