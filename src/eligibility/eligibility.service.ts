import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { type Moment, parseDate, utcDay } from '../kernel/instants.js';
import type { Policy } from '../policies/domain/policy.js';
import { PoliciesService } from '../policies/policies.service.js';
import { BookEvaluator, type EvaluationSummary } from './book-evaluator.js';
import { answerOf, type EligibilityAnswer, type Language } from './domain/answer.js';
import { buildFacts } from './domain/build-facts.js';
import { byName, choosePolicy, type PolicyChoice } from './domain/choose-policy.js';
import { alwaysBy, calendarFrom } from './domain/counterfactuals/calendar.js';
import { prospectsOf } from './domain/counterfactuals/repair.js';
import { explainResults, judgeDeal } from './domain/judge.js';
import { type LookBack, lookBackOf } from './domain/look-back.js';
import { missingFacts } from './domain/missing.js';
import { FactContexts } from './fact-contexts.js';
import { PastStates } from './past-states.js';

/** How a deal is to be explained. */
export interface ExplainOptions {
  /** A policy version by name, active or not; left out, the one that applies. */
  readonly policy?: string;
  /** See the deal as it was then, judged as of that day (UTC); left out, as it is, or was at `knownAt`. */
  readonly asOf?: Moment;
  /** Go by what the book had learnt, and by the rules that were in force, at that time; left out, by those of now. */
  readonly knownAt?: Moment;
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
  /** How many deals, picked at random, json-rules-engine judges once more afterwards; left out, none. */
  readonly verify?: number;
  /** Deals judged and stored in one transaction; left out, 10,000. */
  readonly batch?: number;
  /** Told at first, and after each batch, how many deals of the book are done. */
  readonly onProgress?: (deals: number, total: number) => void;
  /** Ends the evaluation with the signal's reason; verdicts recorded until then stay. */
  readonly signal?: AbortSignal;
}

/** May a deal be registered, why (not), by which rule; and what was decided before. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly policies: PoliciesService,
    private readonly past: PastStates,
    private readonly evaluator: BookEvaluator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Judges one deal, as it is or as it was, and explains the verdict; nothing is stored.
   * @throws DomainError `not-found` for an unknown deal or version and where nothing is known of the deal as it was,
   * `invalid-input` for a time to come.
   */
  async explain(dealId: string, options: ExplainOptions = {}): Promise<EligibilityAnswer> {
    const evaluatedAt = this.clock();
    const lookBack = lookBackOf(options, evaluatedAt);
    const asked = await this.asked(options.policy);
    const found = await this.deals.get(dealId);
    const then = lookBack && {
      ...lookBack,
      ...(await this.past.dealAt(found.deal.dealId, lookBack, evaluatedAt)),
    };
    const { deal } = then ?? found;
    const day = utcDay(lookBack?.validAt ?? evaluatedAt);
    const surroundings = await this.contexts.surroundings(day, lookBack?.knownAt ?? undefined);
    const contextOf = await this.contexts.forDeals(surroundings, [deal]);
    const context = contextOf(deal);
    const facts = buildFacts(deal, context);
    const rules = await this.rulesFor(lookBack);
    const choice = asked ?? choosePolicy(rules, deal, day);
    const judgement = await judgeDeal(deal.status, choice, facts);
    const { policy, results, versionUncertain } = judgement;
    const trees = policy === null ? [] : explainResults(policy, results, facts);
    const missing = missingFacts(choice.candidates, versionUncertain ? ['wonAt'] : [], deal, facts, context);
    const calendar = asked === null || policy === null ? calendarFrom(day, rules) : alwaysBy(policy);
    const now = lookBack?.validAt ?? evaluatedAt;
    return answerOf({
      dealId: deal.dealId,
      policyId: this.policies.policyId,
      judgement,
      trees,
      missing,
      prospects: prospectsOf(judgement.outcome, deal, facts, context, calendar, now),
      evaluatedAt,
      lookBack: then,
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
    else if (options.verify !== undefined) refuseToVerify();
    const { ruleSetId, policies } = await this.policies.current();
    return this.evaluator.evaluate({
      day,
      ruleSetId,
      policies,
      rulesOf: (earlier) => this.policies.ruleSet(earlier),
      tryOut: await this.asked(options.policyVersion),
      all: options.all ?? false,
      verify: options.verify ?? 0,
      ...(options.batch === undefined ? {} : { batch: options.batch }),
      ...(options.onProgress === undefined ? {} : { onProgress: await this.told(options.onProgress) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  private async told(
    onProgress: NonNullable<EvaluateOptions['onProgress']>,
  ): Promise<(deals: number) => void> {
    const total = await this.deals.count();
    onProgress(0, total);
    return (deals) => onProgress(deals, total);
  }

  private async rulesFor(lookBack: LookBack | null): Promise<readonly Policy[]> {
    const knownAt = lookBack?.knownAt ?? null;
    return knownAt === null ? this.policies.all() : this.policies.inForceAt(knownAt);
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

/** A version that is tried out records no verdicts that could be held against the rule engine's. */
function refuseToVerify(): void {
  throw new DomainError(
    'invalid-input',
    'Nothing is recorded when a version is tried out, so nothing can be verified.',
    [
      {
        message: 'Both a version and a number of deals to verify were given.',
        remedy: 'Leave one of them out.',
      },
    ],
  );
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
