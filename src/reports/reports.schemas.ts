import countries from 'i18n-iso-countries/index.js';
import { z } from 'zod';
import { DomainError, type Problem } from '../kernel/errors.js';
import { isZone, parseDate } from '../kernel/instants.js';
import { problemSchema } from '../http/problem.schemas.js';
import { currencyExponent, isCurrency } from '../kernel/money.js';
import { nearest } from '../kernel/nearest.js';
import { wantedBy } from '../kernel/wrong-value.js';
import { DEAL_TYPES, DIRECTIONS } from '../deals/domain/deal.js';
import { firstDayOf, isSpan, SPANS } from './domain/calendar.js';
import { CAMPAIGN_VIEWS } from './domain/campaign-question.js';
import { csvOptionsSchema } from './domain/csv-style.js';
import { type FilterValues, NONE } from './domain/deal-filter.js';
import { periodOn, RELATIVE_PERIODS } from './domain/relative-period.js';
import { isDayOrInstant } from './domain/report-moment.js';
import { REPORT_FORMATS, type ReportDefinition, reportDefinitionSchema } from './domain/report-definition.js';
import { groupingProblem } from './domain/report-groupings.js';
import { savedReportSchema } from './domain/saved-report.js';
import { STAGES } from './domain/stages.js';

const date = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'must be a date such as 2021-06-30')
  .nullable();

/** Several values in one text, with commas between them. It stays a text: a query is checked twice on its way. */
const several = z
  .string()
  .refine(
    (text) => valuesOf(text).every((value) => value !== ''),
    'must be one value or several with commas',
  );

function severalOf(words: readonly string[]): z.ZodType<string, string> {
  return several.refine(
    (text) => valuesOf(text).every((value) => value === '' || value === NONE || words.includes(value)),
    `must be one or several of ${words.join(', ')}, with commas, or none`,
  );
}

const severalCountries = several.refine(
  (text) => valuesOf(text).every((value) => value === '' || value === NONE || isCountry(value)),
  'must be the two letters of a country (ISO 3166), such as SE, or of several with commas, or none',
);

function isCountry(value: string): boolean {
  return value.length === 2 && countries.isValid(value);
}

/** Sales stages by their percentages; a file may give one as a number. */
const severalStages = z
  .union([z.number().transform(String), z.string()], 'must be a number or a text')
  .pipe(severalOf(STAGES.map(({ percent }) => String(percent))));

/** An amount in the currency of display, as a file gives it or as the text that a command line or a query gives. */
const amount = z.union([z.number().transform(String), z.string()], 'must be a number or a text').refine(
  // Which digits after the point there can be hangs on the currency: at most four.
  (text) => /^\d{1,12}(\.\d{1,4})?$/.test(text),
  'must be an amount of 0 or more, such as 10000 or 2500.50',
);

function valuesOf(text: string): string[] {
  return text.split(',').map((value) => value.trim());
}

/** A whole number, as a file gives it or as the text that a command line or a query gives. */
function wholeNumber(message: string, least: number, most: number) {
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

/** Every option of every report, as a command line or a query gives them: texts, or absent. */
const reportOptionsSchema = z.object({
  from: date.describe('First day of the period.'),
  to: date.describe('First day after the period.'),
  period: z
    .enum(RELATIVE_PERIODS)
    .nullable()
    .describe('The period as seen from the as-of day, in place of from and to.'),
  yearStart: wholeNumber('must be a month from 1 to 12', 1, 12).describe(
    'First month of the business year, for quarters and years.',
  ),
  zone: z
    .string()
    .refine(isZone, 'must be a time zone such as Europe/Stockholm')
    .describe('IANA time zone in which days and months begin.'),
  currency: z
    .string()
    .transform((code) => code.trim().toUpperCase())
    .describe('Currency that amounts are shown in (ISO 4217), by the monthly rates.'),
  asOf: date.describe('The day at whose end the book is looked at; now when absent.'),
  knownAt: z
    .string()
    .refine(isDayOrInstant, 'must be a date such as 2021-06-30, or an instant such as 2021-06-30T09:00:00Z')
    .nullable()
    .describe(
      'Go by what the book knew at the end of this day, or at this instant; all it knows when absent.',
    ),
  since: z
    .string()
    .refine(
      (text) => isSpan(text) || parseDate(text) !== undefined,
      `must be a date such as 2021-06-01, or one of ${SPANS.join(', ')}`,
    )
    .describe('First day of the bridge, or the span of the calendar that the as-of day lies in.'),
  // Which groupings there are hangs on the report: any word is let through to where that is known.
  by: z.string().nullable().describe('What is grouped by; each report has groupings of its own.'),
  view: z.enum(CAMPAIGN_VIEWS).describe('Whole life of the campaigns, or money in the period.'),
  maturityDays: wholeNumber('must be a whole number of days from 0 to 3650', 0, 3650).describe(
    'Days after its end from which a cohort is compared.',
  ),
  stage: severalStages.nullable().describe('Only deals in these sales stages (percentages).'),
  minValue: amount.nullable().describe('Only deals of at least this value, in the currency of the report.'),
  dealType: severalOf(DEAL_TYPES).nullable().describe('Only deals of these types.'),
  direction: severalOf(DIRECTIONS).nullable().describe('Only deals of this direction.'),
  location: several.nullable().describe('Only deals of these locations (MPN ids).'),
  solution: several.nullable().describe('Only deals with one of these solutions (ids).'),
  campaign: several.nullable().describe('Only deals of these campaigns (ids).'),
  country: severalCountries
    .nullable()
    .describe('Only deals with customers in these countries (two letters).'),
  organisation: several.nullable().describe('Only deals that these organisations own (ids).'),
  summary: z
    .union(
      [z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
      'must be true or false',
    )
    .describe('Without the table of deals: figures and small tables only.'),
});

/**
 * The same for a query: everything may be absent, and the format and table come with it. Words it does not know are let
 * through, so that they are refused with the nearest right one rather than dropped.
 */
export const reportQuerySchema = reportOptionsSchema
  .partial()
  .loose()
  .extend({
    format: z.enum(REPORT_FORMATS).default('json').describe('What file to answer with.'),
    table: z.string().optional().describe('CSV only: which table; the main one when absent.'),
    ...csvOptionsSchema.shape,
  });
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** Response of the list of reports. */
export const reportListSchema = z.object({
  items: z.array(reportDefinitionSchema),
  saved: z.array(savedReportSchema).describe('The saved reports in force.'),
  problems: z
    .array(problemSchema)
    .describe('What is wrong with their files; what was right before stays in force.'),
});

/** Response of the check of a saved report. */
export const reportCheckSchema = z.object({
  report: savedReportSchema.nullable().describe('As it is understood; null when it cannot be.'),
  problems: z.array(problemSchema).describe('Everything that is wrong, in the order of the text.'),
});

type ParsedOptions = z.output<typeof reportOptionsSchema>;

/** Options with everything decided that can be; null stands for no bound, for now, or for all. */
export type ReportOptions = Readonly<Omit<ParsedOptions, keyof FilterValues | 'by'>> &
  FilterValues & { readonly by: readonly string[] | null };

/** What the options that a report does not take stand at. */
const UNUSED: z.input<typeof reportOptionsSchema> = {
  from: null,
  to: null,
  period: null,
  yearStart: 1,
  zone: 'UTC',
  currency: 'USD',
  asOf: null,
  knownAt: null,
  since: 'month',
  by: null,
  view: 'cohort',
  maturityDays: 90,
  stage: null,
  minValue: null,
  dealType: null,
  direction: null,
  location: null,
  solution: null,
  campaign: null,
  country: null,
  organisation: null,
  summary: false,
};

/** An option as a command line offers it. */
export interface ReportOption {
  readonly name: keyof ReportOptions;
  /** In the manner of commander: `--as-of <date>`. */
  readonly flag: string;
  readonly description: string;
  readonly choices: readonly string[] | null;
}

/** All options of all reports; which report takes which is in its definition. */
export const REPORT_OPTIONS: readonly ReportOption[] = [
  option('from', '--from <date>', null),
  option('to', '--to <date>', null),
  option('period', '--period <period>', RELATIVE_PERIODS),
  option('yearStart', '--year-start <month>', null),
  option('zone', '--zone <zone>', null),
  option('currency', '--currency <code>', null),
  option('asOf', '--as-of <date>', null),
  option('knownAt', '--known-at <time>', null),
  option('since', '--since <when>', null),
  option('by', '--by <grouping>', null),
  option('view', '--view <view>', CAMPAIGN_VIEWS),
  option('maturityDays', '--maturity-days <days>', null),
  option('stage', '--stage <percentages>', null),
  option('minValue', '--min-value <amount>', null),
  option('dealType', '--deal-type <types>', null),
  option('direction', '--direction <direction>', null),
  option('location', '--location <ids>', null),
  option('solution', '--solution <ids>', null),
  option('campaign', '--campaign <ids>', null),
  option('country', '--country <codes>', null),
  option('organisation', '--organisation <ids>', null),
  option('summary', '--summary', null),
];

function option(name: keyof ReportOptions, flag: string, choices: readonly string[] | null): ReportOption {
  return { name, flag, description: reportOptionsSchema.shape[name].description ?? '', choices };
}

/**
 * The options of a report from what was given and what its definition takes by default.
 * @throws DomainError `invalid-input` naming each option that is wrong or that the report does not take.
 */
export function resolveOptions(
  definition: ReportDefinition,
  given: Readonly<Record<string, unknown>>,
): ReportOptions {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  const taken = definition.parameters.map((parameter) => parameter.name);
  const foreign = told.filter(([name]) => !taken.includes(name));
  const defaults = definition.parameters.flatMap(({ name, default: value }) =>
    value === null ? [] : [[name, value]],
  );
  const parsed = reportOptionsSchema.safeParse({
    ...UNUSED,
    ...Object.fromEntries(defaults),
    ...Object.fromEntries(told),
  });
  const problems: Problem[] = foreign.map(([name]) => foreignOption(definition.name, name, taken));
  const { by: asked } = { ...Object.fromEntries(defaults), ...Object.fromEntries(told) };
  const wrongGroups =
    typeof asked === 'string' && taken.includes('by')
      ? groupingProblem(definition.name, valuesOf(asked))
      : null;
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => wrongOption(issue, given)));
  if (wrongGroups !== null) problems.push(wrongGroups);
  if (parsed.success) problems.push(...periodProblems(parsed.data), ...leastValueProblems(parsed.data));
  if (problems.length > 0 || !parsed.success) {
    throw new DomainError('invalid-input', `The report ${definition.name} cannot be made.`, problems);
  }
  return { ...parsed.data, by: listOf(parsed.data.by), ...filtersOf(parsed.data) };
}

function periodProblems({ from, to, period }: ParsedOptions): readonly Problem[] {
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
function leastValueProblems({ minValue, currency }: ParsedOptions): readonly Problem[] {
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

/**
 * Options of a saved report with others laid over them. A period that is given takes the place of the saved one,
 * whether either is given by name or by days.
 */
export function overlaid(
  saved: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const byDays = 'from' in told || 'to' in told;
  const replaced = 'period' in told ? ['from', 'to'] : byDays ? ['period'] : [];
  const kept = Object.entries(saved).filter(([name]) => !replaced.includes(name));
  return { ...Object.fromEntries(kept), ...told };
}

/** The same options with what is told by the as-of day (`YYYY-MM-DD`) as days. */
export function datedOptions(options: ReportOptions, day: string): ReportOptions {
  const { period, since, yearStart } = options;
  return {
    ...options,
    ...(period === null ? {} : periodOn(period, day, yearStart)),
    since: isSpan(since) ? firstDayOf(since, day, yearStart) : since,
  };
}

function listOf(text: string | null): readonly string[] | null {
  return text === null ? null : valuesOf(text);
}

function filtersOf(texts: Readonly<Record<keyof FilterValues, string | null>>): FilterValues {
  return {
    stage: listOf(texts.stage),
    dealType: listOf(texts.dealType),
    direction: listOf(texts.direction),
    location: listOf(texts.location),
    solution: listOf(texts.solution),
    campaign: listOf(texts.campaign),
    country: listOf(texts.country)?.map((code) => (code === NONE ? code : code.toUpperCase())) ?? null,
    organisation: listOf(texts.organisation),
  };
}

function foreignOption(report: string, name: string, taken: readonly string[]): Problem {
  const near = nearest(name, taken);
  return {
    path: name,
    message: `The report ${report} has no option ${name}.`,
    remedy: near === undefined ? `It takes ${taken.join(', ')}.` : `Did you mean ${near}?`,
  };
}

function wrongOption(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): Problem {
  const name = String(issue.path[0] ?? '');
  const value = given[name];
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

/** The library says of a value of another type what its types are called in programs. */
function wrongText(issue: z.core.$ZodIssue): string {
  const wanted = issue.code === 'invalid_type' ? wantedBy(issue) : null;
  return wanted === null ? issue.message : `must be ${wanted}`;
}

const UNKNOWN_OPTION = { choices: null, description: 'Leave it out.' };
