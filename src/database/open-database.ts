import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { type AppConfig, POSTGRES_DEFAULTS, type PostgresSettings } from '../config/env.js';
import { DomainError } from '../kernel/errors.js';
import { cannotOpen } from './cannot-open.js';
import { Database, type Pools } from './database.js';
import type { Dialect } from './dialect.js';
import { sqliteDialect, WRITER_CACHE } from './dialects/sqlite.js';
import { migrate } from './migrate.js';
import { requirePostgres, requireSqlite } from './require-server.js';
import { SILENT } from './silent.js';
import { limitWaiting } from './writer-turns.js';

/**
 * Milliseconds that a writer or report waits for its turn: an import of millions of rows may be before it. Requests
 * over HTTP have less patience to write.
 */
const PATIENCE_MS = 30 * 60_000;

/**
 * Opens the book's database, bringing its tables up to date first.
 * @throws DomainError `unavailable` when it cannot be reached, is too old or cannot hold a book, `not-found` when there is no SQLite file
 * and none may be begun.
 */
export async function openDatabase(
  config: Pick<AppConfig, 'dataDir' | 'databaseUrl'> & Partial<Pick<AppConfig, 'noBook' | 'postgres'>>,
): Promise<Database> {
  const { dataDir, databaseUrl, noBook = 'begin', postgres = POSTGRES_DEFAULTS } = config;
  const { pools, dialect } = databaseUrl
    ? await postgresHome(databaseUrl, postgres)
    : { pools: sqlitePools(dataDir, noBook), dialect: sqliteDialect };
  const database = new Database(pools, dialect);
  try {
    await (database.engine === 'sqlite' ? requireSqlite : requirePostgres)(pools.writer);
    await migrate(pools.writer, dialect);
    return database;
  } catch (error) {
    await database.close();
    if (error instanceof DomainError) throw error;
    if (UNWRITABLE.test(String(error))) throw unwritable(dataDir, error);
    throw cannotOpen(error);
  }
}

/** Loads PostgreSQL’s driver, which takes its time, only where there is a server to talk to. */
async function postgresHome(
  databaseUrl: string,
  settings: PostgresSettings,
): Promise<{ readonly pools: Pools; readonly dialect: Dialect }> {
  const { postgresPools } = await import('./postgres-pools.js');
  const { postgresDialect } = await import('./dialects/postgres.js');
  return { pools: postgresPools(databaseUrl, settings), dialect: postgresDialect };
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
    writer: limitWaiting(sqlitePool(filename, 1, WRITER_CACHE, false), PATIENCE_MS),
    reader: sqlitePool(filename, 3, READER_CACHE, true),
    reports: sqlitePool(filename, 2, REPORTS_CACHE, true),
  };
}

/** Keeps pages of 64 MB, which point reads come back to. */
const READER_CACHE = 'pragma cache_size = -64000';

/** Keeps pages of 16 MB: reports pass through the whole book, so that more takes memory from them and saves no time. */
const REPORTS_CACHE = 'pragma cache_size = -16000';

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

function sqlitePool(filename: string, max: number, cache: string, readOnly: boolean): Knex {
  const pragmas = [
    // A writer waits for another process's import or evaluation to end; readers never wait for long in WAL mode.
    // First, since another process may be about to turn the journal into a WAL as well.
    `pragma busy_timeout = ${readOnly ? 5000 : PATIENCE_MS}`,
    'pragma journal_mode = wal',
    'pragma synchronous = normal',
    'pragma foreign_keys = on',
    'pragma journal_size_limit = 67108864',
    cache,
    ...(readOnly ? ['pragma query_only = on'] : []),
  ].join('; ');
  return knexFactory({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    acquireConnectionTimeout: PATIENCE_MS,
    // Their bindings are customers' data.
    compileSqlOnError: false,
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
