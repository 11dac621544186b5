import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';

/**
 * The SHA-256 of a file's bytes in hex.
 * @throws DomainError `invalid-file` when it cannot be read.
 */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'invalid-file',
      `The file cannot be read: ${reason}`,
      [{ file: path, message: 'The file cannot be read.', remedy: 'Check that it exists and may be read.' }],
      { cause: error },
    );
  }
  return hash.digest('hex');
}
