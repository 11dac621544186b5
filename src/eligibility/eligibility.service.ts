import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { parseDate, utcDay } from '../kernel/instants.js';
import type { Outcome } from '../policies/domain/outcome.js';
import { PoliciesService } from '../policies/policies.service.js';
import { BookEvaluator, type EvaluationSummary } from './book-evaluator.js';
import { DecisionsStore } from './decisions.store.js';
import { answerOf, type EligibilityAnswer, type Language } from './domain/answer.js';
import { buildFacts } from './domain/build-facts.js';
import { byName, choosePolicy, type PolicyChoice } from './domain/choose-policy.js';
import type { Cause, Decision } from './domain/decision.js';
import { explainResults, judgeDeal } from './domain/judge.js';
import { missingFacts } from './domain/missing.js';
import type { CriterionResult } from './domain/result.js';
import { resultsOf } from './domain/verdict.js';
import { FactContexts } from './fact-contexts.js';

/** How a deal is to be explained. */
export interface ExplainOptions {
  /** A policy version by name, active or not; left out, the one that applies. */
  readonly policy?: string;
  /** The day of evaluation (`YYYY-MM-DD`, UTC) that counts for deals that are not won; left out, today. */
  readonly asOf?: string;
  /** Left out, English. */
  readonly language?: Language;
}

/** How the book is to be evaluated. */
export interface EvaluateOptions {
  /** A policy version by name, to see what would come of it; nothing is stored then. */
  readonly policyVersion?: string;
  /** The day of evaluation (`YYYY-MM-DD`, UTC); left out, today. */
  readonly asOf?: string;
  /** Judge every deal, also where nothing that a verdict hangs on has changed. */
  readonly all?: boolean;
  /** Told after each batch how many deals are done. */
  readonly onProgress?: (deals: number) => void;
}

/** One decision of the log, its results by criterion as the policy then had them. */
export interface DecisionEntry {
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
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

/** May a deal be registered, why (not), by which rule; and what was decided before. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly policies: PoliciesService,
    private readonly decisions: DecisionsStore,
    private readonly evaluator: BookEvaluator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Judges one deal now and explains the verdict; nothing is stored.
   * @throws DomainError `not-found` for an unknown deal or version, `invalid-input` for a day that is no date.
   */
  async explain(dealId: string, options: ExplainOptions = {}): Promise<EligibilityAnswer> {
    const evaluatedAt = this.clock();
    const day = dayOf(options.asOf, evaluatedAt);
    const choice = await this.asked(options.policy);
    const { deal } = await this.deals.get(dealId);
    const contextOf = await this.contexts.forDeals(await this.contexts.surroundings(day), [deal.dealId]);
    const context = contextOf(deal.dealId);
    const facts = buildFacts(deal, context);
    const judgement = await judgeDeal(
      deal.status,
      choice ?? choosePolicy(await this.policies.all(), deal, day),
      facts,
    );
    const { policy, results, versionUncertain } = judgement;
    const trees = policy === null ? [] : explainResults(policy, results, facts);
    const missing = missingFacts(trees, versionUncertain ? ['wonAt'] : [], deal, facts, context);
    return answerOf({
      dealId: deal.dealId,
      policyId: this.policies.policyId,
      judgement,
      trees,
      missing,
      evaluatedAt,
      language: options.language ?? 'en',
    });
  }

  /**
   * Judges the whole book and records each verdict that is not what it was. By a version asked for by name it is
   * only tried out: the summary tells what would come of it, and nothing is stored.
   * @throws DomainError `not-found` for an unknown version, `invalid-input` for a day that is no date.
   */
  async evaluate(options: EvaluateOptions = {}): Promise<EvaluationSummary> {
    const day = dayOf(options.asOf, this.clock());
    if (options.policyVersion === undefined) refuseFuture(day, utcDay(this.clock()));
    return this.evaluator.evaluate({
      day,
      policies: await this.policies.all(),
      tryOut: await this.asked(options.policyVersion),
      all: options.all ?? false,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
  }

  /**
   * Every decision on a deal, the first first, with the results of the criteria its policy version then had.
   * @throws DomainError `not-found` when the book has no such deal.
   */
  async history(dealId: string): Promise<readonly DecisionEntry[]> {
    const { deal } = await this.deals.get(dealId);
    const decisions = await this.decisions.decisionsOn(deal.dealId);
    return Promise.all(decisions.map((decision) => this.entryOf(decision)));
  }

  private async entryOf(decision: Decision): Promise<DecisionEntry> {
    const { policy, policyVersion, policyHash } = decision;
    const ids =
      policyVersion === null || policyHash === null
        ? []
        : await this.decisions.criteriaOf(policy, policyVersion, policyHash);
    return {
      sequence: decision.sequence,
      decidedAt: decision.decidedAt,
      cause: decision.cause,
      dealVersion: decision.dealVersion,
      policy,
      policyVersion,
      policyHash,
      outcome: decision.outcome,
      criteria: resultsOf(ids, decision),
      rateVersion: decision.rateVersion,
      evaluationId: decision.evaluationId,
    };
  }

  private async asked(version: string | undefined): Promise<PolicyChoice | null> {
    return version === undefined ? null : byName(await this.policies.version(version));
  }
}

function dayOf(asOf: string | undefined, now: number): string {
  if (asOf === undefined) return utcDay(now);
  if (parseDate(asOf) !== undefined) return asOf;
  throw new DomainError('invalid-input', `“${asOf}” is not a date.`, [
    { value: asOf, message: 'It is not a date of the calendar.', remedy: 'Write it as 2021-06-08.' },
  ]);
}

/** Verdicts are recorded as of a day that has come; a day to come can be tried out by a version asked for. */
function refuseFuture(day: string, today: string): void {
  if (day <= today) return;
  throw new DomainError('invalid-input', 'The book cannot be judged as of a day to come.', [
    {
      path: '/asOf',
      value: day,
      message: 'This day lies in the future.',
      remedy: `Give ${today} or an earlier day.`,
    },
  ]);
}
