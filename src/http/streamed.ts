import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/**
 * An answer that is written while it is sent; a slow reader slows the writing down, and one that leaves ends it. What
 * fails before the first byte is answered as an error; after it, the connection breaks off, so that nobody takes part
 * of an answer for the whole.
 */
export async function streamed(
  write: (body: Writable) => Promise<unknown>,
  options: { readonly type: string; readonly disposition?: string },
): Promise<StreamableFile> {
  const body = new PassThrough();
  const written = write(body);
  written.catch((error: unknown) => body.destroy(error instanceof Error ? error : undefined));
  await Promise.race([written, once(body, 'readable')]);
  return new StreamableFile(body, options);
}
