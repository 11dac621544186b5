import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import type { Outcome } from '../policies/domain/outcome.js';
import type { Policy } from '../policies/domain/policy.js';
import type { BatchTables } from './bulk/batch-tables.store.js';
import { BulkJudgeStore } from './bulk/bulk-judge.store.js';
import type { PolicyChoice } from './domain/choose-policy.js';
import type { JudgeCriteria } from './domain/judge.js';
import { AlikeJudge } from './domain/judge-alike.js';
import { DecisionsStore } from './decisions.store.js';
import { DueDeals } from './due-deals.js';
import { DueStore, type Range } from './due.store.js';
import { EngineJudge, type EnginePlan } from './engine-judge.js';
import { EvaluationsStore } from './evaluations.store.js';
import { FactContexts, type Surroundings } from './fact-contexts.js';

/**
 * Deals judged and stored in one transaction, where nothing else is asked for: a fraction of a second, so that whoever
 * cancels, or writes too, need not wait long; batches of 2,000 take a fifth longer in all.
 */
const BATCH = 10_000;

/** Deals that the rule engine judges at a time when it verifies. */
const VERIFIED_AT_A_TIME = 2000;

/** What an evaluation did. */
export interface EvaluationSummary {
  /** Null when it was only tried: then nothing was stored. */
  readonly evaluationId: number | null;
  /** The UTC day that open deals were judged on. */
  readonly asOf: string;
  /** Deals in the book that have a verdict: all but those that were imported meanwhile. */
  readonly deals: number;
  /** Those that were judged now; the others' verdicts could not have changed. */
  readonly judged: number;
  /** Decisions added to the log: deals whose verdict is not what it was. */
  readonly recorded: number;
  /** Deals picked at random that the rule engine judged once more, to the same verdicts; 0 where that was not asked for. */
  readonly verified: number;
  /** Outcomes of all deals in the book. */
  readonly byOutcome: Readonly<Record<Outcome, number>>;
}

/** What an evaluation goes by. */
export interface EvaluationPlan {
  /** The UTC day that open deals are judged on. */
  readonly day: string;
  /** The rule set in force and its versions. */
  readonly ruleSetId: number;
  readonly policies: readonly Policy[];
  /** The versions of an earlier rule set. */
  readonly rulesOf: (ruleSetId: number) => Promise<readonly Policy[]>;
  /** The version to judge everything by, only to see what would come of it; null: the versions in force, stored. */
  readonly tryOut: PolicyChoice | null;
  /** Judge every deal, also where nothing that a verdict hangs on has changed. */
  readonly all: boolean;
  /** How many deals, picked at random, the rule engine judges once more afterwards. */
  readonly verify: number;
  /** Deals judged and stored in one transaction; left out, 10,000. */
  readonly batch?: number;
  /** Told after each batch how many deals are done. */
  readonly onProgress?: (deals: number) => void;
  /** Ends the evaluation between two batches with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One evaluation while it runs. */
interface Run {
  readonly plan: EvaluationPlan;
  readonly surroundings: Surroundings;
  readonly knownAt: number;
  readonly now: number;
  readonly activeHashes: ReadonlySet<string>;
  readonly judge: JudgeCriteria;
}

/**
 * Judges the whole book inside the database, batch by batch, and keeps what came of it. The few deals that SQL cannot
 * judge exactly go through the rule engine.
 */
@Injectable()
export class BookEvaluator {
  constructor(
    private readonly database: Database,
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly decisions: DecisionsStore,
    private readonly evaluations: EvaluationsStore,
    private readonly due: DueDeals,
    private readonly dueStore: DueStore,
    private readonly bulk: BulkJudgeStore,
    private readonly engine: EngineJudge,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Judges the book by a plan. Every batch is one transaction, so an evaluation that is cut short leaves whole
   * verdicts; the next one then judges what is left.
   * @throws DomainError `conflict` when a later evaluation begins before this one is done.
   */
  async evaluate(plan: EvaluationPlan): Promise<EvaluationSummary> {
    // Everything beside the deals counts as known at one instant, whatever is imported while the evaluation runs.
    const knownAt = (await this.deals.learntAt())?.last ?? 0;
    const surroundings = await this.contexts.surroundings(plan.day, knownAt);
    const activeHashes = new Set(plan.policies.map(({ hash }) => hash));
    const { judge } = new AlikeJudge();
    const run = { plan, surroundings, knownAt, now: this.clock(), activeHashes, judge };
    return plan.tryOut === null ? this.record(run) : this.tryOut(run, plan.tryOut);
  }

  private async tryOut(run: Run, choice: PolicyChoice): Promise<EvaluationSummary> {
    const counts = new Map<Outcome, number>();
    let deals = 0;
    for await (const range of this.ranges(run, null)) {
      const batch = await this.database.transaction(async () => {
        await this.judge(run, range, choice);
        const { verdicts } = await this.engine.judge(enginePlan(run, 0), await this.bulk.hard());
        return [...(await this.bulk.counts()), ...verdicts.map(({ outcome }) => [outcome, 1] as const)];
      });
      for (const [outcome, count] of batch) counts.set(outcome, (counts.get(outcome) ?? 0) + count);
      deals += range.deals;
      run.plan.onProgress?.(deals);
    }
    const byOutcome = countsOf(counts);
    return {
      evaluationId: null,
      asOf: run.plan.day,
      deals,
      judged: deals,
      recorded: 0,
      verified: 0,
      byOutcome,
    };
  }

  private async record(run: Run): Promise<EvaluationSummary> {
    const { day: asOf, ruleSetId, onProgress } = run.plan;
    const start = {
      asOf,
      startedAt: run.now,
      ruleSetId,
      knownAt: run.knownAt,
    };
    const evaluationId = await this.evaluations.start(start);
    const { surroundings, knownAt } = run;
    const scope = await this.due.note(evaluationId, { ...run.plan, surroundings, knownAt });
    const total = { judged: 0, recorded: 0 };
    for await (const range of this.ranges(run, scope.dueTo)) {
      total.recorded += await this.database.transaction(() => this.recordRange(run, evaluationId, range));
      total.judged += range.deals;
      onProgress?.(scope.settled + total.judged);
    }
    await this.database.transaction(async () => {
      await this.evaluations.takeTurn(evaluationId);
      // Whatever was judged just now rests on them already.
      if (scope.ratesLag) await this.decisions.confirmRates(run.plan.policies, surroundings.rates.version);
      await this.dueStore.clear(evaluationId);
      await this.evaluations.finish(evaluationId, this.clock(), total.judged, total.recorded);
    });
    const verified = await this.verify(run, evaluationId);
    const byOutcome = countsOf(await this.decisions.outcomes());
    const deals = Object.values(byOutcome).reduce((sum, count) => sum + count, 0);
    return { evaluationId, asOf, deals, ...total, verified, byOutcome };
  }

  /**
   * Holds verdicts that SQL reached against the rule engine's.
   * @throws DomainError `internal` when one differs: then the database and the engine do not agree on a rule.
   */
  private async verify(run: Run, evaluationId: number): Promise<number> {
    const picked = await this.decisions.pick(run.plan.verify);
    for (let start = 0; start < picked.length; start += VERIFIED_AT_A_TIME) {
      await this.verifySome(run, evaluationId, picked.slice(start, start + VERIFIED_AT_A_TIME));
    }
    return picked.length;
  }

  private async verifySome(run: Run, evaluationId: number, dealIds: readonly string[]): Promise<void> {
    const { decisions } = await this.engine.judge(enginePlan(run, evaluationId), dealIds);
    const [wrong] = decisions;
    if (wrong === undefined) return;
    // What was learnt or judged meanwhile is not this evaluation's.
    await this.database.transaction(() => this.evaluations.takeTurn(evaluationId));
    if ((await this.deals.learntAt())?.last !== run.knownAt) throw overtakenByImport();
    const message = `The database and the rule engine disagree on deal ${wrong.dealId}: the engine says ${wrong.outcome} by ${wrong.policyVersion ?? 'no version'}.`;
    throw new DomainError('internal', message, [
      { message, remedy: 'Do not register by these verdicts; report this with the rule files and the deal.' },
    ]);
  }

  /** The deals that are due to an evaluation, or all, in ranges. */
  private async *ranges({ plan }: Run, dueTo: number | null): AsyncGenerator<Range> {
    let after = '';
    for (;;) {
      plan.signal?.throwIfAborted();
      const range = await this.dueStore.next(dueTo, after, plan.batch ?? BATCH);
      if (range === null) return;
      yield range;
      after = range.upTo;
    }
  }

  private async judge(
    { plan, knownAt, surroundings }: Run,
    range: Range,
    choice: PolicyChoice | null,
  ): Promise<BatchTables> {
    const { day } = plan;
    const policies = choice?.candidates ?? plan.policies;
    return this.bulk.judge(
      { policies, whateverItsDays: choice !== null, day, knownAt, surroundings },
      range.which,
    );
  }

  private async recordRange(run: Run, evaluationId: number, range: Range): Promise<number> {
    await this.evaluations.takeTurn(evaluationId);
    const tables = await this.judge(run, range, null);
    const hard = await this.engine.judge(enginePlan(run, evaluationId), await this.bulk.hard());
    const policyId = run.plan.policies[0]?.policy ?? '';
    const recording = { policyId, evaluationId, decidedAt: run.now, activeHashes: run.activeHashes };
    await this.bulk.confirmVerdicts(tables);
    await this.decisions.confirm(hard.confirmed);
    await this.evaluations.noteJudged(evaluationId, range.upTo);
    return this.decisions.record(evaluationId, this.clock(), hard.decisions, (sealId) =>
      this.bulk.addDecisions(sealId, recording, tables),
    );
  }
}

function overtakenByImport(): DomainError {
  const message =
    'Files were imported while verdicts were being verified, so not all could be held against the engine.';
  return new DomainError('conflict', message, [{ message, remedy: 'Evaluate again when no import runs.' }]);
}

function enginePlan({ plan, surroundings, now, activeHashes, judge }: Run, evaluationId: number): EnginePlan {
  const { policies, tryOut } = plan;
  return { policies, tryOut, surroundings, decidedAt: now, evaluationId, activeHashes, judge };
}

function countsOf(counts: ReadonlyMap<Outcome, number>): Record<Outcome, number> {
  const of = (outcome: Outcome): number => counts.get(outcome) ?? 0;
  return {
    pending: of('pending'),
    ineligible: of('ineligible'),
    undetermined: of('undetermined'),
    'at-risk': of('at-risk'),
    eligible: of('eligible'),
  };
}
