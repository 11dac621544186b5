import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, pino } from 'pino';
import type { AppConfig } from '../config/env.js';

/** Injection token of the logger. */
export const LOGGER = Symbol('Logger');

/** Structured logs to stderr, so that stdout holds nothing but data. */
export function createLogger(level: AppConfig['logLevel']): Logger {
  return pino({ name: 'dealproof', level }, destination({ fd: 2, sync: true }));
}

/** Lets Nest write its own messages into the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown): void {
    this.logger.info(String(message));
  }

  warn(message: unknown): void {
    this.logger.warn(String(message));
  }

  error(message: unknown, stack?: unknown): void {
    this.logger.error({ stack }, String(message));
  }

  debug(message: unknown): void {
    this.logger.debug(String(message));
  }
}
