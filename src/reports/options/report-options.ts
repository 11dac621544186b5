import { z } from 'zod';
import { DEAL_TYPES, DIRECTIONS } from '../../deals/domain/deal.js';
import { isZone, parseDate } from '../../kernel/instants.js';
import { isSpan, SPANS } from '../domain/calendar.js';
import { CAMPAIGN_VIEWS } from '../domain/campaign-question.js';
import type { FilterValues } from '../domain/deal-filter.js';
import { RELATIVE_PERIODS } from '../domain/relative-period.js';
import { isDayOrInstant } from '../domain/report-moment.js';
import {
  amount,
  date,
  several,
  severalCountries,
  severalOf,
  severalStages,
  wholeNumber,
} from './option-values.js';

/** Every option of every report, as a command line or a query gives them: texts, or absent. */
export const reportOptionsSchema = z.object({
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

/** Options as the schema leaves them: several values are one text yet. */
export type ParsedOptions = z.output<typeof reportOptionsSchema>;

/** Options with everything decided that can be; null stands for no bound, for now, or for all. */
export type ReportOptions = Readonly<Omit<ParsedOptions, keyof FilterValues | 'by'>> &
  FilterValues & { readonly by: readonly string[] | null };

/** What the options that a report does not take stand at. */
export const UNUSED: z.input<typeof reportOptionsSchema> = {
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
