import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Home } from './each-database.js';

const SQL = readFileSync(join(import.meta.dirname, 'citus-stand-in.sql'), 'utf8');

/**
 * Makes a database of tests look as if it had Citus. It is a stand-in that checks shape: its functions refuse the
 * tables that Citus would refuse, and move nothing.
 */
export async function installCitusStandIn(databaseUrl: string): Promise<void> {
  await onDatabase(databaseUrl, SQL);
}

/** What was asked of the stand-in, in order. */
export async function citusCalls(databaseUrl: string): Promise<readonly string[]> {
  const rows = await onDatabase(databaseUrl, 'select call from stand_in_calls order by call_id');
  return rows.map((row) => String(Object(row).call));
}

/** Runs statements on a PostgreSQL database, beside the service; the rows of the last. */
export async function onDatabase(databaseUrl: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const result: unknown = await client.query(sql);
    const last: unknown = Array.isArray(result) ? result.at(-1) : result;
    const rows: unknown = Object(last).rows;
    return Array.isArray(rows) ? rows : [];
  } finally {
    await client.end();
  }
}

/** The address of a home on PostgreSQL. */
export function urlOf({ databaseUrl }: Pick<Home, 'databaseUrl'>): string {
  if (databaseUrl === null) throw new TypeError('This home is on SQLite.');
  return databaseUrl;
}
