import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Writes pieces of text one after the other and ends the sink, waiting for a slow reader. Unlike a stream over the
 * pieces, which asks for the next one whenever its reader is ready, this asks from the call that it was started by,
 * and so within the snapshot that is open there.
 * @throws Error when the sink fails or is closed early; whatever fails, the sink is destroyed.
 */
export async function writeAll(pieces: AsyncIterable<string>, sink: Writable): Promise<void> {
  const ended = finished(sink, { readable: false });
  // A failure is thrown where it is waited for, below.
  ended.catch(() => {});
  try {
    for await (const piece of pieces) {
      if (!sink.write(piece)) await Promise.race([once(sink, 'drain'), ended]);
    }
    sink.end();
    await ended;
  } catch (error) {
    sink.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
}
