import { DomainError, type Problem } from '../../kernel/errors.js';

/** The error of a book that cannot be distributed, and stays as it is. */
export function refused(problems: readonly Problem[], cause?: unknown): DomainError {
  const message = 'The book cannot be distributed. Nothing was changed.';
  return new DomainError('unavailable', message, problems, { cause });
}
