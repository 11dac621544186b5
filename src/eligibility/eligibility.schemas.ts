import { z } from 'zod';
import { pageSchema } from '../http/paging.schemas.js';
import { formatInstant, type Moment, parseMoment } from '../kernel/instants.js';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';
import { LANGUAGES } from '../policies/domain/read-parts.js';
import { LEVERS } from './domain/counterfactuals/lever.js';
import { REPAIR_REASONS } from './domain/counterfactuals/repair.js';
import type { Evaluation } from './evaluations.store.js';

const day = z.iso.date();
const outcome = z.enum(OUTCOMES);

/** A time in a query: an instant, or a whole UTC day. */
const moment = z.string().transform((text, context): Moment => {
  const parsed = parseMoment(text);
  if (parsed !== undefined) return parsed;
  context.addIssue(
    'Write an instant with its zone, for example 2021-06-07T10:00:00Z, or a date as 2021-06-07.',
  );
  return z.NEVER;
});

/** Query of the eligibility of one deal. */
export const eligibilityQuerySchema = z.strictObject({
  policy: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('A policy version by name, active or not; else the one that applies.'),
  lang: z.enum(LANGUAGES).default('en').describe('Language of the texts; English where a text has none.'),
  asOf: moment
    .optional()
    .describe('See the deal as it was then: an instant, or a date for the end of that UTC day.'),
  knownAt: moment
    .optional()
    .describe('Go by what the book had learnt and by the rules in force then: an instant, or a date.'),
});

const waySchema = z.object({
  facts: z.record(z.string(), z.unknown()).describe('What becomes of the facts.'),
  text: z.string(),
});

const counterfactualSchema = z.object({
  version: z.string().describe('The policy version that would judge.'),
  before: z.iso
    .datetime()
    .nullable()
    .describe('Marked won then or later the deal would not be eligible; null: that makes no difference.'),
  changes: z
    .array(
      waySchema.extend({
        lever: z.enum(LEVERS),
        alternatives: z.array(waySchema).describe('Other ways that would do as well, all else as told.'),
      }),
    )
    .describe('In the order in which they are done.'),
});

const repairSchema = z.object({
  possible: z.boolean().nullable().describe('Whether the deal can still be made eligible; null: not known.'),
  reason: z.enum(REPAIR_REASONS),
  because: z.string().describe('The reason in words.'),
  complete: z
    .boolean()
    .describe('False when there are too many combinations of changes to tell all there is to tell.'),
  criteria: z.array(z.string()).describe('Criteria that nothing can make pass, where the reason is frozen.'),
  facts: z
    .array(z.string())
    .describe('Facts that these criteria ask for and that never change; not-known: the facts it hangs on.'),
  lookedUntil: z.iso
    .datetime()
    .nullable()
    .describe('What may change then or later was not looked at; null when nothing was left out.'),
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
  lookBack: z
    .object({
      asOf: z.iso.datetime(),
      knownAt: z.iso.datetime().nullable().describe('Null: with all that the book has learnt.'),
      toldAt: z.iso.datetime().describe('The newest time, up to asOf, that files speak of.'),
    })
    .nullable()
    .describe('As of when the deal was looked at; null: as it is.'),
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
    .describe('The facts that can still change the verdict.'),
  counterfactuals: z
    .array(counterfactualSchema)
    .describe('Every minimal set of changes that would make an open deal eligible, fewer changes first.'),
  repair: repairSchema.nullable().describe('Null for an eligible deal: there is nothing to repair.'),
});

/** Body of a request to evaluate the book. */
export const evaluationRequestSchema = z
  .strictObject({
    asOf: day.optional().describe('UTC day that counts for deals that are not won; else today.'),
    all: z.boolean().optional().describe('Judge also what cannot have changed.'),
    verify: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('How many deals, picked at random, the rule engine judges once more afterwards.'),
  })
  .nullish();

/** Response of an evaluation just done. */
export const evaluationSummarySchema = z.object({
  evaluationId: z.number().int().nullable(),
  asOf: day,
  deals: z.number().int().describe('Deals in the book.'),
  judged: z.number().int().describe('Those judged; the others’ verdicts could not have changed.'),
  recorded: z.number().int().describe('Decisions recorded: verdicts that are not what they were.'),
  verified: z.number().int().describe('Verdicts that the rule engine reached once more, as asked for.'),
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
  ruleSetId: z
    .number()
    .int()
    .nullable()
    .describe('The rule set it judged by, as in the log of rules; null where that was not kept yet.'),
});

/** Response of the list of evaluations. */
export const evaluationsPageSchema = pageSchema(evaluationSchema);

/** An evaluation as the API gives it. */
export function toEvaluationResponse(evaluation: Evaluation): z.infer<typeof evaluationSchema> {
  const { evaluationId, asOf, startedAt, finishedAt, judged, recorded, ruleSetId } = evaluation;
  return {
    evaluationId,
    asOf,
    startedAt: formatInstant(startedAt),
    finishedAt: finishedAt === null ? null : formatInstant(finishedAt),
    judged,
    recorded,
    ruleSetId,
  };
}
