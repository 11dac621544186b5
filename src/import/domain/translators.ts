import countries from 'i18n-iso-countries/index.js';
import { parseDate, parseInstant, utcDay, utcMidnight } from '../../kernel/instants.js';
import { currencies, isCurrency, toMinorUnits } from '../../kernel/money.js';
import { nearestCurrency } from '../../kernel/nearest-currency.js';
import type { Refuse, Translator } from './findings.js';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Any text that is not blank. */
export const anyText: Translator<string> = (text) => text;

/** A GUID, in lower case: the ids that Partner Center gives to referrals and engagements. */
export const guid: Translator<string> = (text, refuse) =>
  GUID.test(text)
    ? text.toLowerCase()
    : refuse(
        'This is not an id of Partner Center.',
        'Its ids look like f7eaae47-0b84-4ac4-b4ea-5b2587d42cee. Copy it from Partner Center again.',
      );

/** Id of a deal from another system: any text of up to 200 characters. A GUID goes into lower case. */
export const freeId: Translator<string> = (text, refuse) => {
  if (text.length > 200) return refuse('This id is longer than 200 characters.');
  return GUID.test(text) ? text.toLowerCase() : text;
};

/** A country as its ISO 3166 alpha-2 code; the alpha-3 codes of early 2021 are turned into it. */
export const country: Translator<string> = (text, refuse) => {
  const code = text.toUpperCase();
  if (code.length === 2 && countries.isValid(code)) return code;
  const alpha2 = code.length === 3 ? countries.alpha3ToAlpha2(code) : undefined;
  return (
    alpha2 ??
    refuse(
      'This is not a country code.',
      'Write the two letters of ISO 3166, for example US, DE or GB (the United Kingdom).',
    )
  );
};

/** An ISO 4217 currency code. */
export const currency: Translator<string> = (text, refuse) => {
  const code = text.toUpperCase();
  if (isCurrency(code)) return code;
  const near = nearestCurrency(code, currencies());
  return refuse(
    'This is not a currency code.',
    `Write the three letters of ISO 4217, for example USD or EUR.${near ? ` Did you mean ${near}?` : ''}`,
  );
};

/** A D-U-N-S number: digits kept as written, since files lose its leading zeros (bulk CSV notes, section 3). */
export const duns: Translator<string> = (text, refuse) =>
  /^\d[\d -]{0,19}$/.test(text)
    ? text
    : refuse(
        'This is not a D-U-N-S number.',
        'It has digits only. If a spreadsheet shows it like 8.1E+07, format the column as text and type it again.',
      );

/** A date `YYYY-MM-DD`, as our own forms write it. */
export const isoDate: Translator<string> = (text, refuse) => {
  if (parseDate(text) !== undefined) return text;
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? refuse('The calendar has no such day.')
    : refuse('This is not a date.', 'Write year, month and day as YYYY-MM-DD, for example 2021-12-31.');
};

const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T]\d{1,2}:\d{2}.*)?$/;
const YEAR_FIRST = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{1,2}:\d{2}.*)?$/;

/**
 * A date as Partner Center's files write it: MM/DD/YYYY, not always padded, in UTC; ISO 8601 is taken too. A time
 * without a zone is dropped, one with a zone gives the UTC date.
 */
export const fileDate: Translator<string> = (text, refuse) => {
  const slashed = MONTH_FIRST.exec(text);
  if (slashed) return monthFirstDate(Number(slashed[3]), Number(slashed[1]), Number(slashed[2]), refuse);
  const instant = parseInstant(text);
  if (instant !== undefined) return utcDay(instant);
  const day = YEAR_FIRST.exec(text)?.[1];
  if (day !== undefined) return isoDate(day, refuse);
  if (/^\d{1,2}\/\d{1,2}\/\d{2}$/.test(text)) {
    return refuse('The year of this date has two digits only.', 'Write it with four, as MM/DD/YYYY.');
  }
  return refuse('This is not a date.', 'Write month, day and year as MM/DD/YYYY, or YYYY-MM-DD.');
};

function monthFirstDate(year: number, first: number, second: number, refuse: Refuse): string | undefined {
  const midnight = utcMidnight(year, first, second);
  if (midnight !== undefined) return utcDay(midnight);
  if (first > 12 && utcMidnight(year, second, first) !== undefined) {
    return refuse(
      'This date has the day first; Partner Center writes the month first.',
      `Write it as MM/DD/YYYY: ${second}/${first}/${year}. Other dates of the file may have the same fault unseen.`,
    );
  }
  return refuse('The calendar has no such day.', 'Write month, day and year as MM/DD/YYYY.');
}

/** An instant in ISO 8601 with `Z` or an offset, as epoch milliseconds. */
export const instant: Translator<number> = (text, refuse) =>
  parseInstant(text) ??
  refuse(
    'This is not a moment in time.',
    'Write date, time and zone, for example 2021-12-31T09:30:00Z or 2021-12-31T10:30:00+01:00.',
  );

/** A moment known exactly (epoch milliseconds), or only by its UTC date. */
export type Moment = { readonly at: number } | { readonly on: string };

/** An instant, or a date in the way another translator reads it. */
export function momentOr(date: Translator<string>): Translator<Moment> {
  return (text, refuse) => {
    const at = parseInstant(text);
    if (at !== undefined) return { at };
    const hasTime = /^\d{4}-\d{2}-\d{2}[T ]\d/.test(text);
    const on = date(text, (message, remedy) =>
      hasTime
        ? refuse(
            'This is not an instant.',
            'Write it with its zone, for example 2021-06-01T08:00:00Z or 2021-06-01T10:00:00+02:00.',
          )
        : refuse(message, remedy),
    );
    return on === undefined ? undefined : { on };
  };
}

/** A month as `YYYY-MM`; Partner Center's exchange rates write `YYYYMM`. */
export const month: Translator<string> = (text, refuse) => {
  const match = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(text);
  return match
    ? `${match[1]}-${match[2]}`
    : refuse('This is not a month.', 'Write year and month as YYYY-MM, for example 2021-05.');
};

/** An amount in the currency given, as integer minor units. */
export function amountIn(code: string, negative: 'allowed' | 'refused'): Translator<number> {
  return (text, refuse) => {
    if (!/^[+-]?\d+(\.\d+)?$/.test(text)) {
      return refuse(
        'This is not a plain number.',
        'Write digits with a point before the decimals, and nothing to separate thousands: 12563.50.',
      );
    }
    const minor = toMinorUnits(text, code);
    if (minor === undefined) return refuse('This amount is too large to be counted exactly.');
    if (minor < 0 && negative === 'refused') return refuse('The value of a deal cannot be negative.');
    return minor === 0 ? 0 : minor;
  };
}
