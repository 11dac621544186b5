import { formatMinorUnits } from '../../kernel/money.js';
import { compareText } from '../../kernel/text.js';
import { type Outcome, OUTCOMES, RESULTS } from '../../policies/domain/outcome.js';
import type { Policy } from '../../policies/domain/policy.js';
import {
  type BeforeAndAfter,
  changedCriteria,
  closingMonth,
  type CriterionChange,
  isChanged,
  type JudgedTwice,
  mayBeRegistered,
  type ResultOrAbsent,
} from './judged-twice.js';

/** Some deals: how many, and what they are worth. */
export interface Amount {
  readonly deals: number;
  /** US dollars with cents, of those deals whose value can be told. */
  readonly valueUsd: string;
  /** Deals among them whose value in US dollars is not known; they are not in `valueUsd`. */
  readonly withoutValue: number;
}

/** What a draft does to some deals. */
export interface Effect {
  /** Deals of which the outcome or a criterion says something else. */
  readonly changed: Amount;
  /** Deals that may be registered now, be it at a risk, and may not under the draft. */
  readonly lost: Amount;
  /** The other way round. */
  readonly gained: Amount;
}

/** An effect on the deals that have something in common; `key` null where they have it not. */
export interface EffectOn extends Effect {
  readonly key: string | null;
}

/** What becomes of the book under a draft, compared with the rules in force. */
export interface Impact extends Effect {
  /** Deals in the book. */
  readonly deals: number;
  /** Those that the draft judges; the others' version stays what it is. */
  readonly judgedByDraft: number;
  /**
   * The effect were every deal judged by the draft whatever its day. A draft that begins in the future judges none
   * today, so this is what tells how strict it is.
   */
  readonly overWholeBook: Effect;
  /** Changed deals by their outcome before and after. */
  readonly byTransition: readonly (Amount & { readonly before: Outcome; readonly after: Outcome })[];
  /** Changed criteria with the deals they change for; a deal counts for each of its criteria. */
  readonly byCriterion: readonly (Amount & CriterionChange)[];
  readonly byDealType: readonly EffectOn[];
  readonly byCampaign: readonly EffectOn[];
  /** By the UTC month of closing: `YYYY-MM`, `open`, or `unknown`. */
  readonly byMonth: readonly EffectOn[];
  /** For each criterion of the draft the won deals that fail it alone and pass all others. */
  readonly price: readonly (Amount & { readonly criterion: string })[];
}

/** Adds up what a draft does to the deals of a book. */
export class ImpactTally {
  private deals = 0;
  private judgedByDraft = 0;
  private readonly all = new EffectSum();
  private readonly overWholeBook = new EffectSum();
  private readonly transitions = new Map<string, AmountSum>();
  private readonly criteria = new Map<
    string,
    { readonly change: CriterionChange; readonly sum: AmountSum }
  >();
  private readonly groups = { dealType: new Groups(), campaign: new Groups(), month: new Groups() };
  private readonly price: ReadonlyMap<string, AmountSum>;

  constructor(private readonly draft: Policy) {
    this.price = new Map(draft.criteria.map(({ id }) => [id, new AmountSum()]));
  }

  /** Counts a deal. The criteria that change for it; null where neither they nor the outcome change. */
  add(judged: JudgedTwice): readonly CriterionChange[] | null {
    const { deal, before, after, byDraft, usdCents } = judged;
    this.deals += 1;
    const whole = { before, after: byDraft };
    if (isChanged(whole)) this.overWholeBook.add(whole, usdCents);
    if (after.policy?.hash === this.draft.hash) this.addJudgedByDraft(judged);
    const criteria = changedCriteria(judged);
    if (criteria.length === 0 && before.outcome === after.outcome) return null;
    this.all.add(judged, usdCents);
    entry(this.transitions, `${before.outcome} ${after.outcome}`, () => new AmountSum()).add(usdCents);
    for (const change of criteria) {
      const key = `${change.criterion} ${change.before} ${change.after}`;
      entry(this.criteria, key, () => ({ change, sum: new AmountSum() })).sum.add(usdCents);
    }
    this.groups.dealType.add(deal.dealType, judged);
    this.groups.campaign.add(deal.campaignId, judged);
    this.groups.month.add(closingMonth(deal), judged);
    return criteria;
  }

  /** What the deals so far come to; every list in a fixed order. */
  impact(): Impact {
    const transitions = OUTCOMES.flatMap((before) => OUTCOMES.map((after) => ({ before, after })));
    return {
      deals: this.deals,
      judgedByDraft: this.judgedByDraft,
      ...this.all.effect(),
      overWholeBook: this.overWholeBook.effect(),
      byTransition: transitions.flatMap(({ before, after }) => {
        const sum = this.transitions.get(`${before} ${after}`);
        return sum === undefined ? [] : [{ before, after, ...sum.amount() }];
      }),
      byCriterion: [...this.criteria.values()]
        .map(({ change, sum }) => ({ ...change, ...sum.amount() }))
        .toSorted(compareChanges),
      byDealType: this.groups.dealType.effects(),
      byCampaign: this.groups.campaign.effects(),
      byMonth: this.groups.month.effects(),
      price: [...this.price].map(([criterion, sum]) => ({ criterion, ...sum.amount() })),
    };
  }

  private addJudgedByDraft({ deal, after, usdCents }: JudgedTwice): void {
    this.judgedByDraft += 1;
    if (deal.status !== 'won' || after.versionUncertain) return;
    const [held, ...others] = after.results.filter(({ result }) => result !== 'pass');
    if (held?.result === 'fail' && others.length === 0) this.price.get(held.id)?.add(usdCents);
  }
}

class AmountSum {
  private deals = 0;
  private cents = 0n;
  private withoutValue = 0;

  add(usdCents: number | null): void {
    this.deals += 1;
    if (usdCents === null) this.withoutValue += 1;
    else this.cents += BigInt(usdCents);
  }

  amount(): Amount {
    const { deals, withoutValue } = this;
    return { deals, valueUsd: formatMinorUnits(this.cents, 'USD'), withoutValue };
  }
}

class EffectSum {
  private readonly changed = new AmountSum();
  private readonly lost = new AmountSum();
  private readonly gained = new AmountSum();

  add({ before, after }: BeforeAndAfter, usdCents: number | null): void {
    const [could, can] = [mayBeRegistered(before), mayBeRegistered(after)];
    this.changed.add(usdCents);
    if (could && !can) this.lost.add(usdCents);
    if (can && !could) this.gained.add(usdCents);
  }

  effect(): Effect {
    return { changed: this.changed.amount(), lost: this.lost.amount(), gained: this.gained.amount() };
  }
}

class Groups {
  private readonly sums = new Map<string | null, EffectSum>();

  add(key: string | null, judged: JudgedTwice): void {
    entry(this.sums, key, () => new EffectSum()).add(judged, judged.usdCents);
  }

  /** Ordered by key; the deals without one come last. */
  effects(): readonly EffectOn[] {
    return [...this.sums]
      .map(([key, sum]) => ({ key, ...sum.effect() }))
      .toSorted(
        (a, b) => Number(a.key === null) - Number(b.key === null) || compareText(a.key ?? '', b.key ?? ''),
      );
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

const RESULT_ORDER: readonly ResultOrAbsent[] = ['absent', ...RESULTS];

function compareChanges(a: CriterionChange, b: CriterionChange): number {
  return (
    compareText(a.criterion, b.criterion) ||
    RESULT_ORDER.indexOf(a.before) - RESULT_ORDER.indexOf(b.before) ||
    RESULT_ORDER.indexOf(a.after) - RESULT_ORDER.indexOf(b.after)
  );
}
