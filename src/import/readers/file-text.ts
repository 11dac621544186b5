import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { DomainError, type Problem } from '../../kernel/errors.js';

/** The longest record that is read, in characters; no real one comes near. It bounds the memory of an import. */
export const MAX_RECORD_LENGTH = 1_048_576;

const SAVE_AS_UTF8 = 'Save it as “CSV UTF-8 (Comma delimited)” and import that file.';

/** The start of a file as text, and whether it is the whole file. */
export interface Sample {
  readonly text: string;
  readonly whole: boolean;
}

/**
 * Reads the first megabyte of a file and makes sure that it is text in UTF-8.
 * @throws DomainError `invalid-file` when it cannot be opened, is empty, binary or in another encoding.
 */
export async function readSample(path: string): Promise<Sample> {
  const size = await sizeOf(path);
  const bytes = await readStart(path, Math.min(size, MAX_RECORD_LENGTH));
  refuseOtherFormats(bytes);
  const text = stripMark(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  if (text.trim() === '')
    throw refusal('The file is empty.', 'Export it again; even without deals it has a header.');
  return { text, whole: bytes.length === size };
}

/**
 * Text of a file in pieces, decoded as UTF-8 (characters are never split) and without a byte order mark.
 * @param onBytes told after each piece how many bytes are read so far.
 */
export async function* readText(path: string, onBytes?: (read: number) => void): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 131_072 });
  let first = true;
  for await (const chunk of stream) {
    const text: string = chunk;
    yield first ? stripMark(text) : text;
    first = false;
    onBytes?.(stream.bytesRead);
  }
}

/** An error that refuses a whole file. */
export function refusal(message: string, remedy?: string, more: Partial<Problem> = {}): DomainError {
  const problem = { ...more, message, ...(remedy === undefined ? {} : { remedy }) };
  return new DomainError('invalid-file', message, [problem]);
}

async function sizeOf(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw refusal('This is not a file but a folder or device.', 'Name a file to import.');
    return info.size;
  } catch (error) {
    throw cannotOpen(error);
  }
}

async function readStart(path: string, length: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw cannotOpen(error);
  }
}

function cannotOpen(error: unknown): unknown {
  if (error instanceof DomainError || typeof error !== 'object' || error === null) return error;
  if (!('code' in error)) return error;
  const message =
    error.code === 'ENOENT'
      ? 'There is no such file.'
      : error.code === 'EACCES'
        ? 'You are not permitted to read this file.'
        : `The file cannot be opened (${String(error.code)}).`;
  return new DomainError('invalid-file', message, [{ message }], { cause: error });
}

/** First bytes of formats that are often taken for CSV, and what to say of them. */
const SIGNATURES: readonly (readonly [string, string, string])[] = [
  ['fffe', 'The file is in UTF-16, not UTF-8.', SAVE_AS_UTF8],
  ['feff', 'The file is in UTF-16, not UTF-8.', SAVE_AS_UTF8],
  ['504b0304', 'This is an Excel workbook or a zip archive, not text.', SAVE_AS_UTF8],
  ['d0cf11e0', 'This is a workbook of an old Excel, not text.', SAVE_AS_UTF8],
  ['1f8b', 'The file is compressed (gzip).', 'Unpack it first.'],
  ['25504446', 'This is a PDF document, not text.', 'Export the data as CSV.'],
];

function refuseOtherFormats(bytes: Buffer): void {
  const start = bytes.subarray(0, 8).toString('hex');
  for (const [signature, message, remedy] of SIGNATURES) {
    if (start.startsWith(signature)) throw refusal(message, remedy);
  }
  const { evenZeros, oddZeros, others } = countControls(bytes.subarray(0, 65_536));
  const controls = evenZeros + oddZeros + others;
  // A stray control character spoils its row only; many of them mean that this is no text at all.
  if (controls <= 8 || controls < bytes.length * 0.02) return;
  const [less, more] = [Math.min(evenZeros, oddZeros), Math.max(evenZeros, oddZeros)];
  if (others === 0 && less * 10 < more) throw refusal('The file is in UTF-16, not UTF-8.', SAVE_AS_UTF8);
  throw refusal('This is a binary file, not text.', 'Export the data as CSV or JSON in UTF-8.');
}

function countControls(bytes: Buffer) {
  const counts = { evenZeros: 0, oddZeros: 0, others: 0 };
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) counts[index % 2 === 0 ? 'evenZeros' : 'oddZeros'] += 1;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) counts.others += 1;
  }
  return counts;
}

function stripMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
