import type { Source } from '../policies/domain/policy.js';
import type { EligibilityAnswer, ExplainedCriterion, Language } from './domain/answer.js';
import type { ExplanationWords } from './domain/words/explanation-words.js';
import { wordsIn } from './domain/words/words-in.js';
import { counterfactualLines } from './render-counterfactuals.js';
import { lookBackLines } from './render-look-back.js';
import { MARKS, treeLines } from './render-tree.js';

/** An answer as plain text for a person at a terminal: the outcome first, then every criterion with its reasons. */
export function renderExplanation(answer: EligibilityAnswer, language: Language): string {
  const words = wordsIn(language);
  return [
    words.outcomes[answer.outcome],
    '',
    answer.dealId,
    ...lookBackLines(answer.lookBack, language),
    answer.version === null
      ? words.noVersion
      : words.judgedBy(`${answer.policy} ${answer.version}, ${answer.evaluatedAt}`),
    ...answer.criteria.flatMap((criterion) => ['', ...criterionLines(criterion, words)]),
    ...missingLines(answer, words),
    ...counterfactualLines(answer, language),
  ].join('\n');
}

function criterionLines(criterion: ExplainedCriterion, words: ExplanationWords): readonly string[] {
  return [
    `${MARKS[criterion.result]} ${criterion.title}`,
    ...labelled(words.why, criterion.because, words),
    ...labelled(words.remedy, criterion.remedy, words),
    `  ${heading(words.rule, words)}`,
    ...treeLines(criterion.tree, words.language, '    '),
    ...labelled(words.source, sourceText(criterion.source), words),
  ];
}

function labelled(label: string, text: string | null, words: ExplanationWords): readonly string[] {
  return text === null ? [] : [`  ${label}${words.colon}${text}`];
}

function heading(text: string, words: ExplanationWords): string {
  return `${text}${words.colon.trimEnd()}`;
}

function sourceText({ document, published, section }: Source): string {
  return [document, section, published].filter((part) => part !== undefined).join(', ');
}

function missingLines(answer: EligibilityAnswer, words: ExplanationWords): readonly string[] {
  if (answer.missing.length === 0) return [];
  return [
    '',
    heading(words.missing, words),
    ...answer.missing.flatMap(({ label, because, carriedBy }) => [
      `  ${label}${words.colon}${because}`,
      `    ${words.toldBy}${words.colon}${carriedBy.join(words.comma)}`,
    ]),
  ];
}
