import { type ConditionChange, diffConditions } from './diff-conditions.js';
import type { Criterion, OnFail, Policy, Source } from './policy.js';
import { LANGUAGES } from './read-parts.js';
import type { Texts } from './texts.js';

/** What something was, and what it is. */
export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** A text that differs in one language; null where the language has none. */
export interface TextChange extends Change<string | null> {
  readonly language: keyof Texts;
}

/** A criterion that only one of two versions has. */
export interface OneSided {
  readonly id: string;
  readonly title: string;
  readonly onFail: OnFail;
}

/** How a criterion of one version differs from that of the same id in another; what is the same is null or empty. */
export interface CriterionDiff {
  readonly id: string;
  readonly conditions: readonly ConditionChange[];
  readonly onFail: Change<OnFail> | null;
  readonly title: readonly TextChange[];
  readonly because: readonly TextChange[];
  readonly remedy: readonly TextChange[];
  readonly source: {
    readonly document: Change<string> | null;
    readonly published: Change<string | null> | null;
    readonly section: Change<string | null> | null;
  };
}

/** How one policy version differs from another; what is the same is null or empty. */
export interface PolicyDiff {
  readonly before: Pick<Policy, 'policy' | 'version' | 'hash'>;
  readonly after: Pick<Policy, 'policy' | 'version' | 'hash'>;
  /** Whether nothing differs but perhaps the name of the version. */
  readonly identical: boolean;
  /** Whether criteria, conditions and consequences are the same, so that every deal gets the same results. */
  readonly judgeAlike: boolean;
  readonly status: Change<Policy['status']> | null;
  readonly from: Change<string> | null;
  /** Null as a value: no end. */
  readonly until: Change<string | null> | null;
  readonly title: readonly TextChange[];
  readonly added: readonly OneSided[];
  readonly removed: readonly OneSided[];
  readonly changed: readonly CriterionDiff[];
  /** The criteria that both have, where the one puts them in another order than the other. */
  readonly order: Change<readonly string[]> | null;
}

/** Compares two policy versions by meaning; see `diffConditions` for what makes no difference in a condition. */
export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const added = after.criteria.filter(({ id }) => !has(before, id)).map(oneSided);
  const removed = before.criteria.filter(({ id }) => !has(after, id)).map(oneSided);
  const changed = after.criteria.flatMap((criterion) => {
    const old = before.criteria.find(({ id }) => id === criterion.id);
    return old === undefined ? [] : diffCriteria(old, criterion);
  });
  const said = {
    status: change(before.status, after.status),
    from: change(before.effective.from, after.effective.from),
    until: change(before.effective.until, after.effective.until),
    title: diffTexts(before.title, after.title),
    added,
    removed,
    changed,
    order: diffOrder(before, after),
  };
  return {
    before: { policy: before.policy, version: before.version, hash: before.hash },
    after: { policy: after.policy, version: after.version, hash: after.hash },
    identical: Object.values(said).every(
      (part) => part === null || (Array.isArray(part) && part.length === 0),
    ),
    judgeAlike:
      added.length === 0 &&
      removed.length === 0 &&
      changed.every(({ conditions, onFail }) => conditions.length === 0 && onFail === null),
    ...said,
  };
}

function has({ criteria }: Policy, id: string): boolean {
  return criteria.some((criterion) => criterion.id === id);
}

function oneSided({ id, title, onFail }: Criterion): OneSided {
  return { id, title: title.en, onFail };
}

function change<T>(before: T, after: T): Change<T> | null {
  return before === after ? null : { before, after };
}

function diffTexts(before: Texts, after: Texts): readonly TextChange[] {
  return LANGUAGES.flatMap((language) => {
    const changed = change(before[language] ?? null, after[language] ?? null);
    return changed === null ? [] : [{ language, ...changed }];
  });
}

/** Nothing when the two say the same. */
function diffCriteria(before: Criterion, after: Criterion): readonly CriterionDiff[] {
  const conditions = diffConditions(before.conditions, after.conditions);
  const onFail = change(before.onFail, after.onFail);
  const [title, because, remedy] = [
    diffTexts(before.title, after.title),
    diffTexts(before.because, after.because),
    diffTexts(before.remedy, after.remedy),
  ];
  const source = diffSources(before.source, after.source);
  const isSame =
    [conditions, title, because, remedy].every((part) => part.length === 0) &&
    [onFail, ...Object.values(source)].every((part) => part === null);
  return isSame ? [] : [{ id: after.id, conditions, onFail, title, because, remedy, source }];
}

function diffSources(before: Source, after: Source): CriterionDiff['source'] {
  return {
    document: change(before.document, after.document),
    published: change(before.published ?? null, after.published ?? null),
    section: change(before.section ?? null, after.section ?? null),
  };
}

function diffOrder(before: Policy, after: Policy): Change<readonly string[]> | null {
  const [was, is] = [
    before.criteria.map(({ id }) => id).filter((id) => has(after, id)),
    after.criteria.map(({ id }) => id).filter((id) => has(before, id)),
  ];
  return was.every((id, index) => id === is[index]) ? null : { before: was, after: is };
}
