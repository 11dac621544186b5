import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Home } from './each-database.js';

/** Processes of this database that wait for a lock; a transaction would otherwise see but those of its first look. */
const WAITING = `select pg_stat_clear_snapshot();
  select count(distinct l.pid)::integer as n from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where not l.granted and a.datname = current_database()`;

/** A session on a home's PostgreSQL beside the service's own: it holds locks, and sees who waits for them. */
export class PostgresSession {
  private constructor(
    private readonly client: pg.Client,
    private readonly home: Home,
  ) {}

  /** Opens one; it is closed when the suite ends. */
  static async on(home: Home): Promise<PostgresSession> {
    const client = new pg.Client({ connectionString: home.databaseUrl ?? '' });
    await client.connect();
    // Whoever waits for this session is always the one whom PostgreSQL ends where both wait for each other.
    await client.query("set deadlock_timeout = '10min'");
    home.atEnd(() => client.end());
    return new PostgresSession(client, home);
  }

  /** Runs statements; the rows of the last one. */
  async rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const results: unknown = await this.client.query(sql);
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    const rows: unknown = Object(last).rows;
    return Array.isArray(rows) ? rows : [];
  }

  /** Returns when at least so many other sessions wait for locks. */
  async waiting(sessions: number): Promise<void> {
    while (Number((await this.rows(WAITING))[0]?.n) < sessions) await pause(10);
  }

  /** The same home for a role of its own with just these rights in it, such as `select on deals`. */
  async asGuest(...rights: readonly string[]): Promise<Home> {
    const role = `guest_${randomUUID().replaceAll('-', '')}`;
    const grants = rights.map((right) => `grant ${right} to ${role}`);
    await this.rows([`create role ${role} login password 'guest'`, ...grants].join('; '));
    this.home.atEnd(async () => {
      await this.rows(`drop owned by ${role}; drop role ${role}`);
    });
    const url = new URL(this.home.databaseUrl ?? '');
    [url.username, url.password] = [role, 'guest'];
    return { ...this.home, databaseUrl: url.toString() };
  }
}
