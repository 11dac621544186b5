import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import type { RunFile } from './domain/finished-run.js';

/** The files that runs made, as they lie in the data folder. */
@Injectable()
export class RunFiles {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /**
   * The bytes of a file. The stream fails at its end where they are not those that the run made, so that whoever
   * copies it must wait for the end before the copy counts.
   * @throws DeliveryFailure that is final where the file is not there any more.
   */
  async open(file: RunFile): Promise<Readable> {
    const path = await this.require(file);
    const checked = new Checked(file);
    // What fails is told by the stream that is read.
    pipeline(createReadStream(path), checked).catch(() => undefined);
    return checked;
  }

  /** Where a file lies. @throws DeliveryFailure that is final where it is not there any more. */
  async require(file: RunFile): Promise<string> {
    const path = resolve(this.config.dataDir, file.path);
    const within = relative(this.config.dataDir, path);
    const found = within.startsWith(`..${sep}`) ? null : await lstat(path).catch(() => null);
    if (found?.isFile() === true) return path;
    throw new DeliveryFailure(`The file ${file.name} is not there any more; make the report again.`, {
      final: true,
    });
  }

  /** The whole of a small file. @throws DeliveryFailure as `open` does, or where it is another file by now. */
  async read(file: RunFile): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open(file)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
}

/** Passes bytes on, and fails at the end where they are others than were made. */
class Checked extends Transform {
  private readonly hash = createHash('sha256');

  constructor(private readonly file: RunFile) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: (error?: Error) => void): void {
    if (this.hash.digest('hex') === this.file.sha256) done();
    else {
      const message = `The file ${this.file.name} was changed since it was made; make the report again.`;
      done(new DeliveryFailure(message, { final: true }));
    }
  }
}
