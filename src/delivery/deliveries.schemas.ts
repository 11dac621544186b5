import { z } from 'zod';
import { pageSchema, pagingSchema } from '../http/paging.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { type Delivery, DELIVERY_KINDS, DELIVERY_PURPOSES, DELIVERY_STATES } from './domain/delivery.js';

const instantOrNone = z.iso.datetime().nullable();

/** A delivery as it is answered. */
export const deliverySchema = z.object({
  deliveryId: z.int(),
  key: z.string().describe('Its name for the other side: in the Message-ID, or as Dealproof-Delivery.'),
  runId: z.string(),
  savedReport: z.string(),
  purpose: z.enum(DELIVERY_PURPOSES),
  kind: z.enum(DELIVERY_KINDS),
  recipient: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempt: z.int().describe('How often sending was tried.'),
  nextAttemptAt: instantOrNone.describe('Null unless it is still to be sent.'),
  error: z.string().nullable().describe('Why it failed last or is not sent.'),
  receipt: z
    .union([
      z.object({ kind: z.literal('folder'), paths: z.array(z.string()) }),
      z.object({ kind: z.literal('email'), messageId: z.string(), answer: z.string() }),
      z.object({ kind: z.literal('webhook'), status: z.int() }),
    ])
    .nullable()
    .describe('What became of it: paths, what the mail server said, or a status.'),
  createdAt: z.iso.datetime(),
  endedAt: instantOrNone,
  linksUntil: instantOrNone.describe('Until when links to its files are good.'),
  retriedBy: z.string().nullable(),
});

/** A page of deliveries. */
export const deliveryPageSchema = pageSchema(deliverySchema);

/** Query of the list. */
export const deliveryQuerySchema = pagingSchema.extend({
  run: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{C}*$/u, 'must be the id of a run')
    .optional(),
  state: z.enum(DELIVERY_STATES).optional(),
});

/** Body of a retry. */
export const retryRequestSchema = z.strictObject({
  by: z
    .string()
    .trim()
    .regex(/^\P{C}{1,200}$/u, 'must be one line of 1 to 200 characters')
    .describe('Who has it sent again.'),
});

/** The number of a delivery in a path. */
export const deliveryIdSchema = z.coerce
  .number('must be the number of a delivery')
  .int('must be the number of a delivery')
  .min(1)
  .max(Number.MAX_SAFE_INTEGER);

/** A delivery as API and command line give it. */
export function toDeliveryResponse(delivery: Delivery): z.infer<typeof deliverySchema> {
  const { deliveryId, runId, savedReport, purpose, kind, recipient, state, attempt, error } = delivery;
  const { nextAttemptAt, createdAt, endedAt, linksUntil, retriedBy } = delivery;
  const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at));
  return {
    deliveryId,
    key: delivery.key,
    runId,
    savedReport,
    purpose,
    kind,
    recipient,
    state,
    attempt,
    nextAttemptAt: state === 'waiting' ? formatInstant(nextAttemptAt) : null,
    error,
    receipt: deliverySchema.shape.receipt.parse(delivery.receipt),
    createdAt: formatInstant(createdAt),
    endedAt: instant(endedAt),
    linksUntil: instant(linksUntil),
    retriedBy,
  };
}
