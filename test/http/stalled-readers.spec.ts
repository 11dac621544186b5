import { connect, type Socket } from 'node:net';
import { beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { HttpModule } from '../../src/http.module.js';
import { loadConfig } from '../../src/config/env.js';
import { createServer } from '../../src/http/create-server.js';
import { createLogger } from '../../src/logging/logger.js';
import { sealedBook } from '../decisions/sealed-book.js';
import { eachDatabase } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';

/** Far more than what lies between the service and a reader that takes nothing. */
const COPIES = 30_000;
const LAST_CHUNK = '\r\n0\r\n\r\n';

eachDatabase('A reader that stalls', (homes) => {
  let http: ReturnType<typeof request>;
  let port = 0;

  beforeAll(async () => {
    const home = await homes.create();
    const { database } = await sealedBook(home);
    const rest =
      'deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome, rate_version, decided_at, evaluation_id, cause, seal_id';
    await database.writer.raw(
      `with recursive copies(number) as (select 1 union all select number + 1 from copies where number < ${COPIES})
       insert into decisions (deal_id, sequence, ${rest})
       select 'copy ' || number || '${'.'.repeat(800)}', 1, ${rest}
         from copies cross join (select * from decisions where deal_id = 'a-1' and sequence = 1) original`,
    );
    const environment = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const config = loadConfig(environment, { dataDir: home.dataDir, rulesDir: RULES });
    const logger = createLogger('silent');
    const app = await createServer(HttpModule.with(config, logger), logger, 1000);
    home.atEnd(() => app.close());
    await app.listen({ host: '127.0.0.1', port: 0 });
    http = request(app.getHttpServer());
    port = Number(new URL(await app.getUrl()).port);
  });

  /** Asks for the whole decision log; what comes is taken only by who listens. */
  const askForLog = (): Socket => {
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write('GET /api/v1/decisions/log HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    return socket;
  };

  it('is broken off, so that others can be answered, and cannot take its part for the whole', async () => {
    const stalled = [askForLog(), askForLog()];
    // Long reads have two connections: only when one of them is let go can this be answered.
    await http.get('/api/v1/reports/pipeline').expect(200);
    const ends = await Promise.all(stalled.map((socket) => lastOf(socket)));
    expect(ends.some((end) => !end.includes(LAST_CHUNK))).toBe(true);
  });

  it('is another than one that is slow: that one gets everything', async () => {
    expect(await lastOf(askForLog(), 30)).toContain(LAST_CHUNK);
  });
});

/** Takes all that still comes, with some rests between, until the connection ends; the last of it. */
async function lastOf(socket: Socket, rests = 0): Promise<string> {
  let [end, rested] = ['', 0];
  socket.on('data', (data) => {
    end = `${end}${data.toString('latin1')}`.slice(-20);
    if (rested === rests) return;
    rested += 1;
    socket.pause();
    setTimeout(() => socket.resume(), 60);
  });
  await new Promise((resolve) => {
    // A connection that is broken off may end with an error.
    socket
      .on('error', () => {})
      .on('close', resolve)
      .resume();
  });
  return end;
}
