import type { z } from 'zod';
import { repeatedParameter } from '../../http/query-problems.js';
import type { Problem } from '../../kernel/errors.js';
import { currencyExponent, isCurrency } from '../../kernel/money.js';
import { nearest } from '../../kernel/nearest.js';
import { wantedBy } from '../../kernel/wrong-value.js';
import { FILTERS } from '../domain/deal-filter.js';
import { type ParsedOptions, REPORT_OPTIONS } from './report-options.js';

/** What is wrong with a period whose parts are right each by itself. */
export function periodProblems({ from, to, period }: ParsedOptions): readonly Problem[] {
  const problems: Problem[] = [];
  if (period !== null && (from !== null || to !== null)) {
    problems.push({
      path: 'period',
      value: period,
      message: 'The period is given twice, by its name and by its days.',
      remedy: 'Leave out period, or from and to.',
    });
  }
  if (from !== null && to !== null && from >= to) {
    problems.push({
      path: 'to',
      value: to,
      message: 'The period ends before it begins.',
      remedy: `Give a day after ${from}; the period ends just before the day "to".`,
    });
  }
  return problems;
}

/** A least value with more digits than its currency has: rounded it would let deals in that are worth less. */
export function leastValueProblems({ minValue, currency }: ParsedOptions): readonly Problem[] {
  // Which currencies a report can be in only the book knows.
  if (minValue === null || !isCurrency(currency)) return [];
  const [digits, given] = [currencyExponent(currency), minValue.split('.')[1]?.length ?? 0];
  if (given <= digits) return [];
  return [
    {
      path: 'minValue',
      value: minValue,
      message: `Amounts in ${currency} have ${digits === 0 ? 'no digits' : `${digits} digits at most`} after the point.`,
      remedy: 'Leave out what is too much; thousands are written without a point, such as 10000.',
    },
  ];
}

/** By report and option: why it is not taken though it makes sense at first sight, and what to do instead. */
const NOT_TAKEN: ReadonlyMap<string, string> = new Map([
  [
    'campaign-roi stage',
    'Leave it out, since all that is won is at 100 %. What is open at a stage, the report pipeline tells by campaign.',
  ],
  ['conversion stage', 'Leave it out: how far deals came is what this report tells.'],
]);

/** What is wrong with an option that a report does not take. */
export function foreignOption(report: string, name: string, taken: readonly string[]): Problem {
  const near = nearest(name, taken);
  const way = near === undefined ? `It takes ${taken.join(', ')}.` : `Did you mean ${near}?`;
  return {
    path: name,
    message: `The report ${report} has no option ${name}.`,
    remedy: NOT_TAKEN.get(`${report} ${name}`) ?? way,
  };
}

/** What is wrong with the value of an option, from what the schema says of it. */
export function wrongOption(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): Problem {
  const name = String(issue.path[0] ?? '');
  const value = given[name];
  if (Array.isArray(value)) return repeatedOption(name, value);
  const { choices, description } = REPORT_OPTIONS.find((each) => each.name === name) ?? UNKNOWN_OPTION;
  const near = choices === null ? undefined : nearest(String(value), choices);
  const choice = near === undefined ? `Choose one of ${choices?.join(', ')}.` : `Did you mean ${near}?`;
  return {
    path: name,
    ...(value === undefined ? {} : { value: String(value) }),
    message: choices === null ? wrongText(issue) : `must be one of ${choices.join(', ')}`,
    remedy: choices === null ? description : choice,
  };
}

/** As an address can have it. */
function repeatedOption(name: string, values: readonly unknown[]): Problem {
  if (!FILTERS.some((filter) => filter === name)) return repeatedParameter(name, values);
  const remedy = `Give it once, with commas between its values: ${name}=${values.join(',')}.`;
  return repeatedParameter(name, values, remedy);
}

/** The library says of a value of another type what its types are called in programs. */
function wrongText(issue: z.core.$ZodIssue): string {
  const wanted = issue.code === 'invalid_type' ? wantedBy(issue) : null;
  return wanted === null ? issue.message : `must be ${wanted}`;
}

const UNKNOWN_OPTION = { choices: null, description: 'Leave it out.' };
