import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Deal } from '../deals/domain/deal.js';
import type { FactContext } from '../eligibility/domain/build-facts.js';
import { choosePolicy } from '../eligibility/domain/choose-policy.js';
import type { JudgeCriteria } from '../eligibility/domain/judge.js';
import { AlikeJudge } from '../eligibility/domain/judge-alike.js';
import { reachVerdict } from '../eligibility/domain/reach-verdict.js';
import type { LoggedDecision } from '../eligibility/domain/seal.js';
import { type Evaluation, EvaluationsStore } from '../eligibility/evaluations.store.js';
import { dealVersionKey, type DealVersionName, PastStates } from '../eligibility/past-states.js';
import { DomainError } from '../kernel/errors.js';
import { groupBy } from '../kernel/group-by.js';
import type { Policy } from '../policies/domain/policy.js';
import { PoliciesService } from '../policies/policies.service.js';
import { type Derivation, differences, underivable } from './domain/derivation.js';

/** What a recorded decision says it was made from. */
const origin = z.object({ deal_id: z.string(), deal_version: z.int(), evaluation_id: z.int() });

/** What the decisions of one evaluation were made from, beside the deals. */
interface Circumstances {
  readonly evaluation: Evaluation;
  readonly policies: readonly Policy[];
  readonly contextOf: (deal: Deal) => FactContext;
  readonly judge: JudgeCriteria;
}

/** Derives recorded decisions again: from what files had told, by the rules then in force, for the day that counted. */
@Injectable()
export class DecisionDeriver {
  constructor(
    private readonly past: PastStates,
    private readonly policies: PoliciesService,
    private readonly evaluations: EvaluationsStore,
  ) {}

  /** A way to derive decisions page after page, some thousands at a time; what comes out is in the order of the page. */
  begin(): (rows: readonly LoggedDecision[]) => Promise<readonly Derivation[]> {
    const { judge } = new AlikeJudge();
    return async (rows) => {
      const names = rows.flatMap((row) => nameOf(row) ?? []);
      const deals = await this.past.dealsAtVersions(names);
      const derived = new Map<LoggedDecision, Derivation>();
      for (const made of groupBy(rows, (row) => String(row.evaluation_id)).values()) {
        await this.deriveEach(made, deals, judge, derived);
      }
      return rows.flatMap((row) => derived.get(row) ?? []);
    };
  }

  /** Derives decisions of one evaluation. */
  private async deriveEach(
    rows: readonly LoggedDecision[],
    deals: ReadonlyMap<string, Deal>,
    judge: JudgeCriteria,
    derived: Map<LoggedDecision, Derivation>,
  ): Promise<void> {
    const dealOf = (row: LoggedDecision): Deal | undefined => {
      const name = nameOf(row);
      return name === null ? undefined : deals.get(dealVersionKey(name));
    };
    const judged = rows.flatMap((row) => dealOf(row) ?? []);
    const circumstances = await this.circumstances(rows[0]?.evaluation_id, judged, judge);
    for (const row of rows) {
      const deal = dealOf(row);
      if (typeof circumstances === 'string') derived.set(row, underivable(row, circumstances));
      else if (deal !== undefined) derived.set(row, await derive(row, deal, circumstances));
      else derived.set(row, underivable(row, 'no file told of this version of the deal'));
    }
  }

  /** What an evaluation judged by, or why that is not known any more. */
  private async circumstances(
    evaluationId: unknown,
    deals: readonly Deal[],
    judge: JudgeCriteria,
  ): Promise<Circumstances | string> {
    const evaluation = Number.isSafeInteger(evaluationId)
      ? await this.evaluations.find(Number(evaluationId))
      : null;
    if (evaluation === null) return `there is no evaluation ${String(evaluationId)}`;
    try {
      const policies = await this.rulesOf(evaluation);
      return { evaluation, policies, contextOf: await this.past.contextAt(evaluation, deals), judge };
    } catch (error) {
      // Rules or catalogues that are gone or were changed are a finding about the log, not a failure to check it.
      if (error instanceof DomainError && error.code !== 'unavailable') return error.message;
      throw error;
    }
  }

  /** Before rule sets were kept, decisions were made by the rules that were found when keeping them began. */
  private async rulesOf({ ruleSetId, startedAt }: Evaluation): Promise<readonly Policy[]> {
    return ruleSetId === null ? this.policies.recordedAt(startedAt) : this.policies.ruleSet(ruleSetId);
  }
}

async function derive(
  row: LoggedDecision,
  deal: Deal,
  { evaluation, policies, contextOf, judge }: Circumstances,
): Promise<Derivation> {
  const { verdict } = await reachVerdict(
    { deal, version: Number(row.deal_version), policyId: policies[0]?.policy ?? '' },
    choosePolicy(policies, deal, evaluation.asOf),
    contextOf(deal),
    judge,
  );
  const { criteria } = policies.find(({ hash }) => hash === verdict.policyHash) ?? { criteria: [] };
  const ids = criteria.map(({ id }) => id);
  return { row, obstacle: null, differences: differences(row, verdict, ids, evaluation.startedAt) };
}

function nameOf(row: LoggedDecision): DealVersionName | null {
  const { data } = origin.safeParse(row);
  return data === undefined ? null : { dealId: data.deal_id, version: data.deal_version };
}
