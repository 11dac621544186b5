import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import type { BulkColumn, Cell } from '../database/dialect.js';
import { DomainError } from '../kernel/errors.js';
import { OUTCOMES } from '../policies/domain/outcome.js';
import type { Policy } from '../policies/domain/policy.js';
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

const POLICY_COLUMNS: readonly BulkColumn[] = [
  { name: 'policy', type: 'text' },
  { name: 'version', type: 'text' },
  { name: 'hash', type: 'text' },
  { name: 'content', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
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

const VERDICT_LIST = VERDICT_COLUMNS.map(({ name }) => name).join(', ');

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

  /** Sets the current verdict of deals, in place of the one they had. */
  async saveVerdicts(verdicts: readonly RecordedVerdict[]): Promise<void> {
    await this.database.insertRows('verdicts', VERDICT_COLUMNS, verdicts.map(toCells), {
      do: 'replace',
      key: ['deal_id'],
    });
  }

  /**
   * Adds the decisions of an evaluation to the log, under a seal: there is no other way into it.
   * @param sealedAt epoch milliseconds.
   */
  async addDecisions(evaluationId: number, decisions: readonly Decision[], sealedAt: number): Promise<void> {
    if (decisions.length === 0) return;
    await this.seals.seal(evaluationId, sealedAt, async (sealId) => {
      const rows = decisions.map((decision) => [...toCells(decision), decision.cause, sealId]);
      await this.database.insertRows('decisions', DECISION_COLUMNS, rows);
    });
  }

  /** Keeps the content of policy versions that decisions refer to, for as long as the decisions. */
  async keepPolicies(policies: readonly Policy[], recordedAt: number): Promise<void> {
    const rows = policies.map(({ policy, version, hash, content }) => [
      policy,
      version,
      hash,
      content,
      recordedAt,
    ]);
    await this.database.insertRows('policy_versions', POLICY_COLUMNS, rows, {
      do: 'ignore',
      key: ['policy', 'version', 'hash'],
    });
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
   * The ids of the criteria of a policy version as it was when it judged, in its order.
   * @throws DomainError `internal` when its content was not kept.
   */
  async criteriaOf(policy: string, version: string, hash: string): Promise<readonly string[]> {
    const rows = await this.database.rows<{ content: string }>(
      this.database.reader,
      'select content from policy_versions where policy = ? and version = ? and hash = ?',
      [policy, version, hash],
    );
    const [row] = rows;
    if (row === undefined) {
      throw new DomainError('internal', `The content of ${policy} ${version} (${hash}) was not kept.`);
    }
    return policyContent.parse(JSON.parse(row.content)).criteria.map(({ id }) => id);
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
