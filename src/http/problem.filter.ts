import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError, type Problem } from '../kernel/errors.js';
import { LOGGER } from '../logging/logger.js';
import { ERROR_STATUS } from './error-status.js';

/** RFC 9457 problem details; `errors` points at each wrong field, row or line. */
interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Problem[];
}

/** Answers every failure as problem details, and logs those that are our own fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const details = toDetails(error, request.url);
    if (details.status >= 500) this.logger.error({ err: error, url: request.url }, 'request failed');
    if (reply.raw.headersSent) {
      // Part of the answer is out already: break the connection, so that nobody takes it for the whole.
      reply.raw.destroy(error instanceof Error ? error : undefined);
      return;
    }
    void reply.status(details.status).header('content-type', 'application/problem+json').send(details);
  }
}

/** A failure as problem details; `instance` is the address that was asked for. */
export function toDetails(error: unknown, instance: string): ProblemDetails {
  if (error instanceof DomainError) {
    const status = ERROR_STATUS[error.code];
    return {
      type: `/problems/${error.code}`,
      title: TITLES[error.code] ?? 'The request failed',
      status,
      detail: error.message,
      instance,
      ...(error.problems.length > 0 ? { errors: error.problems } : {}),
    };
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return { type: 'about:blank', title: error.message, status, detail: error.message, instance };
  }
  const status = clientErrorStatus(error);
  return status !== null && error instanceof Error
    ? { type: 'about:blank', title: 'The request was refused', status, detail: error.message, instance }
    : {
        type: '/problems/internal',
        title: 'The service failed',
        status: 500,
        detail: 'The service failed on its own account; the log has the details.',
        instance,
      };
}

const TITLES: Readonly<Record<string, string>> = {
  'not-found': 'There is no such thing',
  'invalid-input': 'The request is wrong',
  'invalid-file': 'The file cannot be read',
  'invalid-rules': 'The rule files are wrong',
  conflict: 'The request contradicts an earlier one',
  'precondition-failed': 'It is not what it was any more',
  'precondition-required': 'The request must say what it changes',
  unavailable: 'The service is not ready',
};

/** Fastify's own refusals (body too large, malformed JSON) carry a 4xx status. */
function clientErrorStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
