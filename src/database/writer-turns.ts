import type { Knex } from 'knex';
import { patienceMs } from '../kernel/patience.js';

/** A connection of node-sqlite3: how long its statements wait for another process to end its writing. */
interface SqliteConnection {
  configure(option: 'busyTimeout', ms: number): void;
}

/** What is asked of knex’s client here, which is not typed. */
interface PooledClient {
  readonly pool?: {
    acquire(): { readonly promise: Promise<SqliteConnection>; abort(): void };
  };
  acquireConnection: () => Promise<SqliteConnection>;
}

/**
 * Makes whoever takes the connection that writes to an SQLite file wait no longer than their patience lasts, both for
 * the connection, which other work of this process may have, and for the file, which another process may.
 * @param longestMs how long those wait whose patience has no end.
 */
export function limitWaiting(knex: Knex, longestMs: number): Knex {
  const client: PooledClient = knex.client;
  const acquire = client.acquireConnection.bind(client);
  const hurried = new WeakSet<SqliteConnection>();
  client.acquireConnection = async () => {
    const ms = patienceMs();
    if (ms === null || client.pool === undefined) {
      const connection = await acquire();
      if (hurried.delete(connection)) connection.configure('busyTimeout', longestMs);
      return connection;
    }
    const begin = performance.now();
    const connection = await withinPatience(client.pool.acquire(), ms);
    hurried.add(connection);
    connection.configure('busyTimeout', Math.max(1, Math.round(ms - (performance.now() - begin))));
    return connection;
  };
  return knex;
}

/** @throws Error of the kind that SQLite itself throws where another process has the file. */
async function withinPatience(
  asked: { readonly promise: Promise<SqliteConnection>; abort(): void },
  ms: number,
): Promise<SqliteConnection> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    asked.abort();
  }, ms);
  try {
    return await asked.promise;
  } catch (error) {
    if (!late) throw error;
    throw Object.assign(new Error('other work of this process writes', { cause: error }), {
      code: 'SQLITE_BUSY',
    });
  } finally {
    clearTimeout(timer);
  }
}
