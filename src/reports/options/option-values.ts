import countries from 'i18n-iso-countries/index.js';
import { z } from 'zod';
import { parseDate } from '../../kernel/instants.js';
import { type FilterValue, filterValues } from '../domain/filter-values.js';
import { STAGES } from '../domain/stages.js';

/** A day, or null where none is given. */
export const date = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'must be a date such as 2021-06-30')
  .nullable();

/** Several values in one text, with commas between them. */
export const several = z
  .string()
  .refine(
    (text) => filterValues(text) !== undefined,
    'must be one value or several with commas, those with a comma or a double quote of their own as in CSV: "fair, Oslo",spring',
  )
  .refine(
    (text) => valuesOf(text).every((value) => value !== ''),
    'must be one value or several with commas',
  );

/** The same of words that there are; `none` is one. */
export function severalOf(words: readonly string[]): z.ZodType<string, string> {
  return several.refine(
    (text) => valuesOf(text).every((value) => value === '' || value === null || words.includes(value)),
    `must be one or several of ${words.join(', ')}, with commas, or none`,
  );
}

/** Countries by their letters, in capitals or not. */
export const severalCountries = several.refine(
  (text) => valuesOf(text).every((value) => value === '' || value === null || isCountry(value)),
  'must be the two letters of a country (ISO 3166), such as SE, or of several with commas, or none',
);

function isCountry(value: string): boolean {
  return value.length === 2 && countries.isValid(value);
}

/** Sales stages by their percentages; a file may give one as a number. */
export const severalStages = z
  .union([z.number().transform(String), z.string()], 'must be a number or a text')
  .pipe(severalOf(STAGES.map(({ percent }) => String(percent))));

/** An amount in the currency of display, as a file gives it or as the text that a command line or a query gives. */
export const amount = z
  .union([z.number().transform(String), z.string()], 'must be a number or a text')
  .refine(
    // Which digits after the point there can be hangs on the currency: at most four.
    (text) => /^\d{1,12}(\.\d{1,4})?$/.test(text),
    'must be an amount of 0 or more, such as 10000 or 2500.50',
  );

/** None where they cannot be told, which is refused by itself. */
function valuesOf(text: string): readonly FilterValue[] {
  return filterValues(text) ?? [];
}

/** A whole number, as a file gives it or as the text that a command line or a query gives. */
export function wholeNumber(message: string, least: number, most: number) {
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      message,
    )
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, message);
}
