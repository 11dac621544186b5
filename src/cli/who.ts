import { userInfo } from 'node:os';
import { DomainError } from '../kernel/errors.js';
import { isName } from '../policies/domain/who.js';

/**
 * Who works at the terminal: the name given, else the user of the operating system; where that has no name, as in
 * containers that run under any number, the number.
 * @throws DomainError `invalid-input` when the name given is blank or more than one line.
 */
export function whoIs(given: string | undefined, userName = (): string => userInfo().username): string {
  if (given !== undefined) return requireName(given);
  try {
    return userName();
  } catch (error) {
    if (process.getuid === undefined) throw error;
    return `uid ${process.getuid()}`;
  }
}

function requireName(given: string): string {
  if (isName(given)) return given;
  throw new DomainError('invalid-input', 'The name given with --by cannot be kept.', [
    {
      message: 'It is blank, too long or not one line.',
      remedy: 'Give a name of at most 200 characters, such as --by "Ada Berg".',
    },
  ]);
}
