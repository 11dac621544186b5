import type { Language } from './domain/answer.js';

/** The words around an explanation, per language. Facts and comparisons keep the names that rule files use. */
export interface ExplanationWords {
  readonly pending: string;
  readonly ineligible: string;
  readonly undetermined: string;
  readonly 'at-risk': string;
  readonly eligible: string;
  readonly judgedBy: string;
  readonly noVersion: string;
  readonly why: string;
  readonly remedy: string;
  readonly rule: string;
  readonly source: string;
  readonly missing: string;
  readonly toldBy: string;
}

/** One set of words per language. */
export const EXPLANATION_WORDS: Readonly<Record<Language, ExplanationWords>> = {
  en: {
    pending: 'PENDING: the deal is still open; what is missing can still come.',
    ineligible: 'INELIGIBLE: the deal cannot be registered.',
    undetermined: 'UNDETERMINED: the data does not tell whether the deal can be registered.',
    'at-risk': 'AT RISK: the deal can be registered, but Microsoft may reject the registration.',
    eligible: 'ELIGIBLE: the deal can be registered.',
    judgedBy: 'Judged by',
    noVersion: 'No version of the policy was in force on the day that counts.',
    why: 'Why',
    remedy: 'Remedy',
    rule: 'Rule',
    source: 'Source',
    missing: 'Missing',
    toldBy: 'Told by files of the kind',
  },
  'zh-CN': {
    pending: '待定：交易仍未关闭，缺少的信息仍可补齐。',
    ineligible: '不符合条件：该交易不能注册。',
    undetermined: '无法判定：现有数据不足以判断该交易能否注册。',
    'at-risk': '有风险：该交易可以注册，但 Microsoft 可能拒绝。',
    eligible: '符合条件：该交易可以注册。',
    judgedBy: '判定依据',
    noVersion: '在相关日期没有生效的策略版本。',
    why: '原因',
    remedy: '补救',
    rule: '规则',
    source: '来源',
    missing: '缺少的信息',
    toldBy: '可提供该信息的文件类型',
  },
  'zh-TW': {
    pending: '待定：交易仍未關閉，缺少的資訊仍可補齊。',
    ineligible: '不符合資格：此交易不能註冊。',
    undetermined: '無法判定：現有資料不足以判斷此交易能否註冊。',
    'at-risk': '有風險：此交易可以註冊，但 Microsoft 可能拒絕。',
    eligible: '符合資格：此交易可以註冊。',
    judgedBy: '判定依據',
    noVersion: '在相關日期沒有生效的原則版本。',
    why: '原因',
    remedy: '補救',
    rule: '規則',
    source: '來源',
    missing: '缺少的資訊',
    toldBy: '可提供此資訊的檔案類型',
  },
  ru: {
    pending: 'ОЖИДАЕТ: сделка ещё открыта, недостающее может появиться.',
    ineligible: 'НЕ ПОДХОДИТ: сделку нельзя зарегистрировать.',
    undetermined: 'НЕ ОПРЕДЕЛЕНО: по имеющимся данным нельзя сказать, можно ли зарегистрировать сделку.',
    'at-risk': 'ПОД УГРОЗОЙ: сделку можно зарегистрировать, но Microsoft может отклонить регистрацию.',
    eligible: 'ПОДХОДИТ: сделку можно зарегистрировать.',
    judgedBy: 'Основание',
    noVersion: 'В нужный день ни одна версия политики не действовала.',
    why: 'Причина',
    remedy: 'Что поможет',
    rule: 'Правило',
    source: 'Источник',
    missing: 'Не хватает',
    toldBy: 'Виды файлов, где это есть',
  },
  sv: {
    pending: 'AVVAKTAR: affären är fortfarande öppen och det som saknas kan ännu tillkomma.',
    ineligible: 'EJ BERÄTTIGAD: affären kan inte registreras.',
    undetermined: 'OBESTÄMD: uppgifterna räcker inte för att avgöra om affären kan registreras.',
    'at-risk': 'I RISKZONEN: affären kan registreras, men Microsoft kan avslå registreringen.',
    eligible: 'BERÄTTIGAD: affären kan registreras.',
    judgedBy: 'Bedömd enligt',
    noVersion: 'Ingen version av policyn gällde den dag som räknas.',
    why: 'Varför',
    remedy: 'Åtgärd',
    rule: 'Regel',
    source: 'Källa',
    missing: 'Saknas',
    toldBy: 'Finns i filer av slaget',
  },
};
