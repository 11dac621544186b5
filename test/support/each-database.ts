import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from '@jest/globals';
import { POSTGRES_DEFAULTS, type PostgresSettings } from '../../src/config/env.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { copyEmptyBook, createBookDatabase, databaseUrlOf, dropDatabase } from './empty-book.js';

/** Where one test keeps its book. */
export interface Home {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Has something closed after the suite, whether its test passed or not. */
  atEnd(close: () => Promise<void>): void;
}

/** Makes empty homes for books, and opens them; everything is closed and removed after the suite. */
export interface Homes {
  /** A home of its own with an empty book, such as opening it makes for the first time. */
  create(): Promise<Home>;
  /** A home of its own in which no book was ever opened. */
  createBare(): Promise<Home>;
  /** An open, empty book; on PostgreSQL with settings of its own where they are given. */
  open(postgres?: Partial<PostgresSettings>): Promise<Database>;
}

/** Runs one suite on SQLite and on PostgreSQL, each test on a book of its own. */
export function eachDatabase(name: string, suite: (homes: Homes) => void): void {
  onSqlite(name, suite);
  onPostgres(`${name} (PostgreSQL)`, suite);
}

/** Runs one suite on SQLite alone, each test on a book of its own. */
export function onSqlite(name: string, suite: (homes: Homes) => void): void {
  describe(`${name} (SQLite)`, () => {
    suite(homesOf(sqliteHome));
  });
}

/** Runs one suite on PostgreSQL alone, each test on a book of its own. */
export function onPostgres(name: string, suite: (homes: Homes) => void): void {
  onBoth(name, (_, postgres) => suite(postgres));
}

/** Runs one suite that holds books on SQLite against books on PostgreSQL. */
export function onBoth(name: string, suite: (sqlite: Homes, postgres: Homes) => void): void {
  const server = process.env.TEST_DATABASE_URL;
  const run = server ? describe : describe.skip;
  run(name, () => {
    suite(
      homesOf(sqliteHome),
      homesOf((tables) => postgresHome(server ?? '', tables)),
    );
  });
}

/** Opens the book of a home, as a process of its own would; on PostgreSQL with settings of its own. */
export async function openHome(home: Home, postgres: Partial<PostgresSettings> = {}): Promise<Database> {
  const database = await openDatabase({ ...home, postgres: { ...POSTGRES_DEFAULTS, ...postgres } });
  home.atEnd(() => database.close());
  return database;
}

interface MadeHome extends Omit<Home, 'atEnd'> {
  remove(): Promise<void>;
}

function homesOf(make: (tables: boolean) => Promise<MadeHome>): Homes {
  const endings: (() => Promise<void>)[] = [];
  const create = async (tables: boolean): Promise<Home> => {
    const home = await make(tables);
    endings.push(home.remove);
    return { ...home, atEnd: (close) => endings.push(close) };
  };
  afterAll(async () => {
    // What was opened in a home is closed before the home is removed.
    for (const end of endings.toReversed()) await end();
  });
  return {
    create: () => create(true),
    createBare: () => create(false),
    open: async (postgres) => openHome(await create(true), postgres),
  };
}

async function sqliteHome(tables: boolean): Promise<MadeHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
  if (tables) await copyEmptyBook(dataDir);
  return {
    dataDir,
    databaseUrl: null,
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function postgresHome(server: string, tables: boolean): Promise<MadeHome> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createBookDatabase(server, name, tables);
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
  return {
    dataDir,
    databaseUrl: databaseUrlOf(server, name),
    remove: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await dropDatabase(server, name);
    },
  };
}
