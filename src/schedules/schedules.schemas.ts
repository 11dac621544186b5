import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { reportRunSchema, toRunResponse } from '../report-runs/run-response.js';
import { CATCH_UPS } from '../reports/domain/saved-report.js';
import type { ShownSchedule } from './schedules.service.js';

/** A schedule as it is answered. */
export const scheduleSchema = z.object({
  name: z.string().describe('Of the saved report.'),
  report: z.string(),
  title: z.string(),
  owner: z.string().nullable(),
  cron: z.string(),
  zone: z.string(),
  catchUp: z.enum(CATCH_UPS),
  catchUpAtMost: z.int(),
  attempts: z.int(),
  paused: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
  lastRun: reportRunSchema.nullable().describe('The last that was begun, try-outs aside.'),
  next: z
    .array(z.object({ at: z.iso.datetime(), local: z.string() }))
    .describe('Its next times, in UTC and as the clock of its zone shows them; none while it is paused.'),
});

/** All schedules. */
export const scheduleListSchema = z.object({ items: z.array(scheduleSchema) });

/** A schedule that was paused. */
export const pausedSchema = scheduleSchema.extend({
  skipped: z.int().describe('Runs that waited and were taken out of the line.'),
});

const by = z
  .string()
  .trim()
  .regex(/^\P{C}{1,200}$/u, 'must be one line of 1 to 200 characters');

/** Body of a request to pause or resume. */
export const byRequestSchema = z.strictObject({ by: by.describe('Who does it.') });

/** Body of a request for a run. */
export const runRequestSchema = z.strictObject({
  by: by.describe('Who asks for it.'),
  test: z.boolean().default(false).describe('Make and keep it, but deliver it to nobody.'),
});

/** The name of a saved report in a path. */
export const savedNameSchema = z
  .string()
  .max(200)
  .regex(/^\P{C}+$/u, 'must be the name of a saved report');

/** A schedule as API and command line give it. */
export function toScheduleResponse(shown: ShownSchedule): z.infer<typeof scheduleSchema> {
  const { name, report, title, owner, schedule, paused, lastRun, next } = shown;
  return {
    name,
    report,
    title,
    owner,
    ...schedule,
    paused: paused === null ? null : { at: formatInstant(paused.at), by: paused.by },
    lastRun: lastRun === null ? null : toRunResponse(lastRun),
    next: next.map(({ at, local }) => ({ at: formatInstant(at), local })),
  };
}
