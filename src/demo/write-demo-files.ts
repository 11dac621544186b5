import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { generateBook } from './domain/book.js';
import type { DemoFile } from './domain/book.js';
import type { BookOptions } from './domain/build-deal.js';

/** Rows or records put together before they are written; one by one the disk would be asked too often. */
const BATCH = 200;

/**
 * Writes the demo book into a folder, making the folder when it is not there and replacing files of the same
 * names. However large the book, only a few rows at a time are in memory.
 * @returns the paths of the files in the order to import them in.
 * @throws DomainError `invalid-input` when size or seed cannot be used; the file system's own error when a file
 * cannot be written.
 */
export async function writeDemoFiles(dir: string, options: BookOptions): Promise<readonly string[]> {
  const { files } = generateBook(options);
  await mkdir(dir, { recursive: true });
  const paths: string[] = [];
  for (const file of files) paths.push(await writeDemoFile(dir, file));
  return paths;
}

/**
 * Writes one file into a folder that is there already, and returns its path.
 * @throws the file system's own error when it cannot be written.
 */
export async function writeDemoFile(dir: string, file: DemoFile): Promise<string> {
  const path = join(dir, file.name);
  await pipeline(Readable.from(textOf(file)), createWriteStream(path));
  return path;
}

/** The text of a file of the book, piece by piece. */
export function textOf(file: DemoFile): Iterable<string> {
  return file.format === 'json' ? jsonText(file.referrals()) : csvText(file);
}

function* csvText(file: Extract<DemoFile, { format: 'csv' }>): Generator<string> {
  const options = { record_delimiter: file.bomAndCrLf ? 'windows' : 'unix' };
  yield `${file.bomAndCrLf ? '\uFEFF' : ''}${stringify([[...file.columns]], options)}`;
  for (const rows of batches(file.rows()))
    yield stringify(
      rows.map((row) => [...row]),
      options,
    );
}

/** One referral a line within the list's `value`, as the API would answer without paging. */
function* jsonText(referrals: Iterable<unknown>): Generator<string> {
  yield '{\n"@odata.context":"http://api.partner.microsoft.com/v1.0/$metadata#Referrals",\n"value":[';
  let separator = '\n';
  for (const batch of batches(referrals)) {
    yield `${separator}${batch.map((referral) => JSON.stringify(referral)).join(',\n')}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* batches<T>(items: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
