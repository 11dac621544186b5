import { Injectable } from '@nestjs/common';
import type { Deal } from '../deals/domain/deal.js';
import { unique } from '../kernel/group-by.js';
import type { Policy } from '../policies/domain/policy.js';
import { PoliciesService } from '../policies/policies.service.js';
import type { DecisionEntry } from './decision-history.js';
import { attribute, type Cause, type Dimension } from './domain/attribution.js';
import { buildFacts, type FactContext } from './domain/build-facts.js';
import { choosePolicy } from './domain/choose-policy.js';
import { sameVerdict } from './domain/decision.js';
import { describeMove, type JudgedState } from './domain/describe-move.js';
import { judgeCriteria } from './domain/engine.js';
import { reachVerdict } from './domain/reach-verdict.js';
import { resultsOf } from './domain/verdict.js';
import { EvaluationsStore } from './evaluations.store.js';
import { dealVersionKey, PastStates } from './past-states.js';

/** Why a decision is another one than that before it, found by judging again. */
export interface Attribution {
  /** Empty for the first decision, and for one that cannot be derived again. */
  readonly causes: readonly Cause[];
  /** In words: what each cause did, or that the decision cannot be derived again. */
  readonly details: readonly string[];
}

/** All that a decision was made from. */
interface Circumstances {
  readonly entry: DecisionEntry;
  readonly deal: Deal;
  readonly day: string;
  readonly knownAt: number;
  readonly policies: readonly Policy[];
  readonly contextOf: (deal: Deal) => FactContext;
}

/** Attributes every change of a verdict to what moved it, by judging the states between two decisions. */
@Injectable()
export class Attributions {
  constructor(
    private readonly past: PastStates,
    private readonly policies: PoliciesService,
    private readonly evaluations: EvaluationsStore,
  ) {}

  /** One attribution for each of all decisions on a deal, in their order. */
  async of(dealId: string, decisions: readonly DecisionEntry[]): Promise<readonly Attribution[]> {
    const names = decisions.map(({ dealVersion: version }) => ({ dealId, version }));
    const versions = await this.past.dealsAtVersions(names);
    const circumstancesOf = await this.circumstances(decisions, [...versions.values()]);
    const attributions: Attribution[] = [];
    let before: Circumstances | null = null;
    for (const [index, entry] of decisions.entries()) {
      const deal = versions.get(dealVersionKey({ dealId, version: entry.dealVersion }));
      const now = deal === undefined ? null : await circumstancesOf(entry, deal);
      if (index === 0) attributions.push({ causes: [], details: [] });
      else attributions.push((before && now && (await between(before, now))) ?? NOT_DERIVED);
      before = now;
    }
    return attributions;
  }

  /** What each of the decisions was made from; null where its evaluation is gone. Reads nothing twice. */
  private async circumstances(
    decisions: readonly DecisionEntry[],
    deals: readonly Deal[],
  ): Promise<(entry: DecisionEntry, deal: Deal) => Promise<Circumstances | null>> {
    const evaluations = await this.evaluations.findAll(
      unique(decisions.map(({ evaluationId }) => String(evaluationId))).map(Number),
    );
    const rules = new Map<string, Promise<readonly Policy[]>>();
    const contexts = new Map<string, Promise<(deal: Deal) => FactContext>>();
    return async (entry, deal) => {
      const evaluation = evaluations.get(entry.evaluationId);
      if (evaluation === undefined) return null;
      const { ruleSetId, startedAt, asOf: day } = evaluation;
      const knownAt = evaluation.knownAt ?? startedAt;
      const policies = await remembered(rules, ruleSetId === null ? `at ${startedAt}` : `${ruleSetId}`, () =>
        // Before rule sets were kept, decisions were made by the rules that were found when keeping them began.
        ruleSetId === null ? this.policies.inForceAt(startedAt) : this.policies.ruleSet(ruleSetId),
      );
      const contextOf = await remembered(contexts, `${day} ${knownAt}`, () =>
        this.past.contextAt(evaluation, deals),
      );
      return { entry, deal, day, knownAt, policies, contextOf };
    };
  }
}

/** What was read under a key before, or what is read now. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}

const NOT_DERIVED: Attribution = {
  causes: [],
  details: ['what the book keeps does not give this verdict, or the one before it, again'],
};

/** Why the later verdict is not the earlier one; null where either does not come out as it was recorded. */
async function between(before: Circumstances, now: Circumstances): Promise<Attribution | null> {
  const judged = new Map<string, Promise<JudgedState>>();
  const judge = (moved: ReadonlySet<Dimension>): Promise<JudgedState> => {
    const key = [...moved].toSorted().join(' ');
    return remembered(judged, key, () => judgeMixed(before, now, moved));
  };
  const moved = movedBetween(before, now);
  const [first, last] = [await judge(new Set()), await judge(new Set(moved))];
  if (!asRecorded(first, before.entry) || !asRecorded(last, now.entry)) return null;
  const causes = await attribute(moved, judge, sameJudgement);
  const details: string[] = [];
  for (const { cause } of causes) {
    const alone = await judge(new Set([cause]));
    // A change that does nothing by itself is shown as the last one, after all others.
    const others = await judge(new Set(moved.filter((each) => each !== cause)));
    details.push(
      ...(sameJudgement(alone, first)
        ? describeMove(cause, others, last)
        : describeMove(cause, first, alone)),
    );
  }
  return { causes, details };
}

function movedBetween(before: Circumstances, now: Circumstances): readonly Dimension[] {
  const moved: Dimension[] = [];
  if (before.entry.dealVersion !== now.entry.dealVersion) moved.push('data');
  if (rulesOf(before) !== rulesOf(now)) moved.push('policy');
  if (ratesOf(before) !== ratesOf(now)) moved.push('rate');
  if (before.knownAt !== now.knownAt) moved.push('catalogue');
  if (before.day !== now.day) moved.push('day');
  return moved;
}

function ratesOf({ contextOf, deal }: Circumstances): number | null {
  return contextOf(deal).rates.version;
}

/** What rules say and when; two of the same are the same rules. */
function rulesOf({ policies }: Circumstances): string {
  return JSON.stringify(policies.map(({ hash, effective }) => [hash, effective]));
}

async function judgeMixed(
  before: Circumstances,
  now: Circumstances,
  moved: ReadonlySet<Dimension>,
): Promise<JudgedState> {
  const of = (dimension: Dimension): Circumstances => (moved.has(dimension) ? now : before);
  const { deal, entry } = of('data');
  const { day } = of('day');
  const { solutions, customerManaged } = of('catalogue').contextOf(deal);
  const { rates } = of('rate').contextOf(deal);
  const context = { day, solutions, customerManaged, rates };
  const { policy, verdict } = await reachVerdict(
    { deal, version: entry.dealVersion, policyId: entry.policy },
    choosePolicy(of('policy').policies, deal, day),
    context,
    judgeCriteria,
  );
  const results = resultsOf(policy?.criteria.map(({ id }) => id) ?? [], verdict);
  return { day, facts: buildFacts(deal, context), policy, results, verdict };
}

function sameJudgement(a: JudgedState, b: JudgedState): boolean {
  return sameVerdict(a.verdict, b.verdict);
}

function asRecorded({ verdict, results }: JudgedState, entry: DecisionEntry): boolean {
  return (
    verdict.policyVersion === entry.policyVersion &&
    verdict.policyHash === entry.policyHash &&
    verdict.outcome === entry.outcome &&
    JSON.stringify(results) === JSON.stringify(entry.criteria)
  );
}
