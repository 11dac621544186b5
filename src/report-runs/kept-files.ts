import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { DomainError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instants.js';
import { nearest } from '../kernel/nearest.js';
import type { KeptFile, ReportRun } from './domain/report-run.js';
import { ReportRunsService } from './report-runs.service.js';

/** A file of a run, ready to be read. */
export interface OpenedFile {
  readonly run: ReportRun;
  readonly file: KeptFile;
  readonly bytes: Readable;
}

/** Hands the files of runs out. */
@Injectable()
export class KeptFiles {
  constructor(
    private readonly runs: ReportRunsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * A file of a run. Names are looked up among those that the run has noted, so no name leads anywhere else.
   * @throws DomainError `not-found` where there is no such run or file, or the file is not on this machine.
   */
  async open(runId: number, name: string): Promise<OpenedFile> {
    const { run, files } = await this.runs.find(runId);
    const file = files.find((each) => each.name === name);
    if (file === undefined) throw unknownFile(run, name, files);
    if (run.filesRemovedAt !== null) throw removed(run, run.filesRemovedAt);
    const path = join(this.config.dataDir, file.path);
    const found = await lstat(path).catch(() => null);
    if (found === null || !found.isFile() || found.size !== file.bytes) throw this.notHere(run, file);
    return { run, file, bytes: createReadStream(path) };
  }

  private notHere({ runId }: ReportRun, { name, path }: KeptFile): DomainError {
    return new DomainError('not-found', `The file ${name} of run ${runId} is not here.`, [
      {
        file: path,
        message: `The data folder of ${hostname()}, ${this.config.dataDir}, does not have it as it was made.`,
        remedy:
          'If several machines serve one book, give them one data folder, or ask the machine that made it. If somebody removed it, run the report again.',
      },
    ]);
  }
}

function unknownFile({ runId, state }: ReportRun, name: string, files: readonly KeptFile[]): DomainError {
  const names = files.map((file) => file.name);
  const near = nearest(name, names);
  const has =
    names.length === 0
      ? `The run is ${state} and has no files.`
      : `Its files are ${names.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
  return new DomainError('not-found', `Run ${runId} has no such file.`, [{ value: name, message: has }]);
}

function removed({ runId, savedReport }: ReportRun, at: number): DomainError {
  return new DomainError('not-found', `The files of run ${runId} are no longer kept.`, [
    {
      message: `They were removed at ${formatInstant(at)}: there were more or older ones than are kept of ${savedReport}.`,
      remedy: 'Run the report again, or keep more of its runs.',
    },
  ]);
}
