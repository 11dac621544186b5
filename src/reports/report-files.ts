import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instants.js';
import type { ReportOutput, ReportsService, WrittenReport } from './reports.service.js';
import { plainCell } from './writers/cell-values.js';

/** What lies beside a written report and vouches for it. Same book and parameters, same manifest. */
export interface ReportManifest {
  readonly file: string;
  readonly report: string;
  readonly version: string;
  readonly format: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly zone: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  readonly rateTable: number | null;
  /** Rows of each table that was written. */
  readonly rows: Readonly<Record<string, number>>;
  /** The report's figures as plain text, null where there is none. */
  readonly totals: Readonly<Record<string, string | null>>;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a report to a file and its manifest to `<file>.manifest.json`. The file appears under its name only when it
 * is complete; until then it is `<file>.part`, which is removed when writing fails.
 * @param signal ends the writing; nothing is left of it then.
 * @throws DomainError as `ReportsService.write`, and `invalid-input` where something else has the file's name.
 */
export async function writeReportFile(
  reports: ReportsService,
  name: string,
  given: Readonly<Record<string, unknown>>,
  output: ReportOutput,
  file: string,
  signal?: AbortSignal,
): Promise<ReportManifest> {
  const part = `${file}.part`;
  const manifestFile = `${file}.manifest.json`;
  await refuseForeign(file);
  await mkdir(dirname(file), { recursive: true });
  try {
    const seal = new Seal();
    const written = await writeThrough(seal, part, signal, () => reports.write(name, given, output, seal));
    const manifest = manifestOf(file, output, written, seal);
    await writeFile(`${manifestFile}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(part, file);
    await rename(`${manifestFile}.part`, manifestFile);
    return manifest;
  } catch (error) {
    await Promise.all([rm(part, { force: true }), rm(`${manifestFile}.part`, { force: true })]);
    throw error;
  }
}

/** A report may replace an earlier one, which has its manifest beside it, and nothing else. */
async function refuseForeign(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found === null) return;
  const earlier = await lstat(`${file}.manifest.json`).catch(() => null);
  if (found.isFile() && earlier !== null) return;
  throw new DomainError('invalid-input', 'The report cannot be written.', [
    {
      file,
      message: found.isFile() ? 'There is a file of this name that is no report.' : 'This is not a file.',
      remedy: 'Give another name, or move what is there out of the way.',
    },
  ]);
}

/** Runs `write` into the seal and the file. When either fails, both end, and the first cause is thrown. */
async function writeThrough<T>(
  seal: Seal,
  part: string,
  signal: AbortSignal | undefined,
  write: () => Promise<T>,
): Promise<T> {
  const writing = write().catch((error: unknown) => {
    seal.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const [saved, written] = await Promise.allSettled([
    pipeline(seal, createWriteStream(part), { signal }),
    writing,
  ]);
  if (saved.status === 'rejected') throw saved.reason;
  if (written.status === 'rejected') throw written.reason;
  return written.value;
}

/** Passes bytes on, counting and digesting them. */
class Seal extends Transform {
  private readonly hash = createHash('sha256');
  private size = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.hash.update(chunk);
    this.size += chunk.length;
    done(null, chunk);
  }

  /** What went through; ask once, at the end. */
  digest(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.size, sha256: this.hash.digest('hex') };
  }
}

function manifestOf(file: string, output: ReportOutput, written: WrittenReport, seal: Seal): ReportManifest {
  const { report, tables } = written;
  return {
    file: basename(file),
    report: report.name,
    version: report.version,
    format: output.format,
    parameters: Object.fromEntries(report.parameters),
    zone: report.zone,
    asOf: formatInstant(report.asOf),
    rateTable: report.rateVersion,
    rows: Object.fromEntries(tables.map((table) => [table.name, table.rows])),
    totals: Object.fromEntries(
      report.figures.map((figure) => [figure.key, plainCell(figure.value, figure)?.text ?? null]),
    ),
    ...seal.digest(),
  };
}
