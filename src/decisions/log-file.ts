import { lstat, open, rename, rm } from 'node:fs/promises';
import { DomainError } from '../kernel/errors.js';
import type { DecisionLogService, ExportedLog } from './decision-log.service.js';

/**
 * Writes the decision log to a new file, which appears under its name only when it is complete; until then it is
 * `<file>.part`, which is removed when writing fails.
 * @throws DomainError `invalid-input` where something has that name already (an exported log is evidence), or where
 * no file can be written.
 */
export async function writeLogFile(log: DecisionLogService, file: string): Promise<ExportedLog> {
  if ((await lstat(file).catch(() => null)) !== null) {
    throw unwritable(
      file,
      'There is something of this name already, and an exported log is never overwritten.',
      'Give another name.',
    );
  }
  const part = `${file}.part`;
  try {
    const opened = await open(part, 'w');
    const written = await log.export(opened.createWriteStream());
    await rename(part, file);
    return written;
  } catch (error) {
    // Where not even this can be removed the first failure is still the one to tell.
    await rm(part, { force: true }).catch(() => {});
    const { syscall, message } = Object(error);
    if (syscall === undefined) throw error;
    throw unwritable(
      file,
      String(message),
      'Give a name in a folder that is there and can be written to.',
      error,
    );
  }
}

function unwritable(file: string, message: string, remedy: string, cause?: unknown): DomainError {
  const problems = [{ file, message, remedy }];
  return new DomainError('invalid-input', 'The decision log cannot be written.', problems, { cause });
}
