import { Injectable } from '@nestjs/common';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { Outcome } from '../policies/domain/outcome.js';
import { DecisionsStore } from './decisions.store.js';
import type { Cause, Decision } from './domain/decision.js';
import type { CriterionResult } from './domain/result.js';
import { resultsOf } from './domain/verdict.js';

/** One decision of the log, its results by criterion as the policy then had them. */
export interface DecisionEntry {
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
  /** As it was recorded, without judging again. */
  readonly cause: Cause;
  readonly dealVersion: number;
  readonly policy: string;
  readonly policyVersion: string | null;
  readonly policyHash: string | null;
  readonly outcome: Outcome;
  readonly criteria: readonly CriterionResult[];
  readonly rateVersion: number | null;
  readonly evaluationId: number;
}

/** What was decided on a deal before. */
@Injectable()
export class DecisionHistory {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly decisions: DecisionsStore,
  ) {}

  /**
   * Every decision on a deal, the first first, with the results of the criteria its policy version then had.
   * @throws DomainError `not-found` when the book has no such deal.
   */
  async of(dealId: string): Promise<readonly DecisionEntry[]> {
    const { deal } = await this.deals.get(dealId);
    const decisions = await this.decisions.decisionsOn(deal.dealId);
    const criteriaOf = await this.decisions.criteriaOf(decisions);
    return decisions.map((decision) => entryOf(decision, criteriaOf(decision)));
  }
}

function entryOf(decision: Decision, criteria: readonly string[]): DecisionEntry {
  return {
    sequence: decision.sequence,
    decidedAt: decision.decidedAt,
    cause: decision.cause,
    dealVersion: decision.dealVersion,
    policy: decision.policy,
    policyVersion: decision.policyVersion,
    policyHash: decision.policyHash,
    outcome: decision.outcome,
    criteria: resultsOf(criteria, decision),
    rateVersion: decision.rateVersion,
    evaluationId: decision.evaluationId,
  };
}
