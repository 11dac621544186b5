import { AsyncResource } from 'node:async_hooks';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable, type OnApplicationShutdown, type StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { streamed } from '../http/streamed.js';
import { withPatience } from '../kernel/patience.js';
import { shorten } from '../kernel/text.js';
import { LOGGER } from '../logging/logger.js';
import type { ExportEntry } from './domain/export-entry.js';
import { ExportLog } from './export-log.js';

/** What is known of a download before it begins. */
type Download = Pick<ExportEntry, 'what' | 'runId' | 'files'> & {
  /** Who takes it, where more is known than the request tells. */
  readonly who?: string;
};

/** Answers that are noted in the log of exports. */
@Injectable()
export class Downloads implements OnApplicationShutdown {
  /** What is being noted at this moment. */
  private readonly notes = new Set<Promise<void>>();

  constructor(
    private readonly log: ExportLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * An answer that is written while it is sent, as `streamed` does, and noted when it has gone out or was broken off;
   * what is refused before its first byte is not.
   * @param write writes it, ending the destination; returns its rows, or null where they are not known.
   */
  async stream(
    request: FastifyRequest,
    reply: FastifyReply,
    download: Download,
    write: (body: Writable) => Promise<number | null>,
    options: { readonly type: string; readonly disposition?: string },
  ): Promise<StreamableFile> {
    const counted = new Counted();
    let written: Promise<number | null> = Promise.resolve(null);
    const answer = await streamed(async (body) => {
      const sent = pipeline(counted, body);
      written = write(counted);
      written.catch((error: unknown) => {
        counted.destroy(error instanceof Error ? error : new Error(String(error)));
      });
      await Promise.all([written, sent]);
    }, options);
    // Answered without a body: nothing is taken.
    if (request.method === 'HEAD') return answer;
    const { who, ...rest } = download;
    const by = who === undefined ? whoAsks(request) : `${who}, ${whoAsks(request)}`;
    const note = async (): Promise<void> => {
      const complete = reply.raw.writableFinished;
      // Who broke off has taken rows of which nobody knows how many.
      const rows = complete ? await written : null;
      await this.log.record({ ...rest, who: by, rows, bytes: counted.bytes, how: 'download', complete });
    };
    // What was written last may close the answer, from inside of the snapshot that a report reads, which is over by then.
    const noted = AsyncResource.bind(() => {
      // Nobody waits for it, and it must not be lost.
      const noting = withPatience(null, note)
        .catch((error: unknown) => {
          this.logger.error(
            { err: error, who: by, ...rest },
            'A download was not noted in the log of exports.',
          );
        })
        .finally(() => this.notes.delete(noting));
      this.notes.add(noting);
    });
    reply.raw.once('close', noted);
    return answer;
  }

  /** All connections have been closed by now, and the database not yet. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.notes);
  }
}

/** Who a request is from: the address of the network, and what the program calls itself. */
function whoAsks({ ip, headers }: FastifyRequest): string {
  const program = shorten((headers['user-agent'] ?? '').replace(/\p{C}+/gu, ' ').trim(), 100);
  return program === '' ? ip : `${ip} (${program})`;
}

/** Passes bytes on, counting them. */
class Counted extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}
