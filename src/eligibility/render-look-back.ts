import type { AllTexts } from '../policies/domain/texts.js';
import type { AnsweredLookBack } from './domain/answer.js';

interface LookBackWords {
  readonly asOf: (instant: string) => string;
  readonly knownAt: (instant: string) => string;
  readonly toldAt: (instant: string) => string;
}

const WORDS: Readonly<Record<keyof AllTexts, LookBackWords>> = {
  en: {
    asOf: (instant) => `As the deal was at ${instant}`,
    knownAt: (instant) => `, as far as was known at ${instant}`,
    toldAt: (instant) => `Last told of as of ${instant}`,
  },
  'zh-CN': {
    asOf: (instant) => `按交易在 ${instant} 的状态`,
    knownAt: (instant) => `，以 ${instant} 时所知为准`,
    toldAt: (instant) => `最近一次资料所述时间：${instant}`,
  },
  'zh-TW': {
    asOf: (instant) => `依交易在 ${instant} 的狀態`,
    knownAt: (instant) => `，以 ${instant} 時所知為準`,
    toldAt: (instant) => `最近一次資料所述時間：${instant}`,
  },
  ru: {
    asOf: (instant) => `Сделка, какой она была ${instant}`,
    knownAt: (instant) => `, по сведениям на ${instant}`,
    toldAt: (instant) => `Последние сведения относятся к ${instant}`,
  },
  sv: {
    asOf: (instant) => `Avtalet som det var ${instant}`,
    knownAt: (instant) => `, så långt det var känt ${instant}`,
    toldAt: (instant) => `Senaste uppgifterna gäller ${instant}`,
  },
};

/** Lines that say as of when a deal was looked at, and how old the newest word on it then was; none if as it is. */
export function lookBackLines(
  lookBack: AnsweredLookBack | null,
  language: keyof AllTexts,
): readonly string[] {
  if (lookBack === null) return [];
  const words = WORDS[language];
  const known = lookBack.knownAt === null ? '' : words.knownAt(lookBack.knownAt);
  return [`${words.asOf(lookBack.asOf)}${known}`, words.toldAt(lookBack.toldAt)];
}
