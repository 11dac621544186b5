import { z } from 'zod';
import { csvOptionsSchema } from './domain/csv-style.js';
import { REPORT_FORMATS } from './domain/report-definition.js';
import { reportOptionsSchema } from './options/report-options.js';

/** How an address asks for a report to be written. */
export const reportOutputSchema = z.object({
  format: z.enum(REPORT_FORMATS).default('json').describe('What file to answer with.'),
  table: z.string().optional().describe('CSV only: which table; the main one when absent.'),
  ...csvOptionsSchema.shape,
});

const everyParameter = reportOptionsSchema.partial().loose().extend(reportOutputSchema.shape);

/**
 * Describes the parameters of all reports, and checks none: what is right hangs on the report, and all that is wrong is
 * told at once, where that is known. No zod schema, which would be checked on the way.
 */
export const REPORT_QUERY = { '~standard': everyParameter['~standard'] } as const;
