import { isNativeError } from 'node:util/types';
import { HttpModule } from './http.module.js';
import type { AppConfig } from './config/env.js';
import { booted } from './database/database.module.js';
import { createServer } from './http/create-server.js';
import { DomainError, type Problem } from './kernel/errors.js';
import { createLogger } from './logging/logger.js';
import { exitCodeOf, onFirstSignal } from './signals.js';

/** A server that listens. */
export interface Running {
  readonly url: string;
  /** Settles when the server was stopped by SIGINT or SIGTERM; the exit code for that. */
  readonly stopped: Promise<number>;
}

/**
 * Starts the HTTP server.
 * @throws DomainError `unavailable` when the address cannot be listened on.
 */
export async function serve(config: AppConfig): Promise<Running> {
  const { host, port } = config;
  const logger = createLogger(config.logLevel);
  // Who asks for verdicts is not who edits rules: a slip in a file must not stop the service.
  const settings: AppConfig = { ...config, brokenRules: 'keep-last' };
  const app = await booted(settings, () => createServer(HttpModule.with(settings, logger), logger));
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const { message, remedy } = refusalOf(error);
    throw new DomainError('unavailable', `Cannot listen on ${host}:${port}.`, [{ message, remedy }], {
      cause: error,
    });
  }
  // Nest ends the service at a signal; this ends it where that takes too long.
  let exitCode = 0;
  onFirstSignal((signal) => {
    exitCode = exitCodeOf(signal);
  });
  const stopped = new Promise<number>((resolve) => {
    app.getHttpServer().once('close', () => resolve(exitCode));
  });
  return { url: await app.getUrl(), stopped };
}

function refusalOf(error: unknown): Problem {
  const code = isNativeError(error) && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return {
      message: 'Another program listens there already',
      remedy: 'Stop it, or give another port with --port or DEALPROOF_PORT.',
    };
  }
  if (code === 'EACCES') {
    return {
      message: 'This user may not listen on that port',
      remedy: 'Give a port above 1023 with --port or DEALPROOF_PORT.',
    };
  }
  return {
    message: isNativeError(error) ? error.message : String(error),
    remedy: 'Check --host and --port, or DEALPROOF_HOST and DEALPROOF_PORT.',
  };
}
