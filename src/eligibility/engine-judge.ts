import { Injectable } from '@nestjs/common';
import { DealsReadModel } from '../deals/deals.read-model.js';
import type { Policy } from '../policies/domain/policy.js';
import { choosePolicy, type PolicyChoice } from './domain/choose-policy.js';
import { causeOf, type Decision, type RecordedVerdict, sameVerdict } from './domain/decision.js';
import type { JudgeCriteria } from './domain/judge.js';
import { reachVerdict } from './domain/reach-verdict.js';
import { DecisionsStore } from './decisions.store.js';
import { FactContexts, type Surroundings } from './fact-contexts.js';

/** Deals read and judged at a time. */
const BATCH = 2000;

/** What deals are judged by, one by one. */
export interface EnginePlan {
  readonly policies: readonly Policy[];
  /** The version to judge everything by; null: the versions in force, by the deal’s day. */
  readonly tryOut: PolicyChoice | null;
  readonly surroundings: Surroundings;
  /** Epoch ms. */
  readonly decidedAt: number;
  readonly evaluationId: number;
  /** Content hashes of the versions in force. */
  readonly activeHashes: ReadonlySet<string>;
  readonly judge: JudgeCriteria;
}

/** What came of deals that the rule engine judged. */
export interface EngineVerdicts {
  /** All of them. */
  readonly verdicts: readonly RecordedVerdict[];
  /** Those that are not what they were. */
  readonly decisions: readonly Decision[];
  /** Those that still stand, though on another version of the deal or of the rates. */
  readonly confirmed: readonly RecordedVerdict[];
}

/** Judges deals through json-rules-engine: the way that everything else is held against. */
@Injectable()
export class EngineJudge {
  constructor(
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly decisions: DecisionsStore,
  ) {}

  /** Judges the given deals; ids that the book does not have are left out. */
  async judge(plan: EnginePlan, dealIds: readonly string[]): Promise<EngineVerdicts> {
    const batches: EngineVerdicts[] = [];
    for (let start = 0; start < dealIds.length; start += BATCH) {
      batches.push(await this.judgeBatch(plan, dealIds.slice(start, start + BATCH)));
    }
    return {
      verdicts: batches.flatMap(({ verdicts }) => verdicts),
      decisions: batches.flatMap(({ decisions }) => decisions),
      confirmed: batches.flatMap((batch) => batch.confirmed),
    };
  }

  private async judgeBatch(plan: EnginePlan, dealIds: readonly string[]): Promise<EngineVerdicts> {
    const deals = await this.deals.findAll(dealIds);
    const previousOf = await this.decisions.verdicts(dealIds);
    const contextOf = await this.contexts.forDeals(
      plan.surroundings,
      deals.map(({ deal }) => deal),
    );
    const judged = deals.map(async ({ deal, version }) => {
      const choice = plan.tryOut ?? choosePolicy(plan.policies, deal, plan.surroundings.day);
      const policyId = plan.policies[0]?.policy ?? '';
      const reached = await reachVerdict({ deal, version, policyId }, choice, contextOf(deal), plan.judge);
      const previous = previousOf.get(deal.dealId) ?? null;
      const { decidedAt, evaluationId } = plan;
      const sequence = (previous?.sequence ?? 0) + 1;
      const next = { ...reached.verdict, sequence, decidedAt, evaluationId };
      const cause = causeOf(previous, next, deal.status, reached.policy, plan.activeHashes);
      return { previous, next, cause };
    });
    const all = await Promise.all(judged);
    return {
      verdicts: all.map(({ next }) => next),
      decisions: all.flatMap(({ previous, next, cause }) =>
        isNew(previous, next) ? [{ ...next, cause }] : [],
      ),
      confirmed: all.flatMap(({ previous, next }) => confirmed(previous, next)),
    };
  }
}

function isNew(previous: RecordedVerdict | null, next: RecordedVerdict): boolean {
  return previous === null || !sameVerdict(previous, next);
}

/** An old verdict that still stands, for what the deal and the rates now are: no new decision. */
function confirmed(previous: RecordedVerdict | null, next: RecordedVerdict): readonly RecordedVerdict[] {
  if (previous === null || isNew(previous, next)) return [];
  const { dealVersion, rateVersion } = next;
  const same = previous.dealVersion === dealVersion && previous.rateVersion === rateVersion;
  return same ? [] : [{ ...previous, dealVersion, rateVersion }];
}
