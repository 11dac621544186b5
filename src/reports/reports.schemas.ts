import { z } from 'zod';
import { problemSchema } from '../http/problem.schemas.js';
import { reportDefinitionSchema } from './domain/report-definition.js';
import { savedReportSchema } from './domain/saved-report.js';

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
