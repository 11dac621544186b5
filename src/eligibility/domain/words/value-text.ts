import { HOUR_MS } from '../../../kernel/instants.js';
import type { LeafValue } from '../../../policies/domain/policy.js';
import type { FactName } from '../../../policies/domain/vocabulary.js';
import type { ShownValue } from '../explain.js';
import { definitionOf } from '../facts.js';
import type { ExplanationWords } from './explanation-words.js';

/** What a comparison asks for, in words. */
export function wantedText(fact: FactName, value: LeafValue, words: ExplanationWords): string {
  return typeof value === 'object' ? listText(fact, value, words) : oneText(fact, value, words);
}

/** What was found of a fact, in words. */
export function foundText(fact: FactName, actual: ShownValue, words: ExplanationWords): string {
  if (actual === null) return words.notKnown;
  if (typeof actual !== 'object') return oneText(fact, actual, words);
  if ('from' in actual) {
    return words.between(oneText(fact, actual.from, words), oneText(fact, actual.to, words));
  }
  if ('known' in actual) return words.perhapsMore(listText(fact, actual.known, words));
  return actual.length === 0 ? words.none : listText(fact, actual, words);
}

function listText(fact: FactName, values: readonly (string | number)[], words: ExplanationWords): string {
  return values.map((value) => oneText(fact, value, words)).join(words.comma);
}

function oneText(fact: FactName, value: string | number | boolean, words: ExplanationWords): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const { type, unit } = definitionOf(fact);
  if (typeof value === 'string') {
    if (value === '') return words.empty;
    return type === 'instant' ? value : words.quoted(valueWord(fact, value, words));
  }
  switch (unit) {
    case 'hours':
      return hoursText(value, words);
    case 'percent':
      return words.percent(numberText(String(value), words));
    case 'USD':
      return words.usDollars(numberText(value.toFixed(2), words));
    case null:
      return numberText(String(value), words);
  }
}

/** What a value of a closed list is called; any other text is a name or a code, the same in every language. */
function valueWord(fact: FactName, value: string, words: ExplanationWords): string {
  const worded: Partial<Record<FactName, Readonly<Record<string, string>>>> = words.values ?? {};
  return worded[fact]?.[value] ?? value;
}

/** Hours down to the millisecond, so that what is short of 72 h by one of them does not read as 72 h. */
function hoursText(hours: number, words: ExplanationWords): string {
  const total = Math.round(Math.abs(hours) * HOUR_MS);
  const [wholeHours, minutes] = [Math.floor(total / HOUR_MS), Math.floor((total % HOUR_MS) / 60_000)];
  const seconds = (total % 60_000) / 1000;
  const parts = [
    `${wholeHours} ${words.hours}`,
    ...(minutes > 0 ? [`${minutes} ${words.minutes}`] : []),
    ...(seconds > 0 ? [`${numberText(String(seconds), words)} ${words.seconds}`] : []),
  ];
  return `${hours < 0 ? '−' : ''}${parts.join(' ')}`;
}

function numberText(number: string, words: ExplanationWords): string {
  return number.replace('.', words.decimalMark);
}
