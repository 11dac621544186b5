import { hostname } from 'node:os';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import type { PostgresSettings } from '../config/env.js';
import type { Pools } from './database.js';
import { SILENT } from './silent.js';

/** PostgreSQL's type number of bigint, which the driver would hand over as text. */
const INT8 = 20;

/** How long a pool is asked for a connection where there is no limit: for a day. */
const FOR_LONG = 86_400;

/** What a pool is for, and the seconds that its statements and its idle transactions may take (0: no limit). */
interface Use {
  readonly name: 'write' | 'read' | 'report';
  readonly connections: number;
  readonly statementSeconds: number;
  readonly idleSeconds: number;
  /** How long a connection is waited for while all are in use. */
  readonly turnSeconds: number;
}

/** The pools of connections to PostgreSQL, each with its own patience. */
export function postgresPools(connectionString: string, settings: PostgresSettings): Pools {
  pg.types.setTypeParser(INT8, parseSafeInteger);
  const { writers, readers, reports, readSeconds, reportSeconds, waitSeconds, idleSeconds } = settings;
  const pool = (use: Use): Knex => postgresPool(connectionString, settings, use);
  return {
    // An import writes for as long as it takes.
    writer: pool({
      name: 'write',
      connections: writers,
      statementSeconds: 0,
      idleSeconds,
      turnSeconds: waitSeconds,
    }),
    reader: pool({
      name: 'read',
      connections: readers,
      statementSeconds: readSeconds,
      idleSeconds,
      turnSeconds: readSeconds,
    }),
    // Whoever takes a report may take it slowly, and nobody waits for that.
    reports: pool({
      name: 'report',
      connections: reports,
      statementSeconds: reportSeconds,
      idleSeconds: 0,
      turnSeconds: waitSeconds,
    }),
  };
}

function postgresPool(connectionString: string, settings: PostgresSettings, use: Use): Knex {
  const session = sessionSettings(settings, use);
  return knexFactory({
    client: 'pg',
    connection: {
      connectionString,
      connectionTimeoutMillis: settings.connectSeconds * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
      // So that whoever runs the server, or waits, can tell who it is.
      application_name: `dealproof ${use.name} ${hostname()}:${process.pid}`,
    },
    pool: {
      min: 0,
      max: use.connections,
      // To connect, and to hear that the settings below hold; the pool's own limit would be half a minute.
      createTimeoutMillis: settings.connectSeconds * 2000,
      afterCreate: (connection: pg.Client, done: (error: Error | null) => void) =>
        connection.query(session, done),
    },
    acquireConnectionTimeout: (use.turnSeconds === 0 ? FOR_LONG : use.turnSeconds) * 1000,
    compileSqlOnError: false,
    log: SILENT,
  });
}

/** What holds for every statement of a connection, whatever the server or the role have as their defaults. */
function sessionSettings({ waitSeconds }: PostgresSettings, { statementSeconds, idleSeconds }: Use): string {
  return [
    // Work that waited for its turn must see what was written before it.
    `set default_transaction_isolation = 'read committed'`,
    `set statement_timeout = '${statementSeconds}s'`,
    `set lock_timeout = '${waitSeconds}s'`,
    `set idle_in_transaction_session_timeout = '${idleSeconds}s'`,
    // A process that was killed, or whose machine is gone, must not keep its locks: the server looks after it.
    `set tcp_keepalives_idle = 60`,
    `set tcp_keepalives_interval = 10`,
    `set tcp_keepalives_count = 6`,
    // Not every system can tell that a connection is gone while a statement runs, nor can an old server.
    `select set_config(name, '10s', false) from pg_settings
      where name = 'client_connection_check_interval' and version() ~* 'linux'`,
  ].join('; ');
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the exact integers`);
  return value;
}
