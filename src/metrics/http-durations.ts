import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/** Seconds; answers out of memory, of one deal, of a report, and of an import. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];

/** What stands for an address that there is not, so that whoever tries addresses adds no lines. */
const NO_ROUTE = { method: 'any', route: 'none' };

/**
 * Measures how long answers take until they are out, by the route's template and the class of the status. Paths and
 * ids are in none of them, so there are as many lines as routes, however much is asked.
 */
export function measureAnswers(fastify: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'dealproof_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers: [registry],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { url: route } = request.routeOptions;
    const asked = route === undefined || route === '*' ? NO_ROUTE : { method: request.method, route };
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    durations.observe({ ...asked, status }, reply.elapsedTime / 1000);
    done();
  });
}
