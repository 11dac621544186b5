import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { awaitAnswer } from '../kernel/breathe.js';

/** Milliseconds that answers get to go out in when the service stops; long ones are broken off then. */
const LAST_WORDS_MS = 2000;

/** Lets long work make way for requests, and lets their answers go out before the service stops. */
export function heedOpenRequests(fastify: FastifyInstance): void {
  const open = new Map<ServerResponse, Promise<void>>();
  fastify.addHook('onRequest', (_request, { raw }, done) => {
    const answered = awaitAnswer();
    const closed = new Promise<void>((resolve) => {
      // Comes in any case, whether the answer went out or the reader left.
      raw.once('close', () => {
        answered();
        open.delete(raw);
        resolve();
      });
    });
    open.set(raw, closed);
    done();
  });
  fastify.addHook('preClose', async () => {
    const patience = new AbortController();
    await Promise.race([
      Promise.all(open.values()).finally(() => patience.abort()),
      setTimeout(LAST_WORDS_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
  });
}
