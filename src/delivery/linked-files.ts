import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { DeliveriesStore } from './deliveries.store.js';
import type { Delivery } from './domain/delivery.js';
import { deliveredName } from './domain/delivered-name.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import type { RunFile } from './domain/finished-run.js';
import { FileLinks } from './file-links.js';
import { RunFiles } from './run-files.js';

/** A file that a link leads to. */
export interface FoundFile {
  readonly delivery: Delivery;
  readonly file: RunFile;
  /** What it is downloaded as. */
  readonly name: string;
  /** Rows of the main table of the report. */
  readonly rows: number;
  /** Writes it to where it goes, ending that; fails at the end where the file is another by now. */
  readonly open: (body: Writable) => Promise<void>;
}

/** Finds the files behind links. */
@Injectable()
export class LinkedFiles {
  constructor(
    private readonly links: FileLinks,
    private readonly store: DeliveriesStore,
    private readonly files: RunFiles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` where the link is no good, or its file is not there any more. */
  async find(token: string): Promise<FoundFile> {
    const { key, index } = this.links.read(token, this.clock());
    const delivery = await this.store.findByKey(key);
    const run = delivery?.content.is === 'report' ? delivery.content.run : null;
    const file = run?.files[index];
    if (delivery === null || run === null || file === undefined) throw gone('It is of another book.');
    const bytes = await this.files.open(file).catch((error: unknown) => {
      throw error instanceof DeliveryFailure ? gone(error.message) : error;
    });
    const name = deliveredName(file.name, run.asOf);
    return { delivery, file, name, rows: run.rows, open: (body) => pipeline(bytes, body) };
  }
}

function gone(message: string): DomainError {
  return new DomainError('not-found', 'The file of this link is not here.', [
    { message, remedy: 'Ask whoever answers for the report to have it sent again.' },
  ]);
}
