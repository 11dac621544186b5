import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import type { AppConfig } from '../config/env.js';
import { DomainError } from '../kernel/errors.js';
import { Database, type Pools } from './database.js';
import { postgresDialect } from './dialects/postgres.js';
import { sqliteDialect } from './dialects/sqlite.js';
import { migrations } from './migrations/migrations.js';

/** Milliseconds that a writer or report waits for its turn: an import of millions of rows may be before it. */
const PATIENCE_MS = 30 * 60_000;

/** Knex would write its complaints to stdout, where only data belongs; every one of them is thrown as well. */
const SILENT = { warn: () => {}, error: () => {}, deprecate: () => {}, debug: () => {} };

/** PostgreSQL's type number of bigint, which the driver would hand over as text. */
const INT8 = 20;

/**
 * Opens the book's database, bringing its tables up to date first.
 * @throws DomainError `unavailable` when it cannot be reached or is too old, `not-found` when there is no SQLite file
 * and none may be begun.
 */
export async function openDatabase(
  config: Pick<AppConfig, 'dataDir' | 'databaseUrl'> & Partial<Pick<AppConfig, 'noBook'>>,
): Promise<Database> {
  const { dataDir, databaseUrl, noBook = 'begin' } = config;
  const pools = databaseUrl ? postgresPools(databaseUrl) : sqlitePools(dataDir, noBook);
  const database = new Database(pools, databaseUrl ? postgresDialect : sqliteDialect);
  try {
    if (database.engine === 'sqlite') await requireSqlite(pools.writer);
    await pools.writer.migrate.latest({ migrationSource: migrations });
    return database;
  } catch (error) {
    await database.close();
    if (error instanceof DomainError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (UNWRITABLE.test(reason)) throw unwritable(dataDir, error);
    throw new DomainError('unavailable', `The database cannot be opened: ${reason}`, [], { cause: error });
  }
}

function sqlitePools(dataDir: string, noBook: AppConfig['noBook']): Pools {
  const filename = join(dataDir, 'dealproof.sqlite');
  if (noBook === 'refuse' && !existsSync(filename)) throw noBookIn(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'invalid-configuration',
      `The data folder ${dataDir} cannot be used: ${reason}`,
      [],
      {
        cause: error,
      },
    );
  }
  // One writer and separate readers: with one shared connection a long statement stops every other read.
  return {
    writer: sqlitePool(filename, 1, false),
    reader: sqlitePool(filename, 3, true),
    reports: sqlitePool(filename, 2, true),
  };
}

/** What SQLite says of a file, or of a folder, that it may not write to. */
const UNWRITABLE = /SQLITE_(READONLY|CANTOPEN|PERM)/;

function unwritable(dataDir: string, cause: unknown): DomainError {
  const problem = {
    file: dataDir,
    message:
      'The folder and the file dealproof.sqlite in it must be writable, also to read the book: SQLite keeps its journal beside it.',
    remedy:
      'Allow yourself to write there, or copy the folder to a place where you may and name the copy with --data.',
  };
  return new DomainError('unavailable', 'The book cannot be opened.', [problem], { cause });
}

function noBookIn(dataDir: string): DomainError {
  return new DomainError('not-found', 'There is no book to work on.', [
    {
      file: dataDir,
      message: 'This folder holds no book (no file dealproof.sqlite).',
      remedy:
        'Name the folder of your book with --data, or begin one: “dealproof import FILE…” with your own files, “dealproof demo” with made-up ones.',
    },
  ]);
}

function sqlitePool(filename: string, max: number, readOnly: boolean): Knex {
  const pragmas = [
    'pragma journal_mode = wal',
    'pragma synchronous = normal',
    // A writer waits for another process's import or evaluation to end; readers never wait for long in WAL mode.
    `pragma busy_timeout = ${readOnly ? 5000 : PATIENCE_MS}`,
    'pragma foreign_keys = on',
    'pragma journal_size_limit = 67108864',
    `pragma cache_size = ${readOnly ? -64000 : -100000}`,
    ...(readOnly ? ['pragma query_only = on'] : []),
  ].join('; ');
  return knexFactory({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    acquireConnectionTimeout: PATIENCE_MS,
    log: SILENT,
    pool: {
      min: 0,
      max,
      afterCreate: (connection: SqliteConnection, done: (error: Error | null) => void) =>
        connection.exec(pragmas, done),
    },
  });
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

async function requireSqlite(writer: Knex): Promise<void> {
  const rows: unknown = await writer.raw('select sqlite_version() as version');
  const version = Array.isArray(rows) ? String(Object(rows[0]).version) : '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 51)) {
    throw new DomainError(
      'unavailable',
      `SQLite ${version} is too old: 3.51 or later is needed. Run npm ci again.`,
    );
  }
}

function postgresPools(connectionString: string): Pools {
  pg.types.setTypeParser(INT8, parseSafeInteger);
  const pool = (max: number): Knex =>
    knexFactory({
      client: 'pg',
      connection: { connectionString, connectionTimeoutMillis: 10_000 },
      pool: { min: 0, max },
      acquireConnectionTimeout: PATIENCE_MS,
      log: SILENT,
    });
  return { writer: pool(4), reader: pool(4), reports: pool(2) };
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the exact integers`);
  return value;
}
