import { DomainError } from '../kernel/errors.js';

/** The error for a deal that the book does not hold. */
export function dealNotFound(id: string): DomainError {
  return new DomainError('not-found', `The book has no deal ${id}.`, [
    {
      value: id,
      message: 'No imported file told of this deal.',
      remedy: 'Give the Referral ID as Partner Center shows it, or import a file that has the deal.',
    },
  ]);
}
