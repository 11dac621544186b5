import { isNativeError } from 'node:util/types';
import { DomainError, type Problem } from '../kernel/errors.js';
import { translated } from './db-errors.js';

/** What is wrong with the address of a PostgreSQL database, by the code of the driver or of the server. */
const WRONG_ADDRESS: readonly { readonly code: RegExp; readonly problem: Problem }[] = [
  {
    code: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    problem: {
      message: 'No server answers at the address in DATABASE_URL.',
      remedy: 'Start the server, or correct the host and the port.',
    },
  },
  {
    code: /^ERR_INVALID_URL$/,
    problem: {
      message: 'DATABASE_URL cannot be read.',
      remedy:
        'Write postgres://ROLE:PASSWORD@HOST:5432/DATABASE; in the password write %40 for @, %2F for /, %23 for # and %25 for %.',
    },
  },
  {
    code: /^28(000|P01)$/,
    problem: {
      message: 'The server does not let the role in DATABASE_URL in.',
      remedy: 'Correct the role and its password; else have the server let it in (pg_hba.conf).',
    },
  },
  {
    code: /^3D000$/,
    problem: {
      message: 'The server has no database of the name in DATABASE_URL.',
      remedy: 'Create it with “createdb --owner ROLE --encoding UTF8 DATABASE”, or correct the name.',
    },
  },
];

/** The error of a database that cannot be opened, `unavailable`, with what to do about it where that is known. */
export function cannotOpen(error: unknown): DomainError {
  const known = translated(error);
  if (known instanceof DomainError && known.problems.length > 0) return known;
  const code = isNativeError(error) && 'code' in error ? String(error.code) : '';
  const problems = WRONG_ADDRESS.filter((wrong) => wrong.code.test(code)).map(({ problem }) => problem);
  return new DomainError('unavailable', `The database cannot be opened: ${saidBy(error)}`, problems, {
    cause: error,
  });
}

/** Node itself says nothing where a name stands for several addresses and none of them answers. */
function saidBy(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  if (error.message === '' && 'errors' in error && Array.isArray(error.errors))
    return error.errors.map(saidBy).join('; ');
  return error.message;
}
