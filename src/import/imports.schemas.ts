import { z } from 'zod';
import { formatInstant, parseInstant } from '../kernel/instants.js';
import { IMPORT_KINDS } from './domain/record.js';
import type { ImportResult } from './import.service.js';
import type { ImportEntry } from './imports.store.js';
import { pageSchema } from '../http/paging.schemas.js';
import { problemSchema } from '../http/problem.schemas.js';
import type { Problem } from '../kernel/errors.js';

const yesNo = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

/** An instant in ISO 8601 with `Z` or an offset, as epoch ms. */
const instantSchema = z.string().transform((text, context) => {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({
    code: 'custom',
    message: `“${text}” is not an instant. Write it like 2021-06-07T10:00:00Z, with Z or an offset.`,
  });
  return z.NEVER;
});

/** Query of an upload. */
export const importQuerySchema = z.strictObject({
  as: z.enum(IMPORT_KINDS).optional().describe('Kind of the file; recognised from its content when absent'),
  takenAt: instantSchema
    .optional()
    .describe(
      'When a file without times of its own was taken (ISO 8601); the time of the import when absent',
    ),
  fileName: z
    .string()
    .max(255)
    .refine((name) => !name.includes('\0'), 'must not hold NUL')
    .default('upload')
    .describe('Name to record with the import'),
  strict: yesNo.describe('Take nothing in when a single row is wrong'),
  dryRun: yesNo.describe('Check only'),
});

const counts = {
  read: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  counterparts: z.int().describe('Microsoft’s and partners’ referrals of our deals'),
  leftOut: z.int().describe('Marketplace leads, which are no co-sell deals'),
  rejected: z.int(),
};

/** What became of an upload. */
export const importResultSchema = z.object({
  importId: z.int().nullable().describe('Null when nothing was kept'),
  fileName: z.string(),
  kind: z.enum(IMPORT_KINDS),
  kept: z.boolean(),
  takenAt: z.iso.datetime(),
  ...counts,
  rejects: z.array(problemSchema).describe('The first problems; `rejected` counts all rows'),
});

/** One import of the log. */
export const importEntrySchema = z.object({
  importId: z.int(),
  kind: z.enum(IMPORT_KINDS),
  fileName: z.string(),
  contentSha256: z.string(),
  takenAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  ...counts,
});

/** A page of the log of imports. */
export const importsPageSchema = pageSchema(importEntrySchema);

/** The answer to an upload. */
export function toImportResult(
  result: ImportResult,
  rejects: readonly Problem[],
): z.infer<typeof importResultSchema> {
  return { ...result, takenAt: formatInstant(result.takenAt), rejects: [...rejects] };
}

/** One import as it is answered. */
export function toImportEntry(entry: ImportEntry): z.infer<typeof importEntrySchema> {
  return {
    ...entry,
    takenAt: formatInstant(entry.takenAt),
    recordedAt: formatInstant(entry.recordedAt),
    finishedAt: entry.finishedAt === null ? null : formatInstant(entry.finishedAt),
  };
}
