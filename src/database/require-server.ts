import type { Knex } from 'knex';
import { DomainError } from '../kernel/errors.js';

/**
 * Makes sure that the SQLite that is built in knows the statements of this program.
 * @throws DomainError `unavailable` when it is too old.
 */
export async function requireSqlite(writer: Knex): Promise<void> {
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

/** What a PostgreSQL server says of itself and of the database. */
interface PostgresServer {
  /** Such as `18.1`. */
  readonly version: string;
  readonly encoding: string;
}

/**
 * Makes sure that a PostgreSQL database can hold a book.
 * @throws DomainError `unavailable` when the server is too old or the database cannot hold every text.
 */
export async function requirePostgres(writer: Knex): Promise<void> {
  const { rows } = await writer.raw<{ rows: readonly PostgresServer[] }>(
    `select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
  );
  for (const server of rows) requireFit(server);
}

/** @throws DomainError `unavailable` as `requirePostgres` does. */
export function requireFit({ version, encoding }: PostgresServer): void {
  if (Number.parseInt(version, 10) < 14)
    throw new DomainError('unavailable', `PostgreSQL ${version} is too old.`, [
      { message: 'PostgreSQL 14 or later is needed.', remedy: 'Update the server, or use another one.' },
    ]);
  if (encoding !== 'UTF8')
    throw new DomainError('unavailable', 'The database cannot hold every text.', [
      {
        message: `It is in ${encoding}, and the book is in UTF-8.`,
        remedy:
          'Create another one with “createdb --template template0 --encoding UTF8 DATABASE”, and name it in DATABASE_URL.',
      },
    ]);
}
