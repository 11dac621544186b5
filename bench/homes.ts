import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Place } from './processes.js';
import type { BenchEngine } from './results.js';

/** Where a run keeps its books, on one engine. */
export interface Home {
  readonly engine: BenchEngine;
  /** The database's own tool, which a plain import is measured with. */
  readonly tool: 'sqlite3' | 'psql';
  /** An empty place for a book. */
  create(name: string): Promise<Place>;
  /** The same book once more; nobody may have it open. Both are then as if nobody had touched them for a while. */
  copy(place: Place, name: string): Promise<Place>;
  remove(place: Place): Promise<void>;
}

/** Books in SQLite files, each in a folder of its own. */
export function sqliteHome(folder: string): Home {
  return {
    engine: 'sqlite',
    tool: 'sqlite3',
    create: (name) => emptyFolder(folder, name, null),
    copy: async (place, name) => {
      const copy = await emptyFolder(folder, name, null);
      await cp(place.dataDir, copy.dataDir, { recursive: true });
      return copy;
    },
    remove: ({ dataDir }) => rm(dataDir, { recursive: true }),
  };
}

/**
 * Books in databases of their own on a PostgreSQL server, of a role that may create databases. What the process still
 * has there at its end `removeAll` takes away.
 */
export function postgresHome(folder: string, server: string): Home & { removeAll(): Promise<void> } {
  const made = new Set<string>();
  const make = async (name: string, template: string): Promise<Place> => {
    const database = `dealproof_bench_${process.pid}_${name.replaceAll(/\W/g, '_').toLowerCase()}`;
    await onServer(server, `create database ${database} template ${template}`);
    made.add(database);
    return emptyFolder(folder, `${name}.postgres`, addressOf(server, database));
  };
  const drop = async (database: string): Promise<void> => {
    await onServer(server, `drop database if exists ${database} with (force)`);
    made.delete(database);
  };
  return {
    engine: 'postgres',
    tool: 'psql',
    create: (name) => make(name, 'template0'),
    copy: async (place, name) => {
      const address = place.databaseUrl ?? '';
      await onServer(address, 'vacuum analyze');
      const copy = await make(name, databaseOf(address));
      // What was written to make it must not be written out while something is measured.
      await onServer(server, 'checkpoint');
      return copy;
    },
    remove: async ({ dataDir, databaseUrl }) => {
      await drop(databaseOf(databaseUrl ?? ''));
      await rm(dataDir, { recursive: true });
    },
    removeAll: async () => {
      for (const database of made) await drop(database);
    },
  };
}

async function emptyFolder(folder: string, name: string, databaseUrl: string | null): Promise<Place> {
  const dataDir = join(folder, name);
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  return { dataDir, databaseUrl };
}

function addressOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

function databaseOf(address: string): string {
  return new URL(address).pathname.slice(1);
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
