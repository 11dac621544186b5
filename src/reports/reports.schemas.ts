import countries from 'i18n-iso-countries';
import { z } from 'zod';
import { DomainError, type Problem } from '../kernel/errors.js';
import { isZone, parseDate } from '../kernel/instants.js';
import { nearest } from '../kernel/nearest.js';
import { DEAL_TYPES, DIRECTIONS } from '../deals/domain/deal.js';
import { isSpan, SPANS } from './domain/calendar.js';
import { CAMPAIGN_VIEWS } from './domain/campaign-roi.js';
import type { FilterValues } from './domain/deal-filter.js';
import { PIPELINE_GROUPINGS } from './domain/pipeline-grouping.js';
import { REPORT_FORMATS, type ReportDefinition, reportDefinitionSchema } from './domain/report-definition.js';

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
    (text) => valuesOf(text).every((value) => words.includes(value)),
    `must be one or several of ${words.join(', ')}, with commas`,
  );
}

const severalCountries = several.refine(
  (text) => valuesOf(text).every((value) => value === '' || (value.length === 2 && countries.isValid(value))),
  'must be the two letters of a country (ISO 3166), such as SE, or of several with commas',
);

function valuesOf(text: string): string[] {
  return text.split(',').map((value) => value.trim());
}

/** Every option of every report, as a command line or a query gives them: texts, or absent. */
const reportOptionsSchema = z.object({
  from: date.describe('First day of the period.'),
  to: date.describe('First day after the period.'),
  zone: z
    .string()
    .refine(isZone, 'must be a time zone such as Europe/Stockholm')
    .describe('IANA time zone in which days and months begin.'),
  asOf: date.describe('The day at whose end the book is looked at; now when absent.'),
  since: z
    .string()
    .refine(
      (text) => isSpan(text) || parseDate(text) !== undefined,
      `must be a date such as 2021-06-01, or one of ${SPANS.join(', ')}`,
    )
    .describe('First day of the bridge, or the span of the calendar that the as-of day lies in.'),
  by: z.enum(PIPELINE_GROUPINGS).describe('What the rows of the pipeline are.'),
  view: z.enum(CAMPAIGN_VIEWS).describe('Whole life of the campaigns, or money in the period.'),
  maturityDays: z
    .union([z.number(), z.string().regex(/^\d+$/, 'must be a whole number of days').transform(Number)])
    .pipe(z.number().int().min(0).max(3650))
    .describe('Days after its end from which a cohort is compared.'),
  dealType: severalOf(DEAL_TYPES).nullable().describe('Only deals of these types.'),
  direction: severalOf(DIRECTIONS).nullable().describe('Only deals of this direction.'),
  location: several.nullable().describe('Only deals of these locations (MPN ids).'),
  solution: several.nullable().describe('Only deals with one of these solutions (ids).'),
  campaign: several.nullable().describe('Only deals of these campaigns (ids).'),
  country: severalCountries
    .nullable()
    .describe('Only deals with customers in these countries (two letters).'),
  organisation: several.nullable().describe('Only deals that these organisations own (ids).'),
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
  });
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** Response of the list of reports. */
export const reportListSchema = z.object({ items: z.array(reportDefinitionSchema) });

/** Options with everything decided that can be; null stands for no bound, for now, or for all. */
export type ReportOptions = Readonly<Omit<z.output<typeof reportOptionsSchema>, keyof FilterValues>> &
  FilterValues;

/** What the options that a report does not take stand at. */
const UNUSED: z.input<typeof reportOptionsSchema> = {
  from: null,
  to: null,
  zone: 'UTC',
  asOf: null,
  since: 'month',
  by: 'stage',
  view: 'cohort',
  maturityDays: 90,
  dealType: null,
  direction: null,
  location: null,
  solution: null,
  campaign: null,
  country: null,
  organisation: null,
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
  option('zone', '--zone <zone>', null),
  option('asOf', '--as-of <date>', null),
  option('since', '--since <when>', null),
  option('by', '--by <grouping>', PIPELINE_GROUPINGS),
  option('view', '--view <view>', CAMPAIGN_VIEWS),
  option('maturityDays', '--maturity-days <days>', null),
  option('dealType', '--deal-type <types>', null),
  option('direction', '--direction <direction>', null),
  option('location', '--location <ids>', null),
  option('solution', '--solution <ids>', null),
  option('campaign', '--campaign <ids>', null),
  option('country', '--country <codes>', null),
  option('organisation', '--organisation <ids>', null),
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
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => wrongOption(issue, given)));
  const { from = null, to = null } = parsed.data ?? {};
  if (from !== null && to !== null && from >= to) {
    problems.push({
      path: 'to',
      value: to,
      message: 'The period ends before it begins.',
      remedy: `Give a day after ${from}; the period ends just before the day "to".`,
    });
  }
  if (problems.length > 0 || !parsed.success) {
    throw new DomainError('invalid-input', `The report ${definition.name} cannot be made.`, problems);
  }
  return { ...parsed.data, ...filtersOf(parsed.data) };
}

function filtersOf(texts: Readonly<Record<keyof FilterValues, string | null>>): FilterValues {
  const values = (text: string | null): readonly string[] | null => (text === null ? null : valuesOf(text));
  return {
    dealType: values(texts.dealType),
    direction: values(texts.direction),
    location: values(texts.location),
    solution: values(texts.solution),
    campaign: values(texts.campaign),
    country: values(texts.country?.toUpperCase() ?? null),
    organisation: values(texts.organisation),
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
  return {
    path: name,
    ...(value === undefined ? {} : { value: String(value) }),
    message: issue.message,
    remedy: reportOptionsShape(name),
  };
}

function reportOptionsShape(name: string): string {
  const found = REPORT_OPTIONS.find((candidate) => candidate.name === name);
  if (found === undefined) return 'Leave it out.';
  return found.choices === null ? found.description : `Choose one of ${found.choices.join(', ')}.`;
}
