import type { Knex } from 'knex';
import { DomainError } from '../kernel/errors.js';
import type { Dialect } from './dialect.js';
import { migrations } from './migrations/migrations.js';

/**
 * Brings the tables up to date, wholly or not at all, while other processes that want the same wait. Where there is
 * nothing to do nothing is written, so that no command has to wait for an import that runs.
 * @throws DomainError `unavailable` when a newer version of the program has made the book.
 */
export async function migrate(writer: Knex, dialect: Dialect): Promise<void> {
  if (await isUpToDate(writer)) return;
  await writer.transaction(async (transaction) => {
    await dialect.lockMigrations(transaction);
    // Whoever had the lock before may have done it all, or have been a newer version of the program.
    if (await isUpToDate(transaction)) return;
    // Whoever holds the lock is alone, so what is still marked here was left by a process that has ended.
    if (await transaction.schema.hasTable('knex_migrations_lock'))
      await transaction('knex_migrations_lock').update({ is_locked: 0 });
    await transaction.migrate.latest({ migrationSource: migrations });
  });
}

async function isUpToDate(knex: Knex): Promise<boolean> {
  if (!(await knex.schema.hasTable('knex_migrations'))) return false;
  const done: readonly { readonly name: string }[] = await knex('knex_migrations').select('name');
  const names = new Set((await migrations.getMigrations([])).map(({ name }) => name));
  const unknown = done.map(({ name }) => name).filter((name) => !names.has(name));
  if (unknown.length > 0) {
    const message = `Its tables are of a version that has ${unknown.toSorted().join(', ')}.`;
    const remedy = 'Use that version or a later one; this one would not understand what is in the book.';
    throw new DomainError('unavailable', 'The book was made by a newer version of Dealproof.', [
      { message, remedy },
    ]);
  }
  return done.length === names.size;
}
