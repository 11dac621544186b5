import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';
import { UNWRITABLE } from '../kernel/file-errors.js';
import {
  looksLikeManifest,
  manifestFileOf,
  manifestOf,
  manifestText,
  type ReportManifest,
} from './report-manifest.js';
import type { ReportOutput, ReportsService } from './reports.service.js';

/** Never opens a file that is there, nor what a link leads to, and is done when the disk has it. */
const NEW_ON_DISK = { flag: 'wx', flush: true } as const;

/**
 * Writes a report to a file and its manifest to `<file>.manifest.json`. Both appear under their names only when they
 * are complete and on the disk; until then they are `<file>.<letters>.part` beside them, files of their own that
 * nobody else has, and removed when writing fails.
 * @param signal ends the writing; nothing is left of it then.
 * @throws DomainError as `ReportsService.write`, `invalid-input` where something else has one of the two names, and
 * `unavailable` where the disk is full or no file can be made there.
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
  const [report, manifest] = [partOf(file), partOf(manifestFileOf(file))];
  try {
    await mkdir(dirname(file), { recursive: true });
    const seal = new Seal();
    const written = await writeThrough(seal, report.part, signal, () =>
      reports.write(name, given, output, seal),
    );
    const told = manifestOf(file, output, written, seal.digest());
    await writeFile(manifest.part, manifestText(told), NEW_ON_DISK);
    // A large report takes minutes, in which others may have taken the name.
    await refuseForeign(file);
    // A report without its manifest would be taken for a file of somebody else; the other way round nothing is lost.
    for (const { part, name: own } of [manifest, report]) await rename(part, own);
    return told;
  } catch (error) {
    // Where not even these can be removed the first failure is still the one to tell.
    await Promise.all([report, manifest].map(({ part }) => rm(part, { force: true }).catch(() => {})));
    throw unwritable(file, error) ?? error;
  }
}

function partOf(name: string): { readonly name: string; readonly part: string } {
  return { name, part: `${name}.${randomUUID()}.part` };
}

/** A report may replace an earlier one, which has its manifest beside it, and nothing else. */
async function refuseForeign(file: string): Promise<void> {
  const manifest = manifestFileOf(file);
  const [found, beside] = await Promise.all([file, manifest].map((one) => lstat(one).catch(() => null)));
  const refused = (name: string, message: string): DomainError =>
    new DomainError('invalid-input', 'The report cannot be written.', [
      { file: name, message, remedy: 'Give another name, or move what is there out of the way.' },
    ]);
  if (found && !found.isFile()) throw refused(file, 'This is not a file.');
  if (beside && !(beside.isFile() && looksLikeManifest(await readFile(manifest, 'utf8')))) {
    throw refused(manifest, 'The manifest would have this name, and what is there is none.');
  }
  if (found && !beside) throw refused(file, 'There is a file of this name that is no report.');
}

/** A failure of the operating system in words; null for any other. It may pass, so that it is worth another attempt. */
function unwritable(file: string, error: unknown): DomainError | null {
  const { code, syscall }: { code?: unknown; syscall?: unknown } = Object(error);
  const message = typeof code === 'string' ? UNWRITABLE[code] : undefined;
  // A database can be out of reach with one of the same codes.
  if (message === undefined || syscall === undefined || syscall === 'connect') return null;
  const remedy = 'Make room, or give a name in a folder that can be written to.';
  const problems = [{ file, message, remedy }];
  return new DomainError('unavailable', 'The report cannot be written.', problems, { cause: error });
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
