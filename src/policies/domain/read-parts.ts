import { parseDate } from '../../kernel/instants.js';
import { didYouMean, type Findings, oneOf } from '../../kernel/json/findings.js';
import type { JsonNode } from '../../kernel/json/json-tree.js';
import { isMisspelt, kindWords } from '../../kernel/json/json-words.js';
import { shorten } from '../../kernel/text.js';
import type { Texts } from './texts.js';

/** Languages that a text can have; English is needed. */
export const LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'ru', 'sv'] as const;

/** The keys of an object, those that must be there and those that may. */
export interface Keys {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** What an object holds, by key. A key that is missing was noted where it is required. */
export type Parts = ReadonlyMap<string, JsonNode>;

/** The parts of an object called `what` in messages; null when the value is none. Notes unknown and missing keys. */
export function readParts(node: JsonNode, what: string, keys: Keys, findings: Findings): Parts | null {
  if (node.kind !== 'object') {
    findings.add(node, `${capital(what)} must be an object, not ${kindWords(node)}.`, 'Write it as { … }.');
    return null;
  }
  const known = [...keys.required, ...(keys.optional ?? [])];
  for (const [name, member] of node.members) {
    if (known.includes(name)) continue;
    findings.add(
      member.name,
      `“${shorten(name)}” is not a key of ${what}.`,
      didYouMean(name, known, `Remove it; the keys are ${known.join(', ')}.`),
    );
  }
  for (const name of keys.required) {
    if (!node.members.has(name) && !isMisspelt(node, name, known)) {
      findings.add(node, `“${name}” is missing from ${what}.`, `Add the key “${name}”.`);
    }
  }
  return new Map([...node.members].map(([name, member]) => [name, member.value]));
}

/** A text that says something; null (and noted) otherwise. A missing node was noted before. */
export function readText(node: JsonNode | undefined, findings: Findings): string | null {
  if (node === undefined) return null;
  if (node.kind !== 'text') {
    findings.add(node, `A text is needed here, not ${kindWords(node)}.`, 'Write it between double quotes.');
    return null;
  }
  if (node.value.trim() === '') {
    findings.add(node, 'The text is empty.', 'Write what a reader should see here.');
    return null;
  }
  return node.value;
}

/** One of some words; null (and noted) otherwise. */
export function readWord<const W extends string>(
  node: JsonNode | undefined,
  words: readonly W[],
  findings: Findings,
): W | null {
  const text = readText(node, findings);
  if (node === undefined || text === null) return null;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) {
    findings.add(
      node,
      `“${shorten(text)}” is not one of ${words.join(', ')}.`,
      didYouMean(text, words, `Write ${oneOf(words.map((each) => `"${each}"`))}.`),
    );
  }
  return word ?? null;
}

/** A name for files, columns and links: words of lower-case letters and digits, joined by hyphens. */
export function readId(node: JsonNode | undefined, findings: Findings): string | null {
  const text = readText(node, findings);
  if (node === undefined || text === null) return null;
  if (text.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return text;
  findings.add(
    node,
    `“${shorten(text)}” cannot be a name here.`,
    'Use lower-case letters and digits in words joined by single hyphens, at most 64 characters.',
  );
  return null;
}

/** A date of the calendar, `YYYY-MM-DD`; null (and noted) otherwise. */
export function readDate(node: JsonNode | undefined, findings: Findings): string | null {
  const text = readText(node, findings);
  if (node === undefined || text === null) return null;
  if (parseDate(text) !== undefined) return text;
  findings.add(
    node,
    `“${shorten(text)}” is not a date of the calendar.`,
    'Write the day as YYYY-MM-DD, for instance 2021-05-07.',
  );
  return null;
}

/** A text per language, English among them; null (and noted) otherwise. */
export function readTexts(node: JsonNode | undefined, findings: Findings): Texts | null {
  if (node === undefined) return null;
  if (node.kind !== 'object') {
    findings.add(
      node,
      `A text for each language is needed here, not ${node.kind === 'text' ? 'a single text' : kindWords(node)}.`,
      'Write it as { "en": "…" }.',
    );
    return null;
  }
  const texts: Partial<Record<(typeof LANGUAGES)[number], string>> = {};
  for (const [name, member] of node.members) {
    const language = LANGUAGES.find((candidate) => candidate === name);
    if (language === undefined) {
      findings.add(
        member.name,
        `“${shorten(name)}” is not a language that texts can have.`,
        didYouMean(name, LANGUAGES, `Use ${oneOf(LANGUAGES)}.`),
      );
    } else {
      texts[language] = readText(member.value, findings) ?? '';
    }
  }
  const { en, ...others } = texts;
  if (en !== undefined) return { en, ...others };
  findings.add(node, 'The English text is missing.', 'Add the key “en”; other languages fall back on it.');
  return null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
