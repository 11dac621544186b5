import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DealsReadModel, type VersionedDeal } from '../deals/deals.read-model.js';
import type { Clock } from '../kernel/clock.js';
import type { Outcome } from '../policies/domain/outcome.js';
import type { Policy } from '../policies/domain/policy.js';
import { choosePolicy, type PolicyChoice } from './domain/choose-policy.js';
import { closingBounds } from '../deals/domain/deal-times.js';
import { causeOf, type Decision, type RecordedVerdict, sameVerdict } from './domain/decision.js';
import type { JudgeCriteria } from './domain/judge.js';
import { AlikeJudge } from './domain/judge-alike.js';
import { reachVerdict } from './domain/reach-verdict.js';
import { DecisionsStore } from './decisions.store.js';
import { EvaluationsStore } from './evaluations.store.js';
import { FactContexts, type Surroundings } from './fact-contexts.js';

/** Deals judged and stored in one transaction. */
const BATCH = 2000;

/** What an evaluation did. */
export interface EvaluationSummary {
  /** Null when it was only tried: then nothing was stored. */
  readonly evaluationId: number | null;
  /** The UTC day that open deals were judged on. */
  readonly asOf: string;
  /** Deals in the book. */
  readonly deals: number;
  /** Those that were judged; the others' verdicts could not have changed. */
  readonly judged: number;
  /** Decisions added to the log: deals whose verdict is not what it was. */
  readonly recorded: number;
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
  /** The version to judge everything by, only to see what would come of it; null: the versions in force, stored. */
  readonly tryOut: PolicyChoice | null;
  /** Judge every deal, also where nothing that a verdict hangs on has changed. */
  readonly all: boolean;
  /** Told after each batch how many deals are done. */
  readonly onProgress?: (deals: number) => void;
}

/** One evaluation while it runs. */
interface Run {
  readonly plan: EvaluationPlan;
  readonly surroundings: Surroundings;
  readonly now: number;
  readonly evaluationId: number | null;
  readonly activeHashes: ReadonlySet<string>;
  /** The day the last evaluation judged by, where it had the same rates and catalogues; null where not. */
  readonly settledOn: string | null;
  /** Whether the last evaluation had the same rules, too. */
  readonly sameRules: boolean;
  readonly judge: JudgeCriteria;
}

interface BatchResult {
  readonly last: string | null;
  readonly outcomes: readonly Outcome[];
  readonly judged: number;
  readonly recorded: number;
}

/** A deal judged, with the verdict it had. */
interface Judged {
  readonly deal: VersionedDeal['deal'];
  readonly policy: Policy | null;
  readonly previous: RecordedVerdict | null;
  readonly next: RecordedVerdict;
}

/** Judges the whole book, batch by batch, and keeps what came of it. */
@Injectable()
export class BookEvaluator {
  constructor(
    private readonly database: Database,
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly decisions: DecisionsStore,
    private readonly evaluations: EvaluationsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Judges the book by a plan. Every batch is one transaction, so an evaluation that is cut short leaves whole
   * verdicts; the next one then judges everything.
   * @throws DomainError `conflict` when a later evaluation begins before this one is done.
   */
  async evaluate(plan: EvaluationPlan): Promise<EvaluationSummary> {
    const run = await this.begin(plan);
    const counts = new Map<Outcome, number>();
    const total = { deals: 0, judged: 0, recorded: 0 };
    let after: string | null = null;
    do {
      const batch: BatchResult = await this.batch(run, after);
      for (const outcome of batch.outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      total.deals += batch.outcomes.length;
      total.judged += batch.judged;
      total.recorded += batch.recorded;
      after = batch.last;
      plan.onProgress?.(total.deals);
    } while (after !== null);
    if (run.evaluationId !== null) {
      await this.evaluations.finish(run.evaluationId, this.clock(), total.judged, total.recorded);
    }
    return { evaluationId: run.evaluationId, asOf: plan.day, ...total, byOutcome: countsOf(counts) };
  }

  private async begin(plan: EvaluationPlan): Promise<Run> {
    // Everything beside the deals counts as known at one instant, whatever is imported while the evaluation runs.
    const knownAt = (await this.deals.learntAt())?.last ?? 0;
    const surroundings = await this.contexts.surroundings(plan.day, knownAt);
    const contextHash = surroundings.digest;
    const activeHashes = new Set(plan.policies.map(({ hash }) => hash));
    const now = this.clock();
    const { judge } = new AlikeJudge();
    const run = { plan, surroundings, now, activeHashes, settledOn: null, sameRules: false, judge };
    if (plan.tryOut !== null) return { ...run, evaluationId: null };
    const last = await this.evaluations.last();
    const settled = last !== null && last.finishedAt !== null && last.contextHash === contextHash;
    const { day: asOf, ruleSetId } = plan;
    const evaluationId = await this.evaluations.start({
      asOf,
      startedAt: now,
      contextHash,
      ruleSetId,
      knownAt,
    });
    return {
      ...run,
      evaluationId,
      settledOn: settled && !plan.all ? last.asOf : null,
      sameRules: last?.ruleSetId === ruleSetId,
    };
  }

  private async batch(run: Run, after: string | null): Promise<BatchResult> {
    const { evaluationId } = run;
    if (evaluationId === null) return (await this.judgeBatch(run, after)).result;
    return this.database.transaction(async () => {
      await this.evaluations.takeTurn(evaluationId);
      const { result, judged } = await this.judgeBatch(run, after);
      await this.store(run, evaluationId, judged);
      return result;
    });
  }

  private async judgeBatch(
    run: Run,
    after: string | null,
  ): Promise<{ result: BatchResult; judged: readonly Judged[] }> {
    const deals = await this.deals.batchAfter(after, BATCH);
    const ids = deals.map(({ deal }) => deal.dealId);
    const verdicts = await this.decisions.verdicts(run.plan.tryOut === null ? ids : []);
    const due = deals.filter((deal) => !isSettled(run, deal, verdicts.get(deal.deal.dealId)));
    const contextOf = await this.contexts.forDeals(
      run.surroundings,
      due.map(({ deal }) => deal),
    );
    const outcomes = new Map([...verdicts].map(([id, { outcome }]) => [id, outcome]));
    const judged: Judged[] = [];
    for (const { deal, version } of due) {
      const choice = run.plan.tryOut ?? choosePolicy(run.plan.policies, deal, run.plan.day);
      const policyId = run.plan.policies[0]?.policy ?? '';
      const { policy, verdict } = await reachVerdict(
        { deal, version, policyId },
        choice,
        contextOf(deal),
        run.judge,
      );
      const previous = verdicts.get(deal.dealId) ?? null;
      outcomes.set(deal.dealId, verdict.outcome);
      judged.push({
        deal,
        policy,
        previous,
        next: {
          ...verdict,
          sequence: (previous?.sequence ?? 0) + 1,
          decidedAt: run.now,
          evaluationId: run.evaluationId ?? 0,
        },
      });
    }
    const recorded = run.evaluationId === null ? 0 : judged.filter(isNew).length;
    const last = deals.length < BATCH ? null : (ids.at(-1) ?? null);
    return { result: { last, outcomes: [...outcomes.values()], judged: judged.length, recorded }, judged };
  }

  private async store(run: Run, evaluationId: number, judged: readonly Judged[]): Promise<void> {
    const decisions = judged.filter(isNew).map(({ deal, policy, previous, next }): Decision => ({
      ...next,
      cause: causeOf(previous, next, deal.status, policy, run.activeHashes),
    }));
    await this.decisions.addDecisions(evaluationId, decisions, this.clock());
    await this.decisions.saveVerdicts([...decisions, ...judged.flatMap(confirmed)]);
  }
}

/** Whether a deal's verdict cannot have changed since the last evaluation. */
function isSettled(
  { plan, settledOn, sameRules }: Run,
  { deal, version }: VersionedDeal,
  verdict?: RecordedVerdict,
): boolean {
  if (settledOn === null || verdict === undefined || verdict.dealVersion !== version) return false;
  // The day counts for every deal that is not won, and for one whose won day nothing bounds.
  if (settledOn !== plan.day && (deal.status !== 'won' || closingBounds(deal) === null)) return false;
  return sameRules || judgedAlike(choosePolicy(plan.policies, deal, plan.day), verdict);
}

/**
 * Whether rules that changed leave a deal to the same version with the same content, whatever they say of others. A
 * deal that was not determined may have been so because several versions might have judged it.
 */
function judgedAlike({ candidates, certain }: PolicyChoice, verdict: RecordedVerdict): boolean {
  if (!certain || verdict.outcome === 'undetermined') return false;
  const policy = candidates.at(-1);
  return (policy?.version ?? null) === verdict.policyVersion && (policy?.hash ?? null) === verdict.policyHash;
}

function isNew({ previous, next }: Judged): boolean {
  return previous === null || !sameVerdict(previous, next);
}

/** An old verdict that still stands, for what the deal and the rates now are: no new decision. */
function confirmed({ previous, next }: Judged): readonly RecordedVerdict[] {
  if (previous === null || !sameVerdict(previous, next)) return [];
  const { dealVersion, rateVersion } = next;
  const same = previous.dealVersion === dealVersion && previous.rateVersion === rateVersion;
  return same ? [] : [{ ...previous, dealVersion, rateVersion }];
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
