import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/database/open-database.js';

const FILE = 'dealproof.sqlite';

/** Puts an empty book into a folder; its tables are made once a run, and then copied. */
export async function copyEmptyBook(dataDir: string): Promise<void> {
  const original = join(tmpdir(), 'empty-book.sqlite');
  if (!existsSync(original)) {
    const made = await mkdtemp(join(tmpdir(), 'dealproof-empty-'));
    await (await openDatabase({ dataDir: made, databaseUrl: null })).close();
    // Another worker may have done so meanwhile; either is as good.
    renameSync(join(made, FILE), original);
  }
  copyFileSync(original, join(dataDir, FILE));
}

/** Makes a database on a server: with the tables of an empty book, made once a run and then copied, or with none. */
export async function createBookDatabase(server: string, name: string, tables: boolean): Promise<void> {
  await onServer(server, async (client) => {
    const template = tables ? await emptyBookDatabase(server, client) : 'template1';
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
}

/** Drops a database, whoever is still connected to it. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
}

/** The database that holds an empty book, made where it is not there yet. */
async function emptyBookDatabase(server: string, client: pg.Client): Promise<string> {
  // The run's own folder has a name that no other run has.
  const name = `empty_${basename(tmpdir()).replaceAll(/\W/g, '_')}`;
  await client.query('select pg_advisory_lock(hashtext($1))', [name]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return name;
    await client.query(`create database ${name}`);
    const url = databaseUrlOf(server, name);
    await (await openDatabase({ dataDir: tmpdir(), databaseUrl: url })).close();
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
}

/** The address of a database on a server. */
export function databaseUrlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(
  connectionString: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
