import { describe, expect, it } from '@jest/globals';
import { latinWords } from '../../../../test/support/latin-words.js';
import { FACT_LABELS } from '../../../policies/domain/fact-labels.js';
import { FACTS } from '../../../policies/domain/vocabulary.js';
import type { ExplanationWords } from './explanation-words.js';
import { PROSPECT_WORDS } from './prospect-words.js';
import { wordsIn } from './words-in.js';

/** Signs, units and names that Swedish has in common with English. */
const SHARED_WITH_SWEDISH = [
  'colon',
  'quoted',
  'comma',
  'minutes',
  'seconds',
  'percent',
  'usDollars',
  'values.incentiveTags.azure-ip-co-sell',
  'values.incentiveTags.biz-apps-premium',
  'values.incentiveTags.biz-apps-standard',
];

/** Every text of a set of words by its place; where something is put into a text, digits are. */
function textsOf(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const at = place === '' ? key : `${place}.${key}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') return [[at, String(value('1', '2', '3'))]];
    return typeof value === 'object' && value !== null ? textsOf(value, at) : [];
  });
}

function textsIn(language: ExplanationWords['language']): [string, string][] {
  const { language: _, ...words } = wordsIn(language);
  return [...textsOf(words), ...textsOf(PROSPECT_WORDS[language], 'prospects')];
}

describe('the words of explanations', () => {
  it.each(['zh-CN', 'zh-TW', 'ru'] as const)('are in %s throughout, but for names', (language) => {
    const strangers = textsIn(language).filter(([, text]) => latinWords(text).length > 0);
    expect(strangers).toEqual([]);
  });

  it('are Swedish in Swedish', () => {
    const english = new Map(textsIn('en'));
    const same = textsIn('sv').filter(([place, text]) => english.get(place) === text);
    expect(same.map(([place]) => place)).toEqual(SHARED_WITH_SWEDISH);
  });

  it('put into a sentence what it is about', () => {
    for (const language of ['en', 'zh-CN', 'zh-TW', 'ru', 'sv'] as const) {
      const words = wordsIn(language);
      expect(words.comparison('«1»', '«2»', '«3»')).toMatch(/«1».*«2».*«3»/);
      expect(words.noRate('EUR', '2021-03', '2021-06')).toMatch(/EUR/);
      expect(words.between('1', '2')).toMatch(/1.*2/);
      const { isKnown, isMissing, ...others } = words.claims;
      for (const claim of Object.values(others)) expect(claim('«x»')).toContain('«x»');
      expect(isKnown('')).not.toBe(isMissing(''));
      const claims = Object.values(words.claims).map((claim) => claim('«x»'));
      expect(new Set(claims).size).toBe(claims.length);
    }
  });
});

describe('the names of facts', () => {
  it('are there for the facts of the catalogue and no others', () => {
    expect(Object.keys(FACT_LABELS)).toEqual(FACTS.map(({ name }) => name));
  });

  it('are in their language, and differ from one another', () => {
    for (const { label } of FACTS) {
      for (const language of ['zh-CN', 'zh-TW', 'ru'] as const) {
        expect([label[language], latinWords(label[language])]).toEqual([label[language], []]);
      }
      expect(label.sv).not.toBe(label.en);
    }
    for (const language of ['en', 'zh-CN', 'zh-TW', 'ru', 'sv'] as const) {
      expect(new Set(FACTS.map(({ label }) => label[language])).size).toBe(FACTS.length);
    }
  });
});
