import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { OUTCOMES, RESULTS } from '../policies/domain/outcome.js';
import { shownValue } from './shown-value.js';
import type { DealHistory } from './history.service.js';

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
        cause: z.string().describe('Why it was judged again'),
        dealVersion: z.int(),
        policy: z.string(),
        policyVersion: z.string().nullable(),
        policyHash: z.string().nullable(),
        outcome: z.enum(OUTCOMES),
        criteria: z.array(z.object({ id: z.string(), result: z.enum(RESULTS) })),
        rateVersion: z.int().nullable(),
        evaluationId: z.int(),
      }),
    )
    .describe('Every recorded verdict, in order'),
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
    })),
  };
}
