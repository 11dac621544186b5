import type { Result } from '../policies/domain/outcome.js';
import type { Language } from './domain/answer.js';
import type { ExplainedLeaf, ExplainedNode } from './domain/explain.js';
import { definitionOf } from './domain/facts.js';
import type { ExplanationWords } from './domain/words/explanation-words.js';
import { foundText, wantedText } from './domain/words/value-text.js';
import { wordsIn } from './domain/words/words-in.js';

/** The sign before a criterion or condition. */
export const MARKS: Readonly<Record<Result, string>> = { pass: '✓', fail: '✗', unknown: '?' };

/**
 * An explained condition as lines of text, one per node, each deeper level indented by two spaces more.
 * @param values whether they are told in words, or as the codes that rules are written with.
 */
export function treeLines(
  node: ExplainedNode,
  language: Language,
  indent: string,
  values: 'words' | 'codes' = 'words',
): readonly string[] {
  const words = wordsIn(language);
  return nodeLines(node, values === 'words' ? words : { ...words, values: null }, indent);
}

function nodeLines(node: ExplainedNode, words: ExplanationWords, indent: string): readonly string[] {
  const mark = `${indent}${MARKS[node.result]} `;
  if ('fact' in node) return [`${mark}${leafText(node, words)}`];
  const [heading, parts] = group(node, words);
  return [
    `${mark}${heading}${words.colon.trimEnd()}`,
    ...parts.flatMap((part) => nodeLines(part, words, `${indent}  `)),
  ];
}

function group(
  node: Exclude<ExplainedNode, ExplainedLeaf>,
  words: ExplanationWords,
): readonly [string, readonly ExplainedNode[]] {
  if ('all' in node) return [words.all, node.all];
  if ('any' in node) return [words.any, node.any];
  if ('not' in node) return [words.not, [node.not]];
  return [words.quoted(node.condition), [node.is]];
}

function leafText({ fact, operator, value, actual }: ExplainedLeaf, words: ExplanationWords): string {
  const wanted = value === undefined ? '' : wantedText(fact, value, words);
  const label = definitionOf(fact).label[words.language];
  return words.comparison(label, words.claims[operator](wanted), foundText(fact, actual, words));
}
