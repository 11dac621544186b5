import { isNativeError } from 'node:util/types';
import { DomainError, type Problem } from '../kernel/errors.js';

/** A kind of failure that lies with the database and not with the statement. */
interface Trouble {
  /** Driver's codes: SQLSTATE of PostgreSQL, names of SQLite and of the operating system. */
  readonly code: RegExp;
  /** What is said where there is no code. */
  readonly words?: RegExp;
  readonly is: 'collided' | 'lost' | 'other';
  readonly error: 'conflict' | 'unavailable';
  readonly message: string;
  readonly problem?: Problem;
}

/** The first that fits counts. */
const TROUBLES: readonly Trouble[] = [
  {
    code: /^(40P01|40001)$/,
    is: 'collided',
    error: 'conflict',
    message: 'Other work on the same rows came in between, so nothing of this was kept. Try again.',
  },
  {
    code: /^(08\w{3}|57P0[12]|25P0[34]|ECONNRESET|EPIPE)$/,
    words: /Connection (terminated|ended) unexpectedly|is not queryable|Connection terminated$/,
    is: 'lost',
    error: 'unavailable',
    message: 'The connection to the database broke off, so nothing of this was kept.',
    problem: {
      message: 'The server ended the connection, or was stopped.',
      remedy: 'Try again; if it stays so, look at the log of the database server.',
    },
  },
  {
    code: /^57014$/,
    is: 'other',
    error: 'unavailable',
    message: 'The database took longer than is allowed, so it was stopped. Nothing of this was kept.',
    problem: {
      message: 'A statement ran out of time, or somebody cancelled it.',
      remedy:
        'Ask for less at once, or try when less is going on. Whoever runs the service can allow more time with DEALPROOF_PG_READ_TIMEOUT and, for reports, DEALPROOF_PG_REPORT_TIMEOUT.',
    },
  },
  {
    code: /^55P03$/,
    is: 'other',
    error: 'unavailable',
    message: 'Other work held what this needs for longer than it may wait. Nothing of this was kept.',
    problem: {
      message: 'Its turn did not come.',
      remedy:
        'Try again when that work is done. Whoever runs the service can let it wait longer with DEALPROOF_PG_LOCK_TIMEOUT.',
    },
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)$/,
    words: /SQLITE_(BUSY|LOCKED)/,
    is: 'other',
    error: 'unavailable',
    message: 'Other work held what this needs for longer than it may wait. Nothing of this was kept.',
    problem: {
      message: 'Its turn to write did not come.',
      remedy:
        'Try again when that work is done: GET /api/v1/work shows that of the service, any other is a command on the same book. Whoever runs the service can let requests wait longer with DEALPROOF_SQLITE_LOCK_TIMEOUT.',
    },
  },
  {
    code: /^(53[12]00|SQLITE_FULL)$/,
    is: 'other',
    error: 'unavailable',
    message: 'The database has no room left, so nothing of this was kept.',
    problem: {
      message: 'Its disk or its memory is full.',
      remedy: 'Make room where the database lies, and try again.',
    },
  },
  {
    code: /^25006$/,
    is: 'other',
    error: 'unavailable',
    message: 'The database takes no changes.',
    problem: {
      message: 'It is a standby, or was set to be read only.',
      remedy: 'Name the primary server in DATABASE_URL.',
    },
  },
  {
    code: /^42501$/,
    is: 'other',
    error: 'unavailable',
    message: 'The role of DATABASE_URL lacks a right in the database.',
    problem: {
      message: 'The server denied it permission.',
      remedy: 'Make it the owner of the database, and of the tables of the book.',
    },
  },
  {
    code: /^(ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|57P03|53300)$/,
    words: /Timeout acquiring a connection|timeout expired|due to connection timeout/,
    is: 'other',
    error: 'unavailable',
    message: 'The database is busy with other work or out of reach. Try again when that work is done.',
  },
];

/**
 * A database failure as the rest of the service may see it: `conflict` when other work came in between,
 * `unavailable` when it was busy for too long, full or out of reach, else the driver's error without the statement.
 */
export function translated(error: unknown): unknown {
  if (!isNativeError(error) || error instanceof DomainError) return error;
  const trouble = troubleOf(error);
  if (trouble === null) return withoutStatement(error);
  const { error: code, message, problem } = trouble;
  return new DomainError(code, message, problem === undefined ? [] : [problem], {
    cause: withoutStatement(error),
  });
}

/** Whether PostgreSQL ended one of two transactions that could not both have their way; nothing of it was kept. */
export function isCollision(error: unknown): boolean {
  return troubleOf(driverError(error))?.is === 'collided';
}

/** Whether the connection broke off. */
export function isLostConnection(error: unknown): boolean {
  return troubleOf(driverError(error))?.is === 'lost';
}

/** Whether a lock could not be had in time. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(driverError(error)) === '55P03';
}

/** Whether a row was refused since another has its key. */
export function isDuplicate(error: unknown): boolean {
  const told = driverError(error);
  return codeOf(told) === '23505' || (isNativeError(told) && /UNIQUE constraint failed/.test(told.message));
}

/** What the driver threw, also where it was translated. */
function driverError(error: unknown): unknown {
  return error instanceof DomainError ? error.cause : error;
}

function troubleOf(error: unknown): Trouble | null {
  if (!isNativeError(error) || error instanceof DomainError) return null;
  const code = codeOf(error);
  const told = wordsOf(error);
  return (
    TROUBLES.find((trouble) => trouble.code.test(code) || (code === '' && trouble.words?.test(told))) ?? null
  );
}

function codeOf(error: unknown): string {
  return isNativeError(error) && 'code' in error ? String(error.code) : '';
}

/** The driver's own words: knex puts the statement before them. */
function wordsOf({ message }: Error): string {
  const cut = message.lastIndexOf(' - ');
  return cut < 0 ? message : message.slice(cut + 3);
}

/** A driver's error without the statement, which may hold customers' data. */
function withoutStatement(error: Error): Error {
  if (!('code' in error) || wordsOf(error) === error.message) return error;
  const clean = new Error(`The database refused a statement: ${wordsOf(error)}`, { cause: error.cause });
  return Object.assign(clean, { code: error.code });
}
