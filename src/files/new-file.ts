import { constants } from 'node:fs';
import { copyFile, link, lstat, open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { DomainError, type Problem } from '../kernel/errors.js';

/**
 * Lets `write` write a new file, which appears under its name only when it is complete; until then it is
 * `<file>.part`, which is removed at the end whether writing fails or not. Nothing is written over, not even what
 * somebody puts there meanwhile.
 * @param title what to say when it cannot be written, such as “The list cannot be written.”
 * @throws what `write` throws; DomainError `invalid-input` where something has one of the two names already, or where
 * no file can be written.
 */
export async function writeNewFile<T>(
  file: string,
  title: string,
  write: (sink: Writable) => Promise<T>,
): Promise<T> {
  const refuse = (problem: Problem, cause?: unknown): DomainError =>
    new DomainError('invalid-input', title, [problem], { cause });
  // Told before the work and not only after it.
  if ((await lstat(file).catch(() => null)) !== null) throw refuse(taken(file));
  const part = `${file}.part`;
  const opened = await open(part, 'wx').catch((error: unknown) => {
    throw refuse(codeOf(error) === 'EEXIST' ? cutOff(part) : unwritable(file, error), error);
  });
  const sink = opened.createWriteStream();
  try {
    const written = await write(sink);
    // Neither replaces a file; not every file system has links.
    await link(part, file).catch(() => copyFile(part, file, constants.COPYFILE_EXCL));
    await rm(part);
    return written;
  } catch (error) {
    sink.destroy();
    // Where not even this can be removed the first failure is still the one to tell.
    await rm(part, { force: true }).catch(() => {});
    if (Object(error).syscall === undefined) throw error;
    throw refuse(codeOf(error) === 'EEXIST' ? taken(file) : unwritable(file, error), error);
  }
}

function codeOf(error: unknown): unknown {
  return Object(error).code;
}

function taken(file: string): Problem {
  return {
    file,
    message: 'There is something of this name already, and it is never written over.',
    remedy: 'Give another name.',
  };
}

function cutOff(part: string): Problem {
  return {
    file: part,
    message:
      'There is a file of this name already: another run is writing it, or one that was cut off left it.',
    remedy: 'Wait until the other run has ended; where there is none, remove this file.',
  };
}

function unwritable(file: string, error: unknown): Problem {
  return {
    file,
    message: String(Object(error).message),
    remedy: 'Give a name in a folder that is there and can be written to.',
  };
}
