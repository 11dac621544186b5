import { shorten } from '../../kernel/text.js';
import type { Condition, Leaf } from './policy.js';

/** A condition in the words of the rule file, on one line: `dealType in [co-sell, partner-led]`. */
export function conditionWords(condition: Condition): string {
  if ('all' in condition) return groupWords('all', condition.all);
  if ('any' in condition) return groupWords('any', condition.any);
  if ('not' in condition) return `not (${conditionWords(condition.not)})`;
  if ('condition' in condition) return condition.condition;
  return leafWords(condition);
}

function groupWords(kind: 'all' | 'any', parts: readonly Condition[]): string {
  return `${kind} of (${parts.map(conditionWords).join('; ')})`;
}

function leafWords(leaf: Leaf): string {
  const { fact, operator } = leaf;
  return leaf.value === undefined ? `${fact} ${operator}` : `${fact} ${operator} ${valueWords(leaf)}`;
}

/** What a comparison compares with, in words: `72`, `[co-sell, partner-led]`; `nothing` for isKnown and isMissing. */
export function valueWords({ value }: Leaf): string {
  if (value === undefined) return 'nothing';
  return shorten(typeof value === 'object' ? `[${value.join(', ')}]` : String(value), 200);
}
