import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DealsReadModel, type VersionedDeal } from '../deals/deals.read-model.js';
import type { Deal } from '../deals/domain/deal.js';
import { buildFacts, convertValue, type FactContext } from '../eligibility/domain/build-facts.js';
import { byName, choosePolicy, type PolicyChoice } from '../eligibility/domain/choose-policy.js';
import { AlikeJudge } from '../eligibility/domain/judge-alike.js';
import { type JudgeCriteria, type Judgement, judgeDeal } from '../eligibility/domain/judge.js';
import { FactContexts, type Surroundings } from '../eligibility/fact-contexts.js';
import type { Clock } from '../kernel/clock.js';
import { utcDay } from '../kernel/instants.js';
import type { Policy } from '../policies/domain/policy.js';
import { textSha256 } from '../policies/domain/rule-set.js';
import { DraftRules, type PreparedDraft } from './draft-rules.js';
import { type Impact, ImpactTally } from './domain/impact.js';
import type { CriterionChange, JudgedTwice } from './domain/judged-twice.js';
import { ImpactsStore } from './impacts.store.js';

/** Deals judged at a time. */
const BATCH = 2000;

/** A deal that a draft changes something for, with the criteria that say something else. */
export interface ChangedDeal extends JudgedTwice {
  readonly criteria: readonly CriterionChange[];
}

/** How an impact is to be computed. */
export interface ImpactOptions {
  /** Who asks; null when that is not said. */
  readonly by: string | null;
  /** Judge every deal by the draft, whatever its day: only to look, and nothing is kept. */
  readonly wholeBook: boolean;
  /** Told after each batch how many deals are done. */
  readonly onProgress?: (deals: number) => void;
  /** Given the deals that change, in order of id and batch by batch; the next batch waits until it is done. */
  readonly onChanged?: (changed: readonly ChangedDeal[]) => Promise<void>;
}

/** The impact of a draft, with what it was computed from. */
export interface DraftImpact extends Impact {
  /** Null when it was only to look: then it is not kept, and nothing can be activated on it. */
  readonly impactId: number | null;
  readonly policy: string;
  readonly version: string;
  readonly hash: string;
  readonly effective: Policy['effective'];
  /** The version that the draft takes over from; null where none is in force on its first day. */
  readonly predecessor: string | null;
  readonly wholeBook: boolean;
  /** The rule set that is in force. */
  readonly ruleSetId: number;
  /** The last file taken into the book; 0 when there was none. */
  readonly lastImportId: number;
  /** The UTC day that open deals were judged on. */
  readonly asOf: string;
}

/** Judges every deal as the rules are, as they would be, and by the draft whatever its day. */
interface Comparison {
  readonly surroundings: Surroundings;
  readonly judge: JudgeCriteria;
  readonly choices: readonly [before: Choose, after: Choose];
  readonly draft: Policy;
}

type Choose = (deal: Deal) => PolicyChoice;

/** What becomes of the book when a draft is put in force, before it is. */
@Injectable()
export class ImpactService {
  constructor(
    private readonly database: Database,
    private readonly deals: DealsReadModel,
    private readonly contexts: FactContexts,
    private readonly drafts: DraftRules,
    private readonly impacts: ImpactsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Judges the whole book under the rules in force, with a draft in force, and by the draft whatever a deal's day, in
   * one pass and at one moment of the book, and stores no verdict. What comes of it is kept, so that the draft can be activated on it.
   * @param path the rule file of the draft.
   * @throws DomainError as `DraftRules.prepare`.
   */
  async compute(path: string, options: ImpactOptions): Promise<DraftImpact> {
    const prepared = await this.drafts.prepare(path);
    const computedAt = this.clock();
    const asOf = utcDay(computedAt);
    const { impact, lastImportId } = await this.database.snapshot(async () => ({
      lastImportId: (await this.impacts.lastImport())?.importId ?? 0,
      impact: await this.compare(prepared, asOf, options),
    }));
    const { ruleSetId, draft, under } = prepared;
    const { policy, version, hash, effective } = draft.policy;
    const basis = { ruleSetId, lastImportId, asOf };
    const impactId = options.wholeBook
      ? null
      : await this.impacts.add({
          ...basis,
          textSha256: textSha256(draft.text),
          policy,
          version,
          hash,
          computedAt,
          by: options.by,
          summary: impact,
        });
    return {
      impactId,
      policy,
      version,
      hash,
      effective,
      predecessor: under.predecessor?.version ?? null,
      wholeBook: options.wholeBook,
      ...basis,
      ...impact,
    };
  }

  private async compare(prepared: PreparedDraft, asOf: string, options: ImpactOptions): Promise<Impact> {
    const { inForce, under } = prepared;
    const tally = new ImpactTally(under.draft);
    const comparison: Comparison = {
      surroundings: await this.contexts.surroundings(asOf),
      judge: new AlikeJudge().judge,
      choices: [
        (deal) => choosePolicy(inForce, deal, asOf),
        options.wholeBook ? () => byName(under.draft) : (deal) => choosePolicy(under.policies, deal, asOf),
      ],
      draft: under.draft,
    };
    let done = 0;
    for (let after: string | null = null; ;) {
      const batch = await this.deals.batchAfter(after, BATCH);
      const changed: ChangedDeal[] = [];
      for (const judged of await this.judgeBatch(comparison, batch)) {
        const criteria = tally.add(judged);
        if (criteria !== null) changed.push({ ...judged, criteria });
      }
      await options.onChanged?.(changed);
      done += batch.length;
      options.onProgress?.(done);
      after = batch.at(-1)?.deal.dealId ?? null;
      if (batch.length < BATCH) return tally.impact();
    }
  }

  private async judgeBatch(
    comparison: Comparison,
    batch: readonly VersionedDeal[],
  ): Promise<readonly JudgedTwice[]> {
    const deals = batch.map(({ deal }) => deal);
    const contextOf = await this.contexts.forDeals(comparison.surroundings, deals);
    const judged: JudgedTwice[] = [];
    for (const deal of deals) judged.push(await judgeTwice(comparison, deal, contextOf(deal)));
    return judged;
  }
}

async function judgeTwice(
  { choices: [chooseBefore, chooseAfter], judge, draft }: Comparison,
  deal: Deal,
  context: FactContext,
): Promise<JudgedTwice> {
  const facts = buildFacts(deal, context);
  const by = async (choice: PolicyChoice): Promise<Judgement> => judgeDeal(deal.status, choice, facts, judge);
  const choice = chooseAfter(deal);
  const after = await by(choice);
  // The draft already, of most deals of a draft that is in force by now.
  const isByDraft = choice.certain && after.policy === draft;
  return {
    deal,
    usdCents: convertValue(deal, context).usdCents,
    before: await by(chooseBefore(deal)),
    after,
    byDraft: isByDraft ? after : await by(byName(draft)),
  };
}
