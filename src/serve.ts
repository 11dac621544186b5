import { AppModule } from './app.module.js';
import type { AppConfig } from './config/env.js';
import { createServer } from './http/create-server.js';
import { DomainError } from './kernel/errors.js';
import { createLogger } from './logging/logger.js';

/** A server that listens. */
export interface Running {
  readonly url: string;
  /** Settles when the server was stopped by SIGINT or SIGTERM. */
  readonly stopped: Promise<void>;
}

/**
 * Starts the HTTP server.
 * @throws DomainError `unavailable` when the address cannot be listened on.
 */
export async function serve(config: AppConfig): Promise<Running> {
  const { host, port } = config;
  const logger = createLogger(config.logLevel);
  // Who asks for verdicts is not who edits rules: a slip in a file must not stop the service.
  const app = await createServer(AppModule.with({ ...config, brokenRules: 'keep-last' }, logger), logger);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError('unavailable', `Cannot listen on ${host}:${port}: ${reason}`, [], { cause: error });
  }
  const stopped = new Promise<void>((resolve) => {
    app.getHttpServer().once('close', () => resolve());
  });
  return { url: await app.getUrl(), stopped };
}
