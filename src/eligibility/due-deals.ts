import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { FactName } from '../policies/domain/vocabulary.js';
import type { Policy } from '../policies/domain/policy.js';
import { policyAsksFor } from './domain/comparisons.js';
import { changedSpans, midnight } from './domain/force-spans.js';
import { dayMoved, ratesMoved, solutionsMoved } from './domain/moved.js';
import { DueStore, type Moved } from './due.store.js';
import { EvaluationsStore, type SettledEvaluation } from './evaluations.store.js';
import { FactContexts, type Surroundings } from './fact-contexts.js';

/** What an evaluation goes by, as far as it decides on which deals it has to judge. */
export interface JudgedBy {
  /** The rule set in force and its versions. */
  readonly ruleSetId: number;
  readonly policies: readonly Policy[];
  /** The versions of an earlier rule set. */
  readonly rulesOf: (ruleSetId: number) => Promise<readonly Policy[]>;
  /** Judge every deal. */
  readonly all: boolean;
  readonly surroundings: Surroundings;
  /** Epoch ms: catalogues, customers and rates count as they were known then. */
  readonly knownAt: number;
}

/** What an evaluation has to judge. */
export interface Scope {
  /** The evaluation that its deals are noted as due to; null: every deal. */
  readonly dueTo: number | null;
  /** How many deals are not due. */
  readonly settled: number;
  /** Whether verdicts on those, where they go by exchange rates, may be noted as resting on earlier ones. */
  readonly ratesLag: boolean;
}

/** Finds the deals whose verdict can have changed since the evaluation before, or which that one did not come to. */
@Injectable()
export class DueDeals {
  constructor(
    private readonly database: Database,
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly evaluations: EvaluationsStore,
    private readonly due: DueStore,
  ) {}

  /** Notes which deals an evaluation has to judge, so that the next one can make up for it if it is cut short. */
  async note(evaluationId: number, by: JudgedBy): Promise<Scope> {
    const last = by.all ? null : await this.evaluations.settledBefore(evaluationId);
    if (last === null) {
      await this.evaluations.noteScope(evaluationId, 'all');
      return { dueTo: null, settled: 0, ratesLag: false };
    }
    const before = await this.contexts.surroundings(last.asOf, last.knownAt);
    const moved = await this.moved(last, before, by);
    const due = await this.database.transaction(async () => {
      await this.evaluations.noteScope(evaluationId, 'due');
      return this.due.fill(evaluationId, moved);
    });
    // One that was cut short did not come to note them either.
    const ratesLag = last.left !== null || before.rates.version !== by.surroundings.rates.version;
    return { dueTo: evaluationId, settled: (await this.deals.count()) - due, ratesLag };
  }

  private async moved(last: SettledEvaluation, before: Surroundings, by: JudgedBy): Promise<Moved> {
    const { policies, knownAt, surroundings } = by;
    const rulesBefore = last.ruleSetId === by.ruleSetId ? policies : await by.rulesOf(last.ruleSetId);
    const asked = (fact: FactName): boolean => policies.some((policy) => policyAsksFor(policy, fact));
    const customers =
      asked('customerManagedByMicrosoft') && (await this.due.customersMoved(last.knownAt, knownAt));
    return {
      knownAt: last.knownAt,
      customersNow: customers ? knownAt : null,
      solutions: solutionsMoved(before.solutions, surroundings.solutions),
      rates: asked('dealValueUsd') ? ratesMoved(before.rates, surroundings.rates) : null,
      day:
        last.asOf === surroundings.day
          ? null
          : dayMoved([last.asOf, surroundings.day], [...rulesBefore, ...policies], surroundings.solutions),
      rules: changedSpans(rulesBefore, policies),
      today: midnight(surroundings.day),
      left: last.left && { ...last.left, evaluationId: last.evaluationId },
    };
  }
}
