import { z } from 'zod';
import { pageSchema } from '../http/paging.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';
import { LANGUAGES } from '../policies/domain/read-parts.js';
import type { Evaluation } from './evaluations.store.js';

const day = z.iso.date();
const outcome = z.enum(OUTCOMES);

/** Query of the eligibility of one deal. */
export const eligibilityQuerySchema = z.strictObject({
  policy: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('A policy version by name, active or not; else the one that applies.'),
  lang: z.enum(LANGUAGES).default('en').describe('Language of the texts; English where a text has none.'),
  asOf: day.optional().describe('UTC day that counts for a deal that is not won; else today.'),
});

/** Response of the eligibility of one deal: what `dealproof explain --json` prints. */
export const eligibilitySchema = z.object({
  dealId: z.string(),
  policy: z.string(),
  version: z.string().nullable().describe('Null: no version was in force on the day that counts.'),
  policyHash: z.string().nullable(),
  outcome,
  eligible: z.boolean().describe('True only when the outcome is eligible.'),
  evaluatedAt: z.iso.datetime(),
  criteria: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      result: z.enum(RESULTS),
      onFail: z.enum(['ineligible', 'at-risk']),
      because: z.string().nullable().describe('Why the deal fails; null unless it does.'),
      remedy: z.string().nullable().describe('What would change it; null unless it fails.'),
      facts: z.record(z.string(), z.unknown()).describe('The facts the criterion asked for, as found.'),
      tree: z.looseObject({}).describe('The condition as written, every node with its result.'),
      source: z.object({
        document: z.string(),
        published: day.optional(),
        section: z.string().optional(),
      }),
    }),
  ),
  missing: z
    .array(
      z.object({
        fact: z.string(),
        label: z.string(),
        because: z.string(),
        carriedBy: z.array(z.string()).describe('Kinds of file that could tell it.'),
      }),
    )
    .describe('The facts that leave the verdict open.'),
  counterfactuals: z.array(z.unknown()),
});

/** Body of a request to evaluate the book. */
export const evaluationRequestSchema = z
  .strictObject({
    asOf: day.optional().describe('UTC day that counts for deals that are not won; else today.'),
    all: z.boolean().optional().describe('Judge also what cannot have changed.'),
  })
  .nullish();

/** Response of an evaluation just done. */
export const evaluationSummarySchema = z.object({
  evaluationId: z.number().int().nullable(),
  asOf: day,
  deals: z.number().int().describe('Deals in the book.'),
  judged: z.number().int().describe('Those judged; the others’ verdicts could not have changed.'),
  recorded: z.number().int().describe('Decisions recorded: verdicts that are not what they were.'),
  byOutcome: z.record(outcome, z.number().int()),
});

/** One evaluation of the past. */
export const evaluationSchema = z.object({
  evaluationId: z.number().int(),
  asOf: day,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable().describe('Null while it runs, or when it was cut short.'),
  judged: z.number().int(),
  recorded: z.number().int(),
});

/** Response of the list of evaluations. */
export const evaluationsPageSchema = pageSchema(evaluationSchema);

/** An evaluation as the API gives it. */
export function toEvaluationResponse(evaluation: Evaluation): z.infer<typeof evaluationSchema> {
  const { evaluationId, asOf, startedAt, finishedAt, judged, recorded } = evaluation;
  return {
    evaluationId,
    asOf,
    startedAt: formatInstant(startedAt),
    finishedAt: finishedAt === null ? null : formatInstant(finishedAt),
    judged,
    recorded,
  };
}
