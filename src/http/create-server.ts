import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { NestLogger } from '../logging/logger.js';
import { ProblemFilter, toDetails } from './problem.filter.js';
import { heedOpenRequests } from './open-requests.js';
import { endStalled, STALLED_AFTER_MS } from './stalled-readers.js';
import { KnownQueryGuard } from './known-query.guard.js';
import { RequestValidation } from './validation.js';

/** A JSON body beyond this is refused; files are streamed and have no such limit. */
const JSON_LIMIT_BYTES = 1024 * 1024;
/** Bodies of this route are files, whatever their type says. */
const FILES_ROUTE = '/api/v1/imports';
/** Bodies of these routes are JSON that is kept, or checked, as it was written, byte for byte. */
const TEXTS_ROUTE = /^\/api\/v1\/(policies\/[^/]+\/(file|cases)|reports\/check)$/;

/**
 * Boots the service as an HTTP server that does not listen yet.
 * @param stalledAfterMs how long a reader may take nothing of a streamed answer before it is broken off.
 */
export async function createServer(
  module: DynamicModule,
  logger: Logger,
  stalledAfterMs = STALLED_AFTER_MS,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
    // What Fastify refuses before any route is found, such as an undecodable address.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const details = toDetails(error, request.url);
      void reply.status(details.status).header('content-type', 'application/problem+json').send(details);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  acceptFiles(app);
  const fastify = app.getHttpAdapter().getInstance();
  endStalled(fastify, stalledAfterMs);
  heedOpenRequests(fastify);
  app.useGlobalGuards(new KnownQueryGuard());
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(new ProblemFilter(logger));
  app.enableShutdownHooks();
  describe(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

function acceptFiles(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '';
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (pathOf(request) === FILES_ROUTE) return done(null, payload);
    if (!/^application\/([\w.-]+\+)?json\b/.test(request.headers['content-type'] ?? '')) {
      return done(
        Object.assign(new Error('Send JSON with content-type application/json.'), { statusCode: 415 }),
      );
    }
    const chunks: Buffer[] = [];
    let size = 0;
    payload.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= JSON_LIMIT_BYTES) chunks.push(chunk);
    });
    payload.on('error', done);
    payload.on('end', () => {
      if (size > JSON_LIMIT_BYTES) {
        return done(Object.assign(new Error('The JSON body is larger than 1 MiB.'), { statusCode: 413 }));
      }
      const bytes = Buffer.concat(chunks);
      if (TEXTS_ROUTE.test(pathOf(request))) return done(null, bytes);
      return parseJson(request, bytes.toString('utf8'), done);
    });
  });
}

function describe(app: NestFastifyApplication): void {
  const document = new DocumentBuilder()
    .setTitle('Dealproof')
    .setDescription(
      'Whether co-sell deals may be registered for Microsoft incentives, why, and what they are worth.',
    )
    .setVersion('1')
    .addGlobalResponse({ status: 400, description: 'A parameter or the body is wrong; `errors` says which.' })
    .addGlobalResponse({ status: 500, description: 'The service failed on its own account.' })
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, document));
}
