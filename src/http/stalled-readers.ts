import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** Milliseconds that a reader may take nothing of a streamed answer while more of it waits. */
export const STALLED_AFTER_MS = 60_000;

/**
 * Breaks streamed answers off when their reader takes nothing more: they hold one of few connections to the database
 * for as long as they last, so that two readers that stall would stop all long reads. A reader that is slow but takes
 * something now and then gets everything, and how long the service itself takes does not count.
 */
export function endStalled(fastify: FastifyInstance, stalledAfterMs: number): void {
  fastify.addHook('onSend', async (_request, { raw }, payload) => {
    if (payload instanceof Readable) {
      raw.setTimeout(stalledAfterMs, () => {
        if (raw.writableNeedDrain) payload.destroy(new Error('The reader took nothing more of the answer.'));
      });
    }
    return payload;
  });
}
