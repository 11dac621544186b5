import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '../../src/config/env.js';
import { booted } from '../../src/database/database.module.js';
import { Database } from '../../src/database/database.js';
import { createLogger } from '../../src/logging/logger.js';
import { PlatformModule } from '../../src/platform.module.js';
import { eachDatabase, type Home, openHome } from '../support/each-database.js';
import { gate } from '../support/gate.js';
import { PostgresSession } from '../support/postgres-session.js';

/** Whether anybody has the book of a home open. */
async function isOpen(home: Home): Promise<boolean> {
  // SQLite removes this when the last connection is closed.
  if (home.databaseUrl === null) return existsSync(join(home.dataDir, 'dealproof.sqlite-wal'));
  const onlooker = await PostgresSession.on(home);
  const rows = await onlooker.rows(
    `select 1 from pg_stat_activity where datname = current_database() and application_name like 'dealproof %'`,
  );
  return rows.length > 0;
}

eachDatabase('A book that is being closed', (homes) => {
  it('takes no new work, and keeps what is under way', async () => {
    const home = await homes.create();
    const database = await openHome(home);
    const [begun, mayEnd] = [gate(), gate()];
    const underWay = database.transaction(async () => {
      begun.open();
      await mayEnd.opened;
      await database.execute('update knex_migrations_lock set is_locked = 7');
    });
    await begun.opened;
    const closing = database.close();
    const refused = { code: 'unavailable', message: expect.stringMatching(/being closed/) };
    const look = 'select is_locked from knex_migrations_lock';
    await expect(database.transaction(async () => {})).rejects.toMatchObject(refused);
    await expect(database.snapshot(async () => {})).rejects.toMatchObject(refused);
    await expect((async () => database.rows(database.reader, look, []))()).rejects.toMatchObject(refused);
    await expect(database.execute(look)).rejects.toMatchObject(refused);
    mayEnd.open();
    await Promise.all([underWay, closing]);
    const again = await openHome(home);
    expect(await again.rows(again.reader, look, [])).toEqual([{ is_locked: 7 }]);
  });
});

/** A feature that cannot start, as when files are missing that came with the program. */
@Module({
  providers: [
    {
      provide: 'report definitions',
      inject: [Database],
      useFactory: () => {
        throw new Error('no report definitions');
      },
    },
  ],
})
class BrokenModule {}

eachDatabase('A start that fails after the book was opened', (homes) => {
  it('leaves nothing open that would keep the process from ending', async () => {
    const home = await homes.create();
    const environment = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const config = loadConfig(environment, { dataDir: home.dataDir });
    const root = PlatformModule.with([BrokenModule], config, createLogger('silent'));
    const starting = booted(config, () =>
      NestFactory.createApplicationContext(root, { logger: false, abortOnError: false }),
    );
    await expect(starting).rejects.toThrow('no report definitions');
    expect(await isOpen(home)).toBe(false);
  });
});
