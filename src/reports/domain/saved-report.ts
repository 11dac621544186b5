import { z } from 'zod';
import { csvOptionsSchema } from './csv-style.js';
import { REPORT_FORMATS, REPORT_NAMES } from './report-definition.js';

/** A name in small letters, digits and hyphens, which is safe in file names, addresses and metrics. */
const slug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be small letters, digits and hyphens, such as weekly-roi')
  .max(60);

/** Words for people on one line, which also stand in file properties and in the subjects of mails. */
const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), 'must be one line of text');

/** What to do about times that were missed while no service ran: let them pass, make up for the last, or for all. */
export const CATCH_UPS = ['skip', 'latest', 'all'] as const;

const scheduleSchema = z.strictObject({
  cron: z.string().min(1).describe('Minute, hour, day of month (L: the last), month and day of week.'),
  zone: z.string().min(1).describe('IANA time zone in which the hours of the clock are meant.'),
  catchUp: z.enum(CATCH_UPS).default('latest').describe('What becomes of times missed while nothing ran.'),
  catchUpAtMost: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Most missed times that are made up for.'),
  attempts: z.number().int().min(1).max(10).default(3).describe('Most attempts to make one run.'),
});

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folder'),
    path: z.string().min(1).describe('A folder that the configuration allows deliveries to.'),
  }),
  z.strictObject({
    kind: z.literal('email'),
    to: z.array(z.email()).min(1).max(100),
    as: z.enum(['attachment', 'link']).default('attachment'),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: z
      .url()
      .max(2000)
      .refine(
        (url) => !URL.canParse(url) || `${new URL(url).username}${new URL(url).password}` === '',
        'must be an address without user and password',
      ),
    secret: slug.describe('Name of the secret in the configuration that signs what is sent.'),
  }),
]);

/** How many runs of a saved report keep their files, and for how many days, where it does not say. */
export const DEFAULT_KEEP = { runs: 100, days: 400 } as const;

/** What a file of a saved report holds: a report with its options, and what is to become of it by itself. */
export const savedReportSchema = z.strictObject({
  $schema: z.string().optional(),
  name: slug,
  report: z.enum(REPORT_NAMES).describe('The report that is made.'),
  version: z.string().regex(/^\d+$/, 'must be a whole number in quotes, such as "1"'),
  title: line,
  description: z.string().trim().min(1),
  options: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Values of the options of the report; what is not named stands at the default of the report.'),
  formats: z.array(z.enum(REPORT_FORMATS)).min(1),
  csv: z.strictObject(csvOptionsSchema.shape).default({}).describe('How CSV files are written.'),
  owner: line.optional().describe('Who answers for it, by the name in people.json.'),
  schedule: scheduleSchema.optional(),
  targets: z.array(targetSchema).max(50).default([]),
  skipWhenEmpty: z.boolean().default(false).describe('Deliver nothing when the main table has no rows.'),
  onlyWhenChanged: z
    .boolean()
    .default(false)
    .describe('Deliver nothing when it says the same as what was delivered last.'),
  keep: z
    .strictObject({ runs: z.number().int().min(1).max(10_000), days: z.number().int().min(1).max(3650) })
    .default(DEFAULT_KEEP)
    .describe('How many runs keep their files, and for how long.'),
});

/** A report with its options under a name of its own, with its schedule and targets. */
export type SavedReport = Readonly<z.infer<typeof savedReportSchema>>;
/** When a saved report is made by itself. */
export type ReportSchedule = Readonly<z.infer<typeof scheduleSchema>>;
/** Where a saved report goes. */
export type DeliveryTarget = Readonly<z.infer<typeof targetSchema>>;

/** What the file `people.json` in the folder of the reports holds: who may have which reports made and sent. */
export const peopleSchema = z.strictObject({
  $schema: z.string().optional(),
  people: z.array(
    z.strictObject({
      name: line,
      email: z.email().describe('Where notices of failures go.'),
      active: z.boolean().default(true),
      reports: z.union([z.literal('all'), z.array(z.enum(REPORT_NAMES))]),
      deliverTo: z.array(z.enum(['folder', 'email', 'webhook'])).default([]),
    }),
  ),
});

/** A person who answers for saved reports. */
export type Person = Readonly<z.infer<typeof peopleSchema>['people'][number]>;
