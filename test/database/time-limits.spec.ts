import { expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { bootServer } from '../support/boot-server.js';
import { onPostgres, openHome } from '../support/each-database.js';
import { gate } from '../support/gate.js';
import { PostgresSession } from '../support/postgres-session.js';

const SLOW = 'select pg_sleep(600)';

onPostgres('What may take how long on PostgreSQL', (homes) => {
  it('ends a short question that takes too long, and says what to do', async () => {
    const database = await homes.open({ readSeconds: 1 });
    await expect(database.rows(database.reader, SLOW, [])).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('took longer than is allowed'),
      problems: [{ remedy: expect.stringContaining('DEALPROOF_PG_READ_TIMEOUT') }],
    });
  });

  it('ends a report by a limit of its own', async () => {
    const database = await homes.open({ readSeconds: 600, reportSeconds: 1 });
    const report = database.snapshot((connection) => database.rows(connection, SLOW, []));
    await expect(report).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ends no statement of an import, which may write for as long as it takes', async () => {
    const database = await homes.open({ readSeconds: 1, reportSeconds: 1 });
    const limit = (connection: Database['writer']) =>
      database.rows<{ statement_timeout: string }>(connection, 'show statement_timeout', []);
    const inside = await database.transaction(() => limit(database.reader));
    expect(inside).toEqual([{ statement_timeout: '0' }]);
    expect(await limit(database.reader)).toEqual([{ statement_timeout: '1s' }]);
  });

  it('answers over HTTP with 503 and a remedy, and goes on when the obstacle is gone', async () => {
    const home = await homes.create();
    const http = await bootServer(home, undefined, undefined, { DEALPROOF_PG_READ_TIMEOUT: '1' });
    const other = await PostgresSession.on(home);
    await other.rows('begin; lock table deals in access exclusive mode');
    const refused = await http.get('/api/v1/deals');
    expect([refused.status, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([
      503,
      '30',
      expect.stringContaining('application/problem+json'),
    ]);
    expect(refused.body).toMatchObject({
      type: '/problems/unavailable',
      errors: [{ remedy: expect.stringContaining('DEALPROOF_PG_READ_TIMEOUT') }],
    });
    await other.rows('rollback');
    expect((await http.get('/api/v1/deals')).status).toBe(200);
  });

  it('lets work wait for the book no longer than is allowed, and says who has it', async () => {
    const home = await homes.create();
    const first = await openHome(home);
    const second = await openHome(home, { waitSeconds: 1 });
    await first.transaction(async () => {
      await first.lockBook();
      await expect(second.transaction(() => second.lockBook())).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('kept the book'),
        problems: [
          {
            message: expect.stringMatching(
              /“dealproof write .+:\d+” from .+, server process \d+, has been at it for \d+ min \d+ s/,
            ),
          },
        ],
      });
    });
    await second.transaction(() => second.lockBook());
  });

  it('says of a process of another role no more than the server lets be seen', async () => {
    const home = await homes.create();
    const first = await openHome(home);
    const session = await PostgresSession.on(home);
    const second = await openHome(await session.asGuest('select on knex_migrations'), { waitSeconds: 1 });
    await first.transaction(async () => {
      await first.lockBook();
      await expect(second.transaction(() => second.lockBook())).rejects.toMatchObject({
        problems: [
          {
            message: expect.stringMatching(/^It is “dealproof write .+:\d+”, server process \d+, has it$/),
          },
        ],
      });
    });
  });

  it('takes the book from a process that hangs; should that wake, it begins anew', async () => {
    const home = await homes.create();
    const hanging = await openHome(home, { idleSeconds: 1 });
    const next = await openHome(home);
    const asleep = gate();
    const begun = gate();
    let attempts = 0;
    const first = hanging.transaction(async () => {
      attempts += 1;
      await hanging.lockBook();
      begun.open();
      if (attempts === 1) await asleep.opened;
      await hanging.execute("insert into rule_texts (sha256, text) values ('a', 'first')");
    });
    await begun.opened;
    await next.transaction(async () => {
      await next.lockBook();
      await next.execute("insert into rule_texts (sha256, text) values ('b', 'next')");
    });
    asleep.open();
    await first;
    expect(attempts).toBe(2);
    const rows = await next.rows<{ sha256: string }>(
      next.reader,
      'select sha256 from rule_texts order by 1',
      [],
    );
    expect(rows.map(({ sha256 }) => sha256)).toEqual(['a', 'b']);
  });

  it('sees to it that work that waited sees what was written before it, whatever the server’s default', async () => {
    const home = await homes.create();
    const session = await PostgresSession.on(home);
    const [{ name } = { name: '' }] = await session.rows('select current_database() as name');
    await session.rows(`alter database ${String(name)} set default_transaction_isolation = 'serializable'`);
    const database = await openHome(home);
    const rows = await database.transaction(() =>
      database.rows(database.writer, 'show transaction_isolation', []),
    );
    expect(rows).toEqual([{ transaction_isolation: 'read committed' }]);
  });
});
