import { z } from 'zod';
import { DIMENSIONS } from '../eligibility/domain/attribution.js';
import { formatInstant } from '../kernel/instants.js';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';
import { shownValue } from './shown-value.js';
import type { DealHistory } from './history.service.js';
import { timelineOf } from './timeline.js';

/** The history of a deal as it is answered. */
export const historySchema = z.object({
  dealId: z.string(),
  changes: z
    .array(
      z.object({
        version: z.int(),
        recordedAt: z.iso.datetime().describe('When it was learnt'),
        validAt: z.iso.datetime().describe('When it was so, as the source says'),
        importId: z.int(),
        sources: z.array(z.string()),
        changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
      }),
    )
    .describe('Every version of the deal, in the order in which it was learnt'),
  decisions: z
    .array(
      z.object({
        sequence: z.int(),
        decidedAt: z.iso.datetime(),
        cause: z.string().describe('Why it was judged again, as recorded then'),
        dealVersion: z.int(),
        policy: z.string(),
        policyVersion: z.string().nullable(),
        policyHash: z.string().nullable(),
        outcome: z.enum(OUTCOMES),
        criteria: z.array(z.object({ id: z.string(), result: z.enum(RESULTS) })),
        rateVersion: z.int().nullable(),
        evaluationId: z.int(),
        attribution: z
          .object({
            causes: z.array(
              z.object({
                cause: z.enum(DIMENSIONS),
                suffices: z.boolean().describe('This change alone gives the new verdict.'),
                necessary: z.boolean().describe('All other changes without this one do not give it.'),
              }),
            ),
            details: z.array(z.string()).describe('In words: what each cause did.'),
          })
          .describe('What moved the verdict, found by judging the states in between.'),
      }),
    )
    .describe('Every recorded verdict, in order'),
  timeline: z
    .array(
      z.object({
        at: z.iso.datetime(),
        what: z.enum(['change', 'decision']),
        number: z.int().describe('The version of the change, or the sequence of the decision'),
      }),
    )
    .describe('Changes and decisions in one order'),
});

/** A history as it is answered. */
export function toHistoryResponse({
  dealId,
  changes,
  decisions,
}: DealHistory): z.infer<typeof historySchema> {
  return {
    dealId,
    changes: changes.map((change) => ({
      ...change,
      recordedAt: formatInstant(change.recordedAt),
      validAt: formatInstant(change.validAt),
      sources: [...change.sources],
      changes: change.changes.map(({ field, from, to }) => ({
        field,
        from: shownValue(field, from),
        to: shownValue(field, to),
      })),
    })),
    decisions: decisions.map((decision) => ({
      ...decision,
      decidedAt: formatInstant(decision.decidedAt),
      criteria: decision.criteria.map(({ id, result }) => ({ id, result })),
      attribution: {
        causes: decision.attribution.causes.map((cause) => ({ ...cause })),
        details: [...decision.attribution.details],
      },
    })),
    timeline: timelineOf(changes, decisions).map((happening) =>
      happening.what === 'change'
        ? {
            at: formatInstant(happening.change.recordedAt),
            what: happening.what,
            number: happening.change.version,
          }
        : {
            at: formatInstant(happening.decision.decidedAt),
            what: happening.what,
            number: happening.decision.sequence,
          },
    ),
  };
}
