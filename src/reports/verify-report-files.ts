import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MANIFEST_ENDING, manifestFileOf, readManifest, type ReportManifest } from './report-manifest.js';

/** What became of a file since it was written as a report. */
export interface FileVerification {
  readonly file: string;
  /**
   * `matches`: it has the bytes that its manifest vouches for. `differs`: it has others. `unreadable`: it cannot be
   * read. `no-manifest`, `manifest-damaged`: nothing can be said, since nothing is beside it that vouches for it.
   */
  readonly state: 'matches' | 'differs' | 'unreadable' | 'no-manifest' | 'manifest-damaged';
  /** The same in a sentence. */
  readonly told: string;
}

/** Holds files against the manifests beside them, in the order given; a manifest stands for its file. */
export async function verifyReportFiles(files: readonly string[]): Promise<readonly FileVerification[]> {
  const named = files.map((file) =>
    file.endsWith(MANIFEST_ENDING) ? file.slice(0, -MANIFEST_ENDING.length) : file,
  );
  const verified: FileVerification[] = [];
  for (const file of new Set(named)) verified.push({ file, ...(await verify(file)) });
  return verified;
}

async function verify(file: string): Promise<Omit<FileVerification, 'file'>> {
  const found = await digestOf(file);
  if ('problem' in found) return { state: 'unreadable', told: `cannot be read: ${found.problem}` };
  const text = await readFile(manifestFileOf(file), 'utf8').catch(() => null);
  if (text === null) {
    return {
      state: 'no-manifest',
      told: `there is no manifest ${manifestFileOf(file)} beside it, so nothing vouches for it.`,
    };
  }
  const manifest = readManifest(text);
  if (manifest === null) {
    return {
      state: 'manifest-damaged',
      told: 'its manifest is incomplete or was changed, so it vouches for nothing. Make the report again.',
    };
  }
  return held(basename(file), found, manifest);
}

function held(name: string, found: Digest, manifest: ReportManifest): Omit<FileVerification, 'file'> {
  if (found.bytes !== manifest.bytes) {
    return {
      state: 'differs',
      told: `has ${found.bytes} bytes; when it was written it had ${manifest.bytes}.`,
    };
  }
  if (found.sha256 !== manifest.sha256) {
    return {
      state: 'differs',
      told: `has as many bytes as when it was written, but others: SHA-256 ${found.sha256} instead of ${manifest.sha256}.`,
    };
  }
  return {
    state: 'matches',
    told: `is as it was written${name === manifest.file ? '' : ` as ${manifest.file}`}: ${manifest.report} as of ${manifest.asOf}, ${manifest.bytes} bytes.`,
  };
}

interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

async function digestOf(file: string): Promise<Digest | { readonly problem: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done();
    },
  });
  try {
    await pipeline(createReadStream(file), count);
  } catch (error) {
    const { code, message }: { code?: unknown; message?: unknown } = Object(error);
    return { problem: code === 'ENOENT' ? 'there is no file of this name.' : String(message) };
  }
  return { bytes, sha256: hash.digest('hex') };
}
