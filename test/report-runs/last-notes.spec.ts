import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import request from 'supertest';
import { loadConfig } from '../../src/config/env.js';
import { Database } from '../../src/database/database.js';
import { HttpModule } from '../../src/http.module.js';
import { createServer } from '../../src/http/create-server.js';
import { createLogger } from '../../src/logging/logger.js';
import { eachDatabase, openHome } from '../support/each-database.js';
import { gate } from '../support/gate.js';
import { RULES } from '../support/open-book.js';

eachDatabase('A report that was taken just before the service ends', (homes) => {
  it('is noted in the log of exports, also where the note has to wait for its turn', async () => {
    const home = await homes.create();
    const address = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const environment = { ...address, DEALPROOF_PG_WRITERS: '1' };
    const config = loadConfig(environment, { dataDir: home.dataDir, rulesDir: RULES });
    const logger = createLogger('silent');
    const app = await createServer(HttpModule.with(config, logger), logger);
    const [begun, mayEnd] = [gate(), gate()];
    // Whoever writes has to wait for this transaction.
    const held = app.get(Database).transaction(async () => {
      begun.open();
      await mayEnd.opened;
    });
    await begun.opened;
    await request(app.getHttpServer()).get('/api/v1/reports/pipeline?format=csv').expect(200);
    const closed = once(app.getHttpServer(), 'close');
    const ended = app.close();
    await closed;
    // What is not waited for is given up by now.
    await pause(300);
    mayEnd.open();
    await Promise.all([held, ended]);
    const book = await openHome(home);
    const noted = await book.rows(book.reader, 'select what, complete from exports', []);
    expect(noted).toEqual([{ what: 'pipeline', complete: 1 }]);
  });
});
