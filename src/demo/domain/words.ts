import type { Random } from './random.js';

const NORDIC = [
  'Utrullning av kyllager *',
  'Vårkampanj, fas *',
  'Förstudie: "grön" frakt *',
  'Uppgradering * orter',
];
const GERMAN = ['Einführung Kühllogistik, Stufe *', 'Prüfstand * – Pilot', 'Erweiterung; Standort *'];
const ENGLISH = [
  'Warehouse roll-out, phase *',
  'Cold-chain pilot *',
  'Renewal "as is", year *',
  'Field service for * sites',
  'Data hub + reporting *',
];
const CHINESE = ['冷链平台 第*期', '数据中台项目 *', '仓储升级（*个站点）'];
const TRADITIONAL = ['冷鏈平台 第*期', '倉儲升級（*個據點）'];
const JAPANESE = ['冷蔵倉庫の更新 第*期', 'データ連携 *拠点'];
const RUSSIAN = ['Внедрение, этап *', 'Пилот «Холод» №*', 'Складская логистика; * площадок'];

const NAMES: Readonly<Record<string, readonly string[]>> = {
  SE: NORDIC,
  NO: NORDIC,
  DE: GERMAN,
  CN: CHINESE,
  TW: TRADITIONAL,
  JP: JAPANESE,
  RU: RUSSIAN,
};

/** Deal names that a spreadsheet would run as a formula if a report let it. */
const FORMULA_LIKE = ['=Upsell(*)', '+* sites', '-* % discount asked', '@ fair, stand *'];

const NOTES = [
  'Customer wants delivery before the holidays.',
  'Budget approved; waiting for "legal".',
  'Möte bokat; återkommer efter sommaren.',
  'Two offers sent,\none per site',
  'Клиент просит демонстрацию',
  '客户要求现场演示',
  '-12 % discount granted, see mail',
];

/** A deal's name in the language of its market; a few look like formulas. */
export function dealName(random: Random, country: string): string {
  const forms = random.chance(0.008) ? FORMULA_LIKE : (NAMES[country] ?? ENGLISH);
  return random.pick(forms).replace('*', String(random.int(1, 40)));
}

/** A note, or null on most deals. */
export function dealNotes(random: Random): string | null {
  return random.chance(0.28) ? random.pick(NOTES) : null;
}

/** The deal's number in the company's own CRM, some with leading zeros; null where nobody noted it. */
export function crmNumber(random: Random, index: number, year: string): string | null {
  return random.weighted<string | null>([
    [`NC-${year}-${String(index).padStart(6, '0')}`, 52],
    [String(index).padStart(7, '0'), 15],
    [null, 33],
  ]);
}
