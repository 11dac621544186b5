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

/** When to try again what the service could not do now: other work may take minutes, and asking costs little. */
const RETRY_AFTER_SECONDS = 30;

/** Of a link to a file: whoever has it has the file, so it must not lie in a log. */
const LINK_TOKEN = /(?<=\/deliveries\/files\/).*/s;

/** Answers every failure as problem details, and logs those that are our own fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const details = toDetails(error, request.url);
    if (details.status >= 500) {
      const url = request.url.replace(LINK_TOKEN, '…');
      this.logger.error({ err: error, url }, 'request failed');
    }
    if (reply.raw.headersSent) {
      // Part of the answer is out already: break the connection, so that nobody takes it for the whole.
      reply.raw.destroy(error instanceof Error ? error : undefined);
      return;
    }
    if (details.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
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
  const status = error instanceof HttpException ? error.getStatus() : clientErrorStatus(error);
  if (status !== null && error instanceof Error) return refusal(status, error.message, instance);
  return {
    type: '/problems/internal',
    title: 'The service failed',
    status: 500,
    detail: 'The service failed on its own account; the log has the details.',
    instance,
  };
}

/** What is refused before any of our own code sees it: an unknown address, or a body that cannot be read. */
function refusal(status: number, message: string, instance: string): ProblemDetails {
  const known = REFUSALS.get(status);
  if (known === undefined) {
    return { type: 'about:blank', title: 'The request was refused', status, detail: message, instance };
  }
  const { code, title, detail = message, remedy } = known;
  return { type: `/problems/${code}`, title, status, detail, instance, errors: [{ message, remedy }] };
}

interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly remedy: string;
}

const TITLES: Readonly<Record<string, string>> = {
  'not-found': 'There is no such thing',
  'invalid-input': 'The request is wrong',
  'invalid-file': 'The file cannot be read',
  'invalid-rules': 'The rule files are wrong',
  conflict: 'The request contradicts an earlier one',
  'precondition-failed': 'It is not what it was any more',
  'precondition-required': 'The request must say what it changes',
  cancelled: 'The work was cancelled',
  unavailable: 'The service is not ready',
};

const REFUSALS: ReadonlyMap<number, Refusal> = new Map([
  [
    400,
    {
      code: 'invalid-input',
      title: TITLES['invalid-input'] ?? '',
      detail: 'The request cannot be read.',
      remedy: 'Send an address without stray % signs and, where there is a body, well-formed JSON.',
    },
  ],
  [
    404,
    {
      code: 'not-found',
      title: TITLES['not-found'] ?? '',
      detail: 'There is nothing at this address.',
      remedy: 'Correct the address or the method; /api/docs has those there are.',
    },
  ],
  [
    413,
    {
      code: 'too-large',
      title: 'The body is too large',
      remedy: 'Send at most 1 MiB of JSON; files of deals go to /api/v1/imports, which has no limit.',
    },
  ],
  [
    415,
    {
      code: 'unsupported-media-type',
      title: 'The body is of a type that is not read',
      remedy: 'Send the header content-type: application/json.',
    },
  ],
]);

/** Fastify's own refusals (body too large, malformed JSON) carry a 4xx status. */
function clientErrorStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
