import { Big } from 'big.js';
import { INCENTIVES, type Incentive } from '../../policies/domain/vocabulary.js';
import type { Translator } from '../domain/findings.js';
import type { ColumnSpec } from '../domain/headers.js';
import type { SolutionRecord } from '../../catalogues/domain/catalogue-records.js';
import type { Row } from '../domain/row.js';
import { amountIn, anyText, country, currency, duns, freeId, isoDate, month } from '../domain/translators.js';
import { wordsFor, yesOrNo } from '../domain/words.js';
import { tableForm, type TableForm } from './table-form.js';

function columns<const Field extends string>(
  required: readonly Field[],
  optional: readonly Field[],
): readonly ColumnSpec<Field>[] {
  return [
    ...required.map((field) => ({ field, headers: [field], required: true })),
    ...optional.map((field) => ({ field, headers: [field] })),
  ];
}

const solutionKind: Translator<SolutionRecord['kind']> = wordsFor('a kind of solution', {
  own: 'own',
  microsoft: 'microsoft',
  'third-party': 'third-party',
  assessment: 'assessment',
});

const incentive: Translator<Incentive> = wordsFor('an incentive', {
  ...Object.fromEntries(INCENTIVES.map((word) => [word, word] as const)),
  'Azure IP Co-sell': 'azure-ip-co-sell',
  'Business Applications Premium': 'biz-apps-premium',
  'Business Applications Standard': 'biz-apps-standard',
});

const solutionsForm = tableForm(
  'solutions',
  columns(['solution_id', 'name', 'kind'], ['incentive', 'valid_from', 'valid_until']),
  (row) => {
    const solutionId = row.need('solution_id', freeId);
    const name = row.need('name', anyText);
    const kind = row.need('kind', solutionKind);
    const tag = row.read('incentive', incentive);
    const [validFrom, validUntil] = readPeriod(row, 'valid_from', 'valid_until', 'half-open');
    if (solutionId === undefined || name === undefined || kind === undefined) return undefined;
    const solution = { solutionId, name, kind, incentive: tag ?? null, validFrom, validUntil };
    return { is: 'solution', row: row.number, solution };
  },
);

const managed: Translator<boolean | null> = (text, refuse) =>
  text.toLowerCase() === 'unknown' ? null : yesOrNo(text, refuse);

const customersForm = tableForm(
  'customers',
  columns(['managed_by_microsoft'], ['duns', 'name', 'country']),
  (row) => {
    if (row.text('duns') === undefined && row.text('name') === undefined) {
      row.refuse('name', 'This row names no customer.', 'Give the D-U-N-S number, or name and country.');
    }
    const customer = {
      duns: row.read('duns', duns) ?? null,
      name: row.text('name') ?? null,
      country: row.read('country', country) ?? null,
      managedByMicrosoft: row.read('managed_by_microsoft', managed) ?? null,
    };
    return { is: 'customer', row: row.number, customer };
  },
);

const campaignsForm = tableForm(
  'campaigns',
  columns(['campaign_id', 'name'], ['channel', 'start_date', 'end_date', 'budget', 'currency']),
  (row) => {
    const campaignId = row.need('campaign_id', freeId);
    const name = row.need('name', anyText);
    const [startDate, endDate] = readPeriod(row, 'start_date', 'end_date', 'closed');
    const code =
      row.text('budget') === undefined ? row.read('currency', currency) : row.need('currency', currency);
    const budgetMinor = row.read('budget', amountIn(code ?? 'USD', 'allowed')) ?? null;
    if (budgetMinor !== null && budgetMinor < 0) row.refuse('budget', 'A budget cannot be negative.');
    if (campaignId === undefined || name === undefined) return undefined;
    const channel = row.text('channel') ?? null;
    const campaign = { campaignId, name, channel, startDate, endDate, budgetMinor, currency: code ?? null };
    return { is: 'campaign', row: row.number, campaign };
  },
);

const spendForm = tableForm(
  'spend',
  columns(['campaign_id', 'date', 'amount', 'currency'], ['note']),
  (row) => {
    const campaignId = row.need('campaign_id', freeId);
    const date = row.need('date', isoDate);
    const code = row.need('currency', currency);
    const amountMinor = row.need('amount', amountIn(code ?? 'USD', 'allowed'));
    if (campaignId === undefined || date === undefined) return undefined;
    if (code === undefined || amountMinor === undefined) return undefined;
    const spend = { campaignId, date, amountMinor, currency: code, note: row.text('note') ?? null };
    return { is: 'spend', row: row.number, spend };
  },
);

/** A rate as exact decimal text. Programs write small ones like 6.9E-05, which is the same number written out. */
const rate: Translator<string> = (text, refuse) => {
  if (!/^\d+(\.\d+)?(e[+-]?\d{1,2})?$/i.test(text)) {
    return refuse('This is not a rate.', 'Write US dollars for one unit as a plain number: 1.1952.');
  }
  const value = new Big(text);
  if (value.lte(0)) return refuse('A rate must be above zero.');
  return /e/i.test(text) ? value.toFixed() : text;
};

/** Rates in our own form, and in the form of Partner Center's exchange rate file (bulk CSV notes, section 10). */
const ratesForm = tableForm(
  'rates',
  [
    { field: 'month', headers: ['month', 'Month'], required: true },
    { field: 'currency', headers: ['currency', 'CurrencyCode'], required: true },
    { field: 'usd_per_unit', headers: ['usd_per_unit', 'USDPerUnit'], required: true },
  ],
  (row) => {
    const [when, code] = [row.need('month', month), row.need('currency', currency)];
    const usdPerUnit = row.need('usd_per_unit', rate);
    if (when === undefined || code === undefined || usdPerUnit === undefined) return undefined;
    if (code === 'USD' && Number(usdPerUnit) !== 1) {
      row.refuse('usd_per_unit', 'One US dollar is one US dollar.', 'Leave USD out of the file, or write 1.');
      return undefined;
    }
    return {
      is: 'rate',
      row: row.number,
      column: row.header('month'),
      rate: { month: when, currency: code, usdPerUnit },
    };
  },
);

/** Reads two dates and refuses an end before the start; of a half-open period the end must come after it. */
function readPeriod<Field extends string>(
  row: Row<Field>,
  startField: Field,
  endField: Field,
  ends: 'half-open' | 'closed',
): readonly [string | null, string | null] {
  const [start, end] = [row.read(startField, isoDate), row.read(endField, isoDate)];
  if (start !== undefined && end !== undefined) {
    if (end < start) row.refuse(endField, `This is before the start, ${start}.`);
    else if (end === start && ends === 'half-open') {
      row.refuse(
        endField,
        'The period is empty: it ends on the day it starts.',
        'The end is the first day after it.',
      );
    }
  }
  return [start ?? null, end ?? null];
}

/** The small forms of our own: solutions, customers, campaigns, spend and rates. */
export const OWN_FORMS: readonly TableForm[] = [
  solutionsForm,
  customersForm,
  campaignsForm,
  spendForm,
  ratesForm,
];
