import type { Deal } from '../../src/deals/domain/deal.js';
import type { Amount, Effect, Impact } from '../../src/activation/domain/impact.js';
import { buildFacts, convertValue } from '../../src/eligibility/domain/build-facts.js';
import { byName, choosePolicy } from '../../src/eligibility/domain/choose-policy.js';
import { type Judgement, judgeDeal } from '../../src/eligibility/domain/judge.js';
import type { FactContexts } from '../../src/eligibility/fact-contexts.js';
import { OUTCOMES } from '../../src/policies/domain/outcome.js';
import type { Policy } from '../../src/policies/domain/policy.js';

/** A deal judged twice by the rule engine itself, with its changes as plain texts. */
export interface Judged {
  readonly deal: Deal;
  readonly cents: number | null;
  readonly before: Judgement;
  readonly after: Judgement;
  /** As the draft judges it whatever its day. */
  readonly byDraft: Judgement;
  /** `criterion before after`; `absent` where a version does not ask, which is as good as a pass. */
  readonly criteria: readonly string[];
}

/** Two sets of rules to compare, and the version that all deals are judged by instead of the second, if any. */
export interface TwoRules {
  readonly before: readonly Policy[];
  readonly after: readonly Policy[];
  readonly draft: Policy;
  readonly wholeBook: boolean;
  readonly day: string;
}

/** Judges deals one by one, each anew by the rule engine. */
export async function judgeOneByOne(
  deals: readonly Deal[],
  contexts: FactContexts,
  rules: TwoRules,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const deal of deals) {
    const context = (await contexts.forDeals(await contexts.surroundings(rules.day), [deal]))(deal);
    const facts = buildFacts(deal, context);
    const choice = rules.wholeBook ? byName(rules.draft) : choosePolicy(rules.after, deal, rules.day);
    const before = await judgeDeal(deal.status, choosePolicy(rules.before, deal, rules.day), facts);
    const after = await judgeDeal(deal.status, choice, facts);
    const byDraft = await judgeDeal(deal.status, byName(rules.draft), facts);
    const { usdCents: cents } = convertValue(deal, context);
    judged.push({ deal, cents, before, after, byDraft, criteria: criteriaOf(before, after) });
  }
  return judged;
}

function criteriaOf(before: Judgement, after: Judgement): readonly string[] {
  const said = (side: Judgement, id: string): string =>
    side.results.find((each) => each.id === id)?.result ?? 'absent';
  return idsIn([before, after]).flatMap((id) => {
    const [was, is] = [said(before, id), said(after, id)];
    const harmless = ['absent', 'pass'];
    return was === is || (harmless.includes(was) && harmless.includes(is)) ? [] : [`${id} ${was} ${is}`];
  });
}

/** The deals that change. */
export function changedOf(judged: readonly Judged[]): readonly Judged[] {
  return judged.filter(
    ({ before, after, criteria }) => criteria.length > 0 || before.outcome !== after.outcome,
  );
}

/** The impact as it follows from the deals, each figure picked out of all of them on its own. */
export function impactOf(judged: readonly Judged[], draft: Policy): Impact {
  const changed = changedOf(judged);
  const overWholeBook = judged.map((each) => ({
    ...each,
    after: each.byDraft,
    criteria: criteriaOf(each.before, each.byDraft),
  }));
  const underDraft = judged.filter(({ after }) => after.policy?.version === draft.version);
  return {
    deals: judged.length,
    judgedByDraft: underDraft.length,
    ...effectOf(changed),
    overWholeBook: effectOf(changedOf(overWholeBook)),
    byTransition: OUTCOMES.flatMap((before) =>
      OUTCOMES.map((after) => ({
        before,
        after,
        ...amountOf(changed.filter((deal) => transition(deal) === `${before} ${after}`)),
      })),
    ).filter(({ deals }) => deals > 0),
    byCriterion: idsIn(changed.flatMap(({ before, after }) => [before, after])).flatMap((criterion) =>
      RESULTS.flatMap((before) =>
        RESULTS.map((after) => ({
          criterion,
          before,
          after,
          ...amountOf(changed.filter(({ criteria }) => criteria.includes(`${criterion} ${before} ${after}`))),
        })),
      ).filter(({ deals }) => deals > 0),
    ),
    byDealType: effectsBy(changed, ({ deal }) => deal.dealType),
    byCampaign: effectsBy(changed, ({ deal }) => deal.campaignId),
    byMonth: effectsBy(changed, ({ deal }) => monthOf(deal)),
    price: draft.criteria.map(({ id }) => ({
      criterion: id,
      ...amountOf(underDraft.filter((deal) => failsOnly(deal, id))),
    })),
  };
}

const RESULTS = ['absent', 'pass', 'fail', 'unknown'] as const;

function transition({ before, after }: Judged): string {
  return `${before.outcome} ${after.outcome}`;
}

function idsIn(judgements: readonly Judgement[]): readonly string[] {
  return [...new Set(judgements.flatMap(({ results }) => results.map(({ id }) => id)))].toSorted();
}

function failsOnly({ deal, after }: Judged, criterion: string): boolean {
  const expected = after.results.map(({ id }) => (id === criterion ? 'fail' : 'pass'));
  const found = after.results.map(({ result }) => result);
  return deal.status === 'won' && !after.versionUncertain && found.join() === expected.join();
}

function effectsBy(
  judged: readonly Judged[],
  keyOf: (judged: Judged) => string | null,
): readonly (Effect & { readonly key: string | null })[] {
  const keys = [...new Set(judged.map(keyOf))];
  const ordered = [...keys.filter((key) => key !== null).toSorted(), ...keys.filter((key) => key === null)];
  return ordered.map((key) => ({ key, ...effectOf(judged.filter((each) => keyOf(each) === key)) }));
}

function effectOf(changed: readonly Judged[]): Effect {
  const may = ['at-risk', 'eligible'];
  return {
    changed: amountOf(changed),
    lost: amountOf(
      changed.filter((it) => may.includes(it.before.outcome) && !may.includes(it.after.outcome)),
    ),
    gained: amountOf(
      changed.filter((it) => !may.includes(it.before.outcome) && may.includes(it.after.outcome)),
    ),
  };
}

function amountOf(judged: readonly Judged[]): Amount {
  const cents = judged.reduce((sum, each) => sum + (each.cents ?? 0), 0);
  return {
    deals: judged.length,
    valueUsd: (cents / 100).toFixed(2),
    withoutValue: judged.filter((each) => each.cents === null).length,
  };
}

function monthOf({ status, closedAt }: Deal): string {
  if (status === 'active' || status === 'received') return 'open';
  return closedAt === null ? 'unknown' : new Date(closedAt).toISOString().slice(0, 7);
}
