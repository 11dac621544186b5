import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from '@jest/globals';
import pg from 'pg';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';

/** Where one test keeps its book. */
export interface Home {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
}

/** Makes empty homes for books, and opens them; everything is closed and removed after the suite. */
export interface Homes {
  /** A home of its own, with nothing in it yet. */
  create(): Promise<Home>;
  /** An open, empty book. */
  open(): Promise<Database>;
}

/** Runs one suite on SQLite and on PostgreSQL, each test on a book of its own. */
export function eachDatabase(name: string, suite: (homes: Homes) => void): void {
  describe(`${name} (SQLite)`, () => suite(homesOf(sqliteHome)));
  const server = process.env.TEST_DATABASE_URL;
  if (server) describe(`${name} (PostgreSQL)`, () => suite(homesOf(() => postgresHome(server))));
  else describe.skip(`${name} (PostgreSQL)`, () => suite(homesOf(sqliteHome)));
}

interface MadeHome extends Home {
  remove(): Promise<void>;
}

function homesOf(make: () => Promise<MadeHome>): Homes {
  const made: MadeHome[] = [];
  const opened: Database[] = [];
  const create = async (): Promise<Home> => {
    const home = await make();
    made.push(home);
    return home;
  };
  afterAll(async () => {
    for (const database of opened) await database.close();
    for (const home of made) await home.remove();
  });
  return {
    create,
    open: async () => {
      const database = await openDatabase(await create());
      opened.push(database);
      return database;
    },
  };
}

async function sqliteHome(): Promise<MadeHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
  return {
    dataDir,
    databaseUrl: null,
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function postgresHome(server: string): Promise<MadeHome> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
  return {
    dataDir,
    databaseUrl: url.toString(),
    remove: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
