import { z } from 'zod';
import { problemSchema } from '../http/problem.schemas.js';
import { csvOptionsSchema } from './domain/csv-style.js';
import { REPORT_FORMATS, reportDefinitionSchema } from './domain/report-definition.js';
import { savedReportSchema } from './domain/saved-report.js';
import { reportOptionsSchema } from './options/report-options.js';

/**
 * The options of a report as a query gives them: any may be absent, and the format and table come with them. Words it
 * does not know are let through, so that they are refused with the nearest right one rather than dropped.
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
