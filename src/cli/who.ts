import { userInfo } from 'node:os';

/** Who works at the terminal: the name given, else the user of the operating system. */
export function whoIs(given: string | undefined): string {
  return given ?? userInfo().username;
}
