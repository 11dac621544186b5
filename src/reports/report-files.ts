import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';
import { manifestFileOf, manifestOf, manifestText, type ReportManifest } from './report-manifest.js';
import type { ReportOutput, ReportsService } from './reports.service.js';

/** Never opens a file that is there, nor what a link leads to, and is done when the disk has it. */
const NEW_ON_DISK = { flag: 'wx', flush: true } as const;

/**
 * Writes a report to a file and its manifest to `<file>.manifest.json`. Both appear under their names only when they
 * are complete and on the disk; until then they are `<file>.<letters>.part` beside them, files of their own that
 * nobody else has, and removed when writing fails.
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
  await refuseForeign(file);
  await mkdir(dirname(file), { recursive: true });
  const parts = [file, manifestFileOf(file)].map((one) => ({
    name: one,
    part: `${one}.${randomUUID()}.part`,
  }));
  const [report, manifest] = parts;
  if (report === undefined || manifest === undefined) throw new RangeError('There are two files.');
  try {
    const seal = new Seal();
    const written = await writeThrough(seal, report.part, signal, () =>
      reports.write(name, given, output, seal),
    );
    const told = manifestOf(file, output, written, seal.digest());
    await writeFile(manifest.part, manifestText(told), NEW_ON_DISK);
    for (const { name: own, part } of parts) await rename(part, own);
    return told;
  } catch (error) {
    await Promise.all(parts.map(({ part }) => rm(part, { force: true })));
    throw error;
  }
}

/** A report may replace an earlier one, which has its manifest beside it, and nothing else. */
async function refuseForeign(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found === null) return;
  const earlier = await lstat(manifestFileOf(file)).catch(() => null);
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
    pipeline(seal, createWriteStream(part, { flags: NEW_ON_DISK.flag, flush: NEW_ON_DISK.flush }), {
      signal,
    }),
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
