import { formatInstant } from '../../kernel/instants.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { OnFail, Policy, Source } from '../../policies/domain/policy.js';
import type { Texts } from '../../policies/domain/texts.js';
import type { FactName } from '../../policies/domain/vocabulary.js';
import { type ExplainedNode, factsUsed, type ShownValue } from './explain.js';
import type { Judgement } from './judge.js';
import type { MissingFact } from './missing.js';

/** A language that texts can be asked for in; English stands in where a text has no translation. */
export type Language = keyof Texts;

/** One criterion of an answer: what came of it and why. */
export interface ExplainedCriterion {
  readonly id: string;
  readonly title: string;
  readonly result: Result;
  readonly onFail: OnFail;
  /** Why the deal fails, and what would change it; null unless it fails. */
  readonly because: string | null;
  readonly remedy: string | null;
  /** The facts that the criterion asked for, as found. */
  readonly facts: Partial<Record<FactName, ShownValue>>;
  readonly tree: ExplainedNode;
  readonly source: Source;
}

/** May this deal be registered, why or why not, and by which rule: the same object for the CLI and for HTTP. */
export interface EligibilityAnswer {
  readonly dealId: string;
  readonly policy: string;
  /** Null when no version was in force on the day that counts. */
  readonly version: string | null;
  readonly policyHash: string | null;
  readonly outcome: Outcome;
  /** True only when the outcome is `eligible`. */
  readonly eligible: boolean;
  /** ISO 8601 instant. */
  readonly evaluatedAt: string;
  readonly criteria: readonly ExplainedCriterion[];
  readonly missing: readonly MissingFact[];
  /** What would change the outcome; not worked out yet, so always empty. */
  readonly counterfactuals: readonly never[];
}

/** What an answer is made from. */
export interface AnswerParts {
  readonly dealId: string;
  readonly policyId: string;
  readonly judgement: Judgement;
  /** One tree per criterion, in the policy's order. */
  readonly trees: readonly ExplainedNode[];
  readonly missing: readonly MissingFact[];
  /** Epoch milliseconds. */
  readonly evaluatedAt: number;
  readonly language: Language;
}

/** Puts an answer together. */
export function answerOf(parts: AnswerParts): EligibilityAnswer {
  const { policy, outcome } = parts.judgement;
  return {
    dealId: parts.dealId,
    policy: parts.policyId,
    version: policy?.version ?? null,
    policyHash: policy?.hash ?? null,
    outcome,
    eligible: outcome === 'eligible',
    evaluatedAt: formatInstant(parts.evaluatedAt),
    criteria: policy === null ? [] : explainedCriteria(policy, parts.trees, parts.language),
    missing: parts.missing,
    counterfactuals: [],
  };
}

function explainedCriteria(
  policy: Policy,
  trees: readonly ExplainedNode[],
  language: Language,
): readonly ExplainedCriterion[] {
  return policy.criteria.flatMap((criterion, index) => {
    const tree = trees[index];
    if (tree === undefined) return [];
    const failed = tree.result === 'fail';
    return {
      id: criterion.id,
      title: textIn(criterion.title, language),
      result: tree.result,
      onFail: criterion.onFail,
      because: failed ? textIn(criterion.because, language) : null,
      remedy: failed ? textIn(criterion.remedy, language) : null,
      facts: factsUsed(tree),
      tree,
      source: criterion.source,
    };
  });
}

function textIn(texts: Texts, language: Language): string {
  return texts[language] ?? texts.en;
}
