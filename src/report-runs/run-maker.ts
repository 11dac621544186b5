import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { Database } from '../database/database.js';
import type { RunFigure } from '../delivery/domain/finished-run.js';
import type { Clock } from '../kernel/clock.js';
import { ContentDigest } from '../reports/content-digest.js';
import type { ReportFormat } from '../reports/domain/report-definition.js';
import { MEDIA_TYPES } from '../reports/domain/media-types.js';
import type { KeyFigure } from '../reports/domain/report.js';
import type { SavedReport } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { writeReportFile } from '../reports/report-files.js';
import { manifestFileOf, type ReportManifest } from '../reports/report-manifest.js';
import { ReportsService } from '../reports/reports.service.js';
import { plainText, shownText } from '../reports/writers/cell-values.js';
import { lateDay } from './domain/late-day.js';
import type { KeptFile, ReportRun, RunResult } from './domain/report-run.js';

/** A report that was made, in all its formats. */
export interface MadeReport extends RunResult {
  /** Epoch ms that it speaks of. */
  readonly asOf: number;
  /** The figures that answer its question. */
  readonly figures: readonly RunFigure[];
}

/** Folder of all runs, below the data folder. */
const RUNS = 'report-runs';

/** Makes the files of a run. */
@Injectable()
export class RunMaker {
  constructor(
    private readonly reports: ReportsService,
    private readonly definitions: ReportDefinitions,
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Writes every format of the saved report, all from the same moment of the book, into a folder that nobody else
   * writes to: not even whoever made this run before and was believed dead.
   * @param clock tells once, when that moment has come, what the report takes for the present.
   * @throws DomainError as `writeReportFile` does.
   */
  async make(run: ReportRun, saved: SavedReport, clock: Clock, signal: AbortSignal): Promise<MadeReport> {
    const folder = this.folderOf(run);
    const digest = new ContentDigest();
    // What has all tables says all; the CSV holds the main one alone.
    const digested = saved.formats.find((format) => format !== 'csv') ?? 'csv';
    return this.database.snapshot(async () => {
      const now = clock();
      const day = lateDay(saved, this.definitions.find(saved.report), run.slot, now);
      const given = day === null ? {} : { asOf: day };
      const files: KeptFile[] = [];
      let told: ReportManifest | null = null;
      let figures: readonly RunFigure[] = [];
      for (const format of new Set(saved.formats)) {
        signal.throwIfAborted();
        const file = join(this.config.dataDir, folder, `${saved.name}.${format}`);
        const output = {
          format,
          now,
          ...(format === 'csv' ? { csv: saved.csv } : {}),
          ...(format === digested ? { digest } : {}),
          onFigures: (all: readonly KeyFigure[]) => {
            figures = all.map((figure) => ({
              title: figure.title,
              value: shownText(figure.value, figure) ?? 'none',
              key: figure.key,
              plain: plainText(figure.value, figure),
            }));
          },
        };
        told = await writeReportFile(this.reports, saved.name, given, output, file, signal);
        files.push(...(await kept(folder, saved.name, format, told, file)));
      }
      if (told === null) throw new RangeError('A saved report has a format.');
      return {
        asOf: Date.parse(told.asOf),
        figures,
        rows: Object.values(told.rows)[0] ?? 0,
        bytes: files.reduce((sum, { format, bytes }) => (format === MANIFEST ? sum : sum + bytes), 0),
        contentSha256: digest.hex(),
        files,
      };
    });
  }

  /** Removes what earlier attempts at a run have left, which nobody knows of. */
  async removeEarlier({ runId, fence }: ReportRun): Promise<void> {
    const folder = join(this.config.dataDir, RUNS, String(runId));
    for (const name of await readdir(folder)) {
      if (name !== String(fence)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  /** Removes what this attempt has written. */
  async removeAttempt(run: ReportRun): Promise<void> {
    await rm(join(this.config.dataDir, this.folderOf(run)), { recursive: true, force: true });
  }

  /** Removes all files of a run. */
  async removeRun(runId: number): Promise<void> {
    await rm(join(this.config.dataDir, RUNS, String(runId)), { recursive: true, force: true });
  }

  /** The fencing token in it keeps attempts apart. */
  private folderOf({ runId, fence }: ReportRun): string {
    return join(RUNS, String(runId), String(fence));
  }
}

/** What stands for the format of a manifest. */
export const MANIFEST = 'manifest';

async function kept(
  folder: string,
  savedName: string,
  format: ReportFormat,
  { bytes, sha256 }: ReportManifest,
  file: string,
): Promise<readonly KeptFile[]> {
  const name = `${savedName}.${format}`;
  const manifest = await readFile(manifestFileOf(file));
  const manifestName = manifestFileOf(name);
  return [
    { name, format, path: join(folder, name), mediaType: MEDIA_TYPES[format], bytes, sha256 },
    {
      name: manifestName,
      format: MANIFEST,
      path: join(folder, manifestName),
      mediaType: 'application/json',
      bytes: manifest.length,
      sha256: createHash('sha256').update(manifest).digest('hex'),
    },
  ];
}
