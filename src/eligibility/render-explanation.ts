import { HOUR_MS } from '../kernel/instants.js';
import type { Result } from '../policies/domain/outcome.js';
import type { LeafValue, Source } from '../policies/domain/policy.js';
import type { FactName, OperatorName } from '../policies/domain/vocabulary.js';
import type { EligibilityAnswer, ExplainedCriterion, Language } from './domain/answer.js';
import type { ExplainedLeaf, ExplainedNode, ShownValue } from './domain/explain.js';
import { definitionOf } from './domain/facts.js';
import { EXPLANATION_WORDS, type ExplanationWords } from './explanation-words.js';

const MARKS: Readonly<Record<Result, string>> = { pass: '✓', fail: '✗', unknown: '?' };

const COMPARISONS: Readonly<Record<OperatorName, string>> = {
  equal: 'is',
  notEqual: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  lessThan: 'is below',
  lessThanInclusive: 'is at most',
  greaterThan: 'is above',
  greaterThanInclusive: 'is at least',
  contains: 'include',
  doesNotContain: 'do not include',
  containsAny: 'include one of',
  containsNone: 'include none of',
  before: 'is before',
  onOrBefore: 'is on or before',
  after: 'is after',
  onOrAfter: 'is on or after',
  isKnown: 'is known',
  isMissing: 'is not known',
};

/** An answer as plain text for a person at a terminal: the outcome first, then every criterion with its reasons. */
export function renderExplanation(answer: EligibilityAnswer, language: Language): string {
  const words = EXPLANATION_WORDS[language];
  return [
    words[answer.outcome],
    '',
    answer.dealId,
    answer.version === null
      ? words.noVersion
      : `${words.judgedBy} ${answer.policy} ${answer.version}, ${answer.evaluatedAt}`,
    ...answer.criteria.flatMap((criterion) => ['', ...criterionLines(criterion, words)]),
    ...missingLines(answer, words),
  ].join('\n');
}

function criterionLines(criterion: ExplainedCriterion, words: ExplanationWords): readonly string[] {
  return [
    `${MARKS[criterion.result]} ${criterion.title}`,
    ...labelled(words.why, criterion.because),
    ...labelled(words.remedy, criterion.remedy),
    `  ${words.rule}:`,
    ...treeLines(criterion.tree, '    '),
    ...labelled(words.source, sourceText(criterion.source)),
  ];
}

function labelled(word: string, text: string | null): readonly string[] {
  return text === null ? [] : [`  ${word}: ${text}`];
}

function sourceText({ document, published, section }: Source): string {
  return [document, section, published].filter((part) => part !== undefined).join(', ');
}

function missingLines(answer: EligibilityAnswer, words: ExplanationWords): readonly string[] {
  if (answer.missing.length === 0) return [];
  return [
    '',
    `${words.missing}:`,
    ...answer.missing.flatMap(({ label, because, carriedBy }) => [
      `  ${label}: ${because}`,
      `    ${words.toldBy}: ${carriedBy.join(', ')}`,
    ]),
  ];
}

function treeLines(node: ExplainedNode, indent: string): readonly string[] {
  const mark = `${indent}${MARKS[node.result]} `;
  if ('fact' in node) return [`${mark}${leafText(node)}`];
  const deeper = `${indent}  `;
  if ('all' in node) return [`${mark}all of:`, ...node.all.flatMap((part) => treeLines(part, deeper))];
  if ('any' in node) return [`${mark}any of:`, ...node.any.flatMap((part) => treeLines(part, deeper))];
  if ('not' in node) return [`${mark}not:`, ...treeLines(node.not, deeper)];
  return [`${mark}${node.condition}:`, ...treeLines(node.is, deeper)];
}

function leafText({ fact, operator, value, actual }: ExplainedLeaf): string {
  const { label } = definitionOf(fact);
  const wanted = value === undefined ? '' : ` ${wantedText(fact, value)}`;
  return `${label.en} ${COMPARISONS[operator]}${wanted}; found: ${foundText(fact, actual)}`;
}

function wantedText(fact: FactName, value: LeafValue): string {
  return typeof value === 'object'
    ? value.map((item) => oneText(fact, item)).join(', ')
    : oneText(fact, value);
}

function foundText(fact: FactName, actual: ShownValue): string {
  if (actual === null) return 'not known';
  if (typeof actual !== 'object') return oneText(fact, actual);
  if ('from' in actual) return `between ${oneText(fact, actual.from)} and ${oneText(fact, actual.to)}`;
  if ('known' in actual) return `${actual.known.join(', ')}, perhaps more`;
  return actual.length === 0 ? 'none' : actual.join(', ');
}

function oneText(fact: FactName, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  switch (definitionOf(fact).unit) {
    case 'hours':
      return hoursText(value);
    case 'percent':
      return `${value} %`;
    case 'USD':
      return `${value.toFixed(2)} USD`;
    case null:
      return String(value);
  }
}

/** Hours down to the millisecond, so that what is short of 72 h by one of them does not read as 72 h. */
function hoursText(hours: number): string {
  const total = Math.round(Math.abs(hours) * HOUR_MS);
  const [wholeHours, minutes] = [Math.floor(total / HOUR_MS), Math.floor((total % HOUR_MS) / 60_000)];
  const seconds = (total % 60_000) / 1000;
  const parts = [
    `${wholeHours} h`,
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(seconds > 0 ? [`${seconds} s`] : []),
  ];
  return `${hours < 0 ? '−' : ''}${parts.join(' ')}`;
}
