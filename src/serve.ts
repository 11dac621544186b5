import { HttpModule } from './http.module.js';
import type { AppConfig } from './config/env.js';
import { createServer } from './http/create-server.js';
import { DomainError } from './kernel/errors.js';
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
  const app = await createServer(HttpModule.with({ ...config, brokenRules: 'keep-last' }, logger), logger);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError('unavailable', `Cannot listen on ${host}:${port}: ${reason}`, [], { cause: error });
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
