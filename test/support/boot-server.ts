import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { HttpModule } from '../../src/http.module.js';
import { loadConfig } from '../../src/config/env.js';
import { createServer } from '../../src/http/create-server.js';
import { createLogger } from '../../src/logging/logger.js';
import type { Home } from './each-database.js';
import { RULES } from './open-book.js';

/** The service over HTTP on a book of its own, at a fixed time. */
export async function bootServer(
  home: Home,
  now = Date.UTC(2021, 9, 1),
  rulesDir = RULES,
  settingsOfItsOwn: Readonly<Record<string, string>> = {},
) {
  const database = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
  const environment = { ...database, ...settingsOfItsOwn };
  const settings = loadConfig(environment, { dataDir: home.dataDir, rulesDir });
  const config = { ...settings, brokenRules: 'keep-last' } as const;
  const logger = createLogger('silent');
  const app: NestFastifyApplication = await createServer(
    HttpModule.with(config, logger, () => now),
    logger,
  );
  home.atEnd(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return request(app.getHttpServer());
}
