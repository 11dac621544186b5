import { z } from 'zod';
import { pageSchema, pagingSchema } from '../http/paging.schemas.js';
import { type KeptFile, type ReportRun, RUN_STATES } from './domain/report-run.js';
import { reportRunSchema, toRunResponse } from './run-response.js';

/** A file of a run as it is answered. */
const runFileSchema = z.object({
  name: z.string(),
  format: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  path: z.string().describe('Relative to the data folder.'),
});

/** A run with its files. */
export const reportRunWithFilesSchema = reportRunSchema.extend({ files: z.array(runFileSchema) });

/** A page of runs. */
export const reportRunPageSchema = pageSchema(reportRunSchema);

/** Query of the list. */
export const reportRunQuerySchema = pagingSchema.extend({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{C}*$/u, 'must be the name of a saved report')
    .optional()
    .describe('Only runs of this saved report.'),
  state: z.enum(RUN_STATES).optional(),
});

/** The number of a run in a path. */
export const runIdSchema = z.coerce
  .number('must be the number of a run')
  .int('must be the number of a run')
  .min(1)
  .max(Number.MAX_SAFE_INTEGER);

/** A run with its files as API and command line give it. */
export function toRunWithFiles({
  run,
  files,
}: {
  readonly run: ReportRun;
  readonly files: readonly KeptFile[];
}): z.infer<typeof reportRunWithFilesSchema> {
  return { ...toRunResponse(run), files: [...files] };
}
