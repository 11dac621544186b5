import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import type { Work } from './domain/work.js';

/** Work that runs, as it is answered. */
export const workSchema = z.object({
  workId: z.uuid(),
  kind: z.enum(['import', 'evaluation', 'try-out', 'report']),
  fileName: z.string().nullable(),
  startedAt: z.iso.datetime(),
  request: z.string().describe('The request that asked for it'),
  idempotencyKey: z.string().nullable().describe('Of that request'),
  recordsRead: z.int().nullable().describe('Null while an import waits for its turn'),
  bytesRead: z.int().nullable(),
  bytesTotal: z.int().nullable(),
  dealsJudged: z.int().nullable(),
  dealsTotal: z.int().nullable(),
  cancelled: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
});

/** All work that runs. */
export const workListSchema = z.object({ items: z.array(workSchema) });

/** Query of a cancellation. */
export const cancelQuerySchema = z.strictObject({
  by: z
    .string()
    .trim()
    .regex(/^\P{Cc}{1,200}$/u, 'must be one line of 1 to 200 characters')
    .default('somebody who did not say who')
    .describe('Who cancels; told to whoever waits for the work'),
});

/** Work as it is answered. */
export function toWorkResponse(work: Work): z.infer<typeof workSchema> {
  const { startedAt, cancelled, ...rest } = work;
  return {
    ...rest,
    startedAt: formatInstant(startedAt),
    cancelled: cancelled === null ? null : { by: cancelled.by, at: formatInstant(cancelled.at) },
  };
}
