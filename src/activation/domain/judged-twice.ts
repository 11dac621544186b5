import { closingBounds } from '../../deals/domain/deal-times.js';
import { type Deal, isClosed } from '../../deals/domain/deal.js';
import type { Judgement } from '../../eligibility/domain/judge.js';
import { utcMonth } from '../../kernel/instants.js';
import { compareText } from '../../kernel/text.js';
import type { Result } from '../../policies/domain/outcome.js';

/** What a criterion says of a deal; `absent` where the version has no such criterion, or where no version judges. */
export type ResultOrAbsent = Result | 'absent';

/** The results as people read them. */
export const RESULT_WORDS: Readonly<Record<ResultOrAbsent, string>> = {
  pass: 'pass',
  fail: 'fail',
  unknown: 'unknown',
  absent: 'not asked',
};

/** A deal judged under the rules in force and under those with a draft in force. */
export interface JudgedTwice {
  readonly deal: Deal;
  /** Its value in US cents; null where it cannot be told. */
  readonly usdCents: number | null;
  readonly before: Judgement;
  readonly after: Judgement;
  /** As the draft judges it whatever its day. */
  readonly byDraft: Judgement;
}

/** Two judgements of a deal to compare. */
export type BeforeAndAfter = Pick<JudgedTwice, 'before' | 'after'>;

/** A criterion that does not say the same of a deal under both rules. */
export interface CriterionChange {
  readonly criterion: string;
  readonly before: ResultOrAbsent;
  readonly after: ResultOrAbsent;
}

/**
 * The criteria that say something else of a deal, ordered by id. A criterion that is not asked holds nothing against
 * a deal, so one that the deal merely passes is no change when it comes or goes.
 */
export function changedCriteria({ before, after }: BeforeAndAfter): CriterionChange[] {
  const was = new Map(before.results.map(({ id, result }) => [id, result]));
  const is = new Map(after.results.map(({ id, result }) => [id, result]));
  return [...new Set([...was.keys(), ...is.keys()])].toSorted(compareText).flatMap((criterion) => {
    const change: CriterionChange = {
      criterion,
      before: was.get(criterion) ?? 'absent',
      after: is.get(criterion) ?? 'absent',
    };
    return standing(change.before) === standing(change.after) ? [] : [change];
  });
}

/** Whether the outcome or a criterion says something else. */
export function isChanged(judged: BeforeAndAfter): boolean {
  return judged.before.outcome !== judged.after.outcome || changedCriteria(judged).length > 0;
}

function standing(result: ResultOrAbsent): Result {
  return result === 'absent' ? 'pass' : result;
}

/** Whether a deal with this verdict may be registered, be it at a risk. */
export function mayBeRegistered({ outcome }: Judgement): boolean {
  return outcome === 'eligible' || outcome === 'at-risk';
}

/** The UTC month (`YYYY-MM`) a deal closed in; `open` while it is open, `unknown` where what is known does not tell. */
export function closingMonth(deal: Deal): string {
  if (!isClosed(deal.status)) return 'open';
  const bounds = closingBounds(deal);
  if (bounds === null) return 'unknown';
  const month = utcMonth(bounds.min);
  return month === utcMonth(bounds.max) ? month : 'unknown';
}
