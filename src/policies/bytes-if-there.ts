import { readFile } from 'node:fs/promises';

/** The bytes of a file, or null when there is no file of that name. */
export async function bytesIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return null;
    throw error;
  }
}
