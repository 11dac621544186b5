import { expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { DomainError } from '../../src/kernel/errors.js';
import { type Homes, onPostgres, openHome } from '../support/each-database.js';
import { PostgresSession } from '../support/postgres-session.js';

/** A ledger of two accounts that others write to as well, and somebody who looks on. */
async function ledger(homes: Homes) {
  const home = await homes.create();
  const database = await openHome(home);
  await database.execute('create table accounts (name text primary key, amount integer not null)');
  await database.execute("insert into accounts values ('one', 0), ('two', 0)");
  return {
    database,
    other: await PostgresSession.on(home),
    onlooker: await PostgresSession.on(home),
  };
}
type Ledger = Awaited<ReturnType<typeof ledger>>;

const raise = (name: string, by: number): string =>
  `update accounts set amount = amount + ${by} where name = '${name}'`;

async function amounts(database: Database): Promise<readonly number[]> {
  const rows = await database.rows<{ amount: number }>(
    database.reader,
    'select amount from accounts order by name',
    [],
  );
  return rows.map(({ amount }) => amount);
}

/** The process of the open transaction's connection. */
async function ownProcess(database: Database): Promise<number> {
  const rows = await database.rows<{ pid: number }>(database.writer, 'select pg_backend_pid() as pid', []);
  return rows[0]?.pid ?? 0;
}

/** The service and another each wait for a row that the other has; PostgreSQL ends the service's transaction. */
async function deadlock({ database, other, onlooker }: Ledger, mayRepeat?: () => boolean) {
  const seen: number[] = [];
  await other.rows(`begin; ${raise('two', 10)}`);
  let others: Promise<unknown> = Promise.resolve();
  const ours = database.transaction(async () => {
    seen.push(seen.length);
    await database.execute(raise('one', 1));
    if (seen.length === 1) {
      others = other.rows(`${raise('one', 10)}; commit`);
      await onlooker.waiting(1);
    }
    await database.execute(raise('two', 1));
    return 'done';
  }, mayRepeat);
  const [outcome] = await Promise.allSettled([ours]);
  await others;
  return { attempts: seen.length, outcome };
}

onPostgres('A transaction that PostgreSQL takes back', (homes) => {
  it('for a deadlock is run again and kept', async () => {
    const told = await ledger(homes);
    const { attempts, outcome } = await deadlock(told);
    expect(outcome).toEqual({ status: 'fulfilled', value: 'done' });
    expect(attempts).toBe(2);
    expect(await amounts(told.database)).toEqual([11, 11]);
  });

  it('is not run again where its work says that it must not be', async () => {
    const told = await ledger(homes);
    const { attempts, outcome } = await deadlock(told, () => false);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
    expect(attempts).toBe(1);
    expect(await amounts(told.database)).toEqual([10, 10]);
  });

  it('because others changed what it had read is run again on what they wrote', async () => {
    const { database, other } = await ledger(homes);
    const read: number[] = [];
    await database.transaction(async () => {
      await database.execute('set transaction isolation level repeatable read');
      const rows = await database.rows<{ amount: number }>(
        database.writer,
        "select amount from accounts where name = 'one'",
        [],
      );
      const amount = rows[0]?.amount ?? 0;
      read.push(amount);
      if (read.length === 1) await other.rows(raise('one', 5));
      await database.execute("update accounts set amount = ? where name = 'one'", [amount + 1]);
    });
    expect(read).toEqual([0, 5]);
    expect(await amounts(database)).toEqual([6, 0]);
  });

  it('again and again fails in the end, and says that others came in between', async () => {
    const { database, other } = await ledger(homes);
    let attempts = 0;
    const ours = database.transaction(async () => {
      attempts += 1;
      await database.execute('set transaction isolation level repeatable read');
      await database.rows(database.writer, 'select * from accounts', []);
      await other.rows(raise('one', 1));
      await database.execute(raise('one', 100));
    });
    await expect(ours).rejects.toMatchObject({ code: 'conflict' });
    expect(attempts).toBe(5);
    expect(await amounts(database)).toEqual([5, 0]);
  });

  it('because its connection broke off is run again on another connection', async () => {
    const { database, other } = await ledger(homes);
    const processes: number[] = [];
    await database.transaction(async () => {
      const process = await ownProcess(database);
      processes.push(process);
      await database.execute(raise('one', 1));
      if (processes.length === 1) await other.rows(`select pg_terminate_backend(${process}, 10000)`);
      await database.execute(raise('two', 1));
    });
    expect(new Set(processes).size).toBe(2);
    expect(await amounts(database)).toEqual([1, 1]);
  });

  it('is taken to be in doubt, and not run again, when the connection breaks off while it is committed', async () => {
    const { database } = await ledger(homes);
    await database.execute(`create function die() returns trigger language plpgsql as
      'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end'`);
    await database.execute(`create constraint trigger at_the_end after update on accounts
      deferrable initially deferred for each row execute function die()`);
    let attempts = 0;
    const ours = database.transaction(async () => {
      attempts += 1;
      await database.execute(raise('one', 1));
    });
    await expect(ours).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('not known whether this was kept'),
    });
    expect(attempts).toBe(1);
  });

  it('takes an inner transaction with it, which is never run again by itself', async () => {
    const { database, other } = await ledger(homes);
    const steps: string[] = [];
    await database.transaction(async () => {
      steps.push('outer');
      await database.execute(raise('two', 1));
      await database.transaction(async () => {
        steps.push('inner');
        await database.execute(raise('one', 1));
        if (steps.length === 2) {
          const process = await ownProcess(database);
          await other.rows(`select pg_terminate_backend(${process}, 10000)`);
          await database.execute(raise('one', 1));
        }
      });
    });
    expect(steps).toEqual(['outer', 'inner', 'outer', 'inner']);
    expect(await amounts(database)).toEqual([1, 1]);
  });

  it('for an error of its own is not run again', async () => {
    const { database } = await ledger(homes);
    let attempts = 0;
    const ours = database.transaction(async () => {
      attempts += 1;
      await database.execute(raise('one', 1));
      throw new DomainError('invalid-file', 'The file ends in the middle.');
    });
    await expect(ours).rejects.toMatchObject({ code: 'invalid-file' });
    expect([attempts, await amounts(database)]).toEqual([1, [0, 0]]);
  });
});
