import { formatInstant } from '../../kernel/instants.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { OnFail, Policy, Source } from '../../policies/domain/policy.js';
import type { Texts } from '../../policies/domain/texts.js';
import type { Carrier, FactName } from '../../policies/domain/vocabulary.js';
import type { Prospects } from './counterfactuals/repair.js';
import { type ExplainedNode, factsUsed, type ShownValue } from './explain.js';
import { definitionOf } from './facts.js';
import type { Judgement } from './judge.js';
import type { LookBack } from './look-back.js';
import type { MissingFact } from './missing.js';
import { toldProspects, type ToldProspects } from './told-prospects.js';
import { reasonText } from './words/reason-text.js';
import { wordsIn } from './words/words-in.js';

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

/** A fact that leaves the verdict open, in the words of the answer's language. */
interface ExplainedGap {
  readonly fact: FactName;
  readonly label: string;
  /** Why it is not known. */
  readonly because: string;
  /** Kinds of file that could tell it. */
  readonly carriedBy: readonly Carrier[];
}

/** As of when a deal was looked at. ISO 8601 instants. */
export interface AnsweredLookBack {
  /** The deal as it was then. */
  readonly asOf: string;
  /** As far as the book had learnt by then; null: by now. */
  readonly knownAt: string | null;
  /** The newest time, up to `asOf`, that files speak of. */
  readonly toldAt: string;
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
  /** Null: the deal as it is. */
  readonly lookBack: AnsweredLookBack | null;
  readonly criteria: readonly ExplainedCriterion[];
  readonly missing: readonly ExplainedGap[];
  /** Every minimal set of changes that would make the deal eligible. */
  readonly counterfactuals: ToldProspects['counterfactuals'];
  readonly repair: ToldProspects['repair'];
}

/** What an answer is made from. */
export interface AnswerParts {
  readonly dealId: string;
  readonly policyId: string;
  readonly judgement: Judgement;
  /** One tree per criterion, in the policy's order. */
  readonly trees: readonly ExplainedNode[];
  readonly missing: readonly MissingFact[];
  readonly prospects: Prospects;
  /** Epoch milliseconds. */
  readonly evaluatedAt: number;
  readonly lookBack: (LookBack & { readonly toldAt: number }) | null;
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
    lookBack: parts.lookBack === null ? null : answeredLookBack(parts.lookBack),
    criteria: policy === null ? [] : explainedCriteria(policy, parts.trees, parts.language),
    missing: parts.missing.map((gap) => explainedGap(gap, parts.language)),
    ...toldProspects(parts.prospects, outcome, parts.language),
  };
}

function answeredLookBack({
  validAt,
  knownAt,
  toldAt,
}: LookBack & { readonly toldAt: number }): AnsweredLookBack {
  return {
    asOf: formatInstant(validAt),
    knownAt: knownAt === null ? null : formatInstant(knownAt),
    toldAt: formatInstant(toldAt),
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

function explainedGap({ fact, reason, carriedBy }: MissingFact, language: Language): ExplainedGap {
  const { label } = definitionOf(fact);
  return { fact, label: label[language], because: reasonText(fact, reason, wordsIn(language)), carriedBy };
}

function textIn(texts: Texts, language: Language): string {
  return texts[language] ?? texts.en;
}
