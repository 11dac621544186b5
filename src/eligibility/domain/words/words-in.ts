import type { AllTexts } from '../../../policies/domain/texts.js';
import { ENGLISH } from './english.js';
import type { ExplanationWords } from './explanation-words.js';
import { RUSSIAN } from './russian.js';
import { SIMPLIFIED_CHINESE } from './simplified-chinese.js';
import { SWEDISH } from './swedish.js';
import { TRADITIONAL_CHINESE } from './traditional-chinese.js';

const WORDS: Readonly<Record<keyof AllTexts, ExplanationWords>> = {
  en: ENGLISH,
  'zh-CN': SIMPLIFIED_CHINESE,
  'zh-TW': TRADITIONAL_CHINESE,
  ru: RUSSIAN,
  sv: SWEDISH,
};

/** The words that explanations are made of in a language. */
export function wordsIn(language: keyof AllTexts): ExplanationWords {
  return WORDS[language];
}
