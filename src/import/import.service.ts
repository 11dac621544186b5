import { basename } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { APP_CONFIG, CLOCK } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { Database } from '../database/database.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import { addMonths, DAY_MS, formatInstant, utcMonth } from '../kernel/instants.js';
import { readAhead } from '../kernel/read-ahead.js';
import { LOGGER } from '../logging/logger.js';
import type { ImportKind, ImportRecord } from './domain/record.js';
import { sha256Of } from './file-digest.js';
import { type ImportCounts, ImportsStore } from './imports.store.js';
import { openFile } from './readers/open-file.js';
import { TakeRecords } from './take-records.js';

/** How to take a file in. */
export interface ImportOptions {
  /** The kind, when told rather than recognised. */
  readonly as?: ImportKind;
  /** Epoch ms that a file without times of its own is as of; absent: the time of its first import. */
  readonly takenAt?: number;
  /** Name to record, where the path is that of a temporary copy. */
  readonly fileName?: string;
  /** Take nothing in when a single row is wrong. */
  readonly strict?: boolean;
  /** Read and check everything, then leave the book as it was. */
  readonly dryRun?: boolean;
  /** Called for each row that cannot go in, in order. */
  readonly onReject?: (problems: readonly Problem[]) => void;
  /**
   * Called when the turn of this file has come, and after each batch, with the records and bytes read so far; of the
   * bytes some are read ahead.
   */
  readonly onProgress?: (records: number, bytes: number) => void;
  /** Ends the import with the signal's reason; the book is then as before. */
  readonly signal?: AbortSignal;
}

/** What became of one file. */
export interface ImportResult extends ImportCounts {
  /** Null when nothing was kept (`dryRun`, or `strict` with rejects). */
  readonly importId: number | null;
  readonly fileName: string;
  readonly kind: ImportKind;
  readonly kept: boolean;
  /** Epoch ms that the file was taken as of. */
  readonly takenAt: number;
}

/** How far clocks may go ahead of ours. */
const CLOCK_TOLERANCE_MS = DAY_MS;

/** From so many changed rows on the database’s statistics are worth the seconds that it takes to renew them. */
const BULK_ROWS = 10_000;

/**
 * How many batches are read and translated while the database writes on another processor. They take unequal times to
 * read and to write, so that with one ahead now the reader would wait and now the database.
 */
const BATCHES_AHEAD = 3;

/** Thrown to take back a transaction whose outcome is a result, not a failure. */
class TakeBack extends Error {
  constructor(readonly result: ImportResult) {
    super('taken back');
  }
}

/** Takes files into the book, each in one transaction: wholly, or (after a crash, say) not at all. */
@Injectable()
export class ImportService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
    private readonly imports: ImportsStore,
    private readonly records: TakeRecords,
  ) {}

  /**
   * Takes one file in. Rows that are wrong are reported and left out, the rest goes in.
   * @throws DomainError `invalid-file` when the file cannot be read at all; the book is then as before.
   */
  async importFile(path: string, options: ImportOptions = {}): Promise<ImportResult> {
    const fileName = options.fileName ?? basename(path);
    const contentSha256 = await sha256Of(path);
    // Whoever was told of wrong rows must not hear of them again, so the file is not begun anew after that.
    let told = false;
    const onReject = (problems: readonly Problem[]): void => {
      told = true;
      options.onReject?.(problems);
    };
    try {
      const result = await this.database.transaction(
        () => this.takeIn(path, fileName, contentSha256, { ...options, onReject }),
        () => !told,
      );
      if (result.created + result.updated >= BULK_ROWS) await this.renewStatistics();
      return result;
    } catch (error) {
      if (error instanceof TakeBack) return error.result;
      if (error instanceof DomainError) throw inFile(fileName, error);
      throw error;
    }
  }

  /** The file is in by now, whatever becomes of this: without it reports are slower, but none is wrong. */
  private async renewStatistics(): Promise<void> {
    try {
      await this.database.analyze();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'The statistics of the database could not be renewed after an import.',
      );
    }
  }

  private async takeIn(
    path: string,
    fileName: string,
    contentSha256: string,
    options: ImportOptions,
  ): Promise<ImportResult> {
    // Deals are read, merged and written: two imports at once would lose what the other merged.
    await this.database.lockBook();
    options.signal?.throwIfAborted();
    options.onProgress?.(0, 0);
    // Later than every import before, whatever the clock does: what was known when can then be told by time alone.
    const recordedAt = Math.max(this.clock(), (await this.imports.lastRecordedAt()) + 1);
    // The same bytes again tell nothing new, so they stand as of the first time: only that makes a repeated
    // import change nothing where the file has no times of its own.
    if (options.takenAt !== undefined && options.takenAt > recordedAt + CLOCK_TOLERANCE_MS) {
      throw new DomainError('invalid-input', 'The file cannot have been taken in the future.', [
        {
          value: formatInstant(options.takenAt),
          message: 'This instant lies in the future.',
          remedy: 'Give the time at which the file was exported.',
        },
      ]);
    }
    const takenAt = options.takenAt ?? (await this.imports.firstTakenAt(contentSha256)) ?? recordedAt;
    let bytes = 0;
    const file = await openFile(path, {
      as: options.as,
      takenAt,
      takenAtGiven: options.takenAt !== undefined,
      ownOrganisations: this.config.ownOrganisations,
      onBytes: (read) => {
        bytes = read;
      },
    });
    const { kind } = file;
    const importId = await this.imports.begin({ kind, fileName, contentSha256, takenAt, recordedAt });
    const statement = { importId, recordedAt, asOf: takenAt };
    const counts = {
      read: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      counterparts: 0,
      leftOut: 0,
      rejected: 0,
    };
    const reject = (problems: readonly Problem[]): void => {
      counts.rejected += 1;
      options.onReject?.(problems.map((problem) => ({ file: fileName, ...problem })));
    };
    const booking = await this.records.begin(statement);
    try {
      for await (const batch of readAhead(file.records, BATCHES_AHEAD)) {
        const checked = batch.map((record) => refuseFuture(record, recordedAt));
        for (const record of checked) countRecord(record, counts, reject);
        const taken = await this.records.take(checked, statement, booking);
        counts.created += taken.created;
        counts.updated += taken.updated;
        counts.unchanged += taken.unchanged;
        for (const { problem } of taken.conflicts) reject([problem]);
        options.onProgress?.(counts.read, bytes);
        options.signal?.throwIfAborted();
      }
    } finally {
      await booking.settle();
    }
    await this.records.end(kind, counts.created + counts.updated > 0, statement, booking);
    await this.imports.finish(importId, counts, this.clock());
    const kept = options.dryRun !== true && !(options.strict === true && counts.rejected > 0);
    const result = { ...counts, importId: kept ? importId : null, fileName, kind, kept, takenAt };
    if (!kept) throw new TakeBack(result);
    return result;
  }
}

/**
 * A record that tells of the future becomes a reject: nothing that is told later could ever be believed over it. A
 * day is allowed for clocks that go ahead.
 */
function refuseFuture(record: ImportRecord, now: number): ImportRecord {
  if (record.is === 'rate') return refuseFutureRate(record, now);
  const future = timesOf(record).filter(([, at]) => at !== undefined && at > now + CLOCK_TOLERANCE_MS);
  if (future.length === 0) return record;
  const problems = future.map(([what, at = now]) => ({
    row: record.row,
    value: formatInstant(at),
    message: `The deal was ${what} in the future.`,
    remedy: 'Correct the time, or the clock of this machine.',
  }));
  return { is: 'reject', row: record.row, problems };
}

/** The times (epoch ms) that a record tells of a deal, and what happened then. */
function timesOf(record: ImportRecord): readonly (readonly [what: string, at: number | undefined])[] {
  if (record.is === 'counterpart') return [['updated', record.counterpart.asOf]];
  if (record.is !== 'sighting') return [];
  const { asOf, fields } = record.sighting;
  return [
    ['updated', asOf],
    ['created', fields.createdAt],
    ['closed', fields.closedAt],
  ];
}

/** Rates are published for the month and not long before it; the next month's are taken as well. */
function refuseFutureRate(record: Extract<ImportRecord, { is: 'rate' }>, now: number): ImportRecord {
  const last = addMonths(utcMonth(now), 1);
  const { row, column, rate } = record;
  if (rate.month <= last) return record;
  const problem = {
    row,
    column,
    value: rate.month,
    message: 'This month lies in the future.',
    remedy: `Rates are taken up to next month, ${last}. Correct the month, or the clock of this machine.`,
  };
  return { is: 'reject', row, problems: [problem] };
}

function countRecord(
  record: ImportRecord,
  counts: { read: number; counterparts: number; leftOut: number },
  reject: (problems: readonly Problem[]) => void,
): void {
  counts.read += 1;
  if (record.is === 'counterpart') counts.counterparts += 1;
  if (record.is === 'left-out') counts.leftOut += 1;
  if (record.is === 'reject') reject(record.problems);
}

/** The same error, its problems naming the file. */
function inFile(file: string, error: DomainError): DomainError {
  const problems = error.problems.map((problem) => ({ file, ...problem }));
  return new DomainError(error.code, error.message, problems, { cause: error });
}
