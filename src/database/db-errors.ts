import { DomainError } from '../kernel/errors.js';

/** What the pool and the drivers say when the database is busy or out of reach, not when a statement is wrong. */
const UNAVAILABLE =
  /Timeout acquiring a connection|SQLITE_(BUSY|LOCKED)|ECONNREFUSED|ETIMEDOUT|57P0[123]|53300/;

/** Two transactions that cannot both have their way: PostgreSQL ended one, and nothing of it was kept. */
const COLLIDED = /40P01|40001/;

/**
 * A database failure as the rest of the service may see it: `conflict` when other work came in between,
 * `unavailable` when it was busy for too long or out of reach, else the driver's error without the statement's bindings.
 */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (COLLIDED.test(code)) {
    const message = 'Other work on the same rows came in between, so nothing of this was kept. Try again.';
    return new DomainError('conflict', message, [], { cause: withoutBindings(error) });
  }
  if (!UNAVAILABLE.test(`${code} ${error.message}`)) return withoutBindings(error);
  return new DomainError(
    'unavailable',
    'The database is busy with other work or out of reach. Try again when that work is done.',
    [],
    { cause: withoutBindings(error) },
  );
}

/**
 * A driver's error without the statement and its bindings: knex puts the whole of them, a megabyte of customers'
 * data for a batch, into the message. The driver's own words come after the last ` - `.
 */
function withoutBindings(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const cut = error.message.lastIndexOf(' - ');
  if (cut < 0) return error;
  const cause: unknown = error.cause;
  const clean = new Error(`The database refused a statement: ${error.message.slice(cut + 3)}`, { cause });
  return Object.assign(clean, { code: error.code });
}
