import { tmpdir } from 'node:os';
import { HEAD, SortedRun } from './sorted-run.js';
import { TemporaryFile } from './temporary-file.js';

/** Bytes of records that are sorted in memory at a time, and bytes of each such run that are read back at a time. */
const RUN = 8 * 1024 * 1024;
const READ = 256 * 1024;

/** Reads a record: some of the bytes of a buffer, which are gone when it has returned. */
export type ReadRecord<T> = (bytes: Buffer, start: number, end: number) => T;

/** A sorted run that is read from its start to its end. */
interface Cursor {
  /** What is in memory of it: from the next record, at `at`, to `until`. */
  bytes: Buffer;
  at: number;
  until: number;
  /** Where in the file the rest of it begins and ends. */
  next: number;
  readonly end: number;
}

/**
 * Puts any number of records in order of a number, those of the same number in the order they came, in little memory:
 * what does not fit goes to a temporary file in sorted runs, which are merged as they are read.
 */
export class SortedSpool {
  private readonly run = new SortedRun();
  private readonly runs: { readonly start: number; readonly end: number }[] = [];
  private file: TemporaryFile | null = null;

  /**
   * @param room bytes of records that are held in memory at a time.
   * @param folder where the file is made, if there is one: the system's folder for such files (`TMPDIR`).
   */
  constructor(
    private readonly room = RUN,
    private readonly folder = tmpdir(),
  ) {}

  /**
   * Begins a record; what it is made of is then appended, and it is ended.
   * @param key a whole number of 32 bits, from 0.
   * @throws RangeError for another key.
   */
  begin(key: number): void {
    this.run.begin(key);
  }

  /** Adds bytes to the record that was begun. */
  append(source: Buffer, start: number, end: number): void {
    this.run.append(source, start, end);
  }

  /**
   * Ends the record that was begun.
   * @returns what is to be awaited before the next is begun, most often nothing. It rejects with a DomainError
   * `unavailable` when the file cannot be written.
   */
  end(): Promise<void> | null {
    return this.run.size >= this.room || this.run.isFull ? this.spill() : null;
  }

  /**
   * What `read` makes of the records, in order, so many at a time; the last page may have fewer, and none has none. To be
   * read once, when all were added.
   * @throws DomainError `unavailable` when the file cannot be read.
   */
  async *pages<T>(size: number, read: ReadRecord<T>): AsyncGenerator<readonly T[]> {
    const cursors = this.runs.map(({ start, end }): Cursor => cursorOver(NOTHING, start, end));
    // What was added last needs no file.
    cursors.push(cursorOver(this.run.sorted(), 0, 0));
    const keys: number[] = [];
    for (const cursor of cursors) keys.push(await this.keyAfter(cursor));
    for (let page: T[] = []; ; page = []) {
      while (page.length < size) {
        const least = placeOfLeast(keys);
        const cursor = cursors[least];
        if (cursor === undefined || keys[least] === Infinity) break;
        const start = cursor.at + HEAD;
        cursor.at = recordEnd(cursor);
        page.push(read(cursor.bytes, start, cursor.at));
        keys[least] = hasNext(cursor) ? cursor.bytes.readUInt32LE(cursor.at) : await this.keyAfter(cursor);
      }
      if (page.length > 0) yield page;
      if (page.length < size) return;
    }
  }

  /** Gives the file back. Nothing can be added or read after that. */
  async close(): Promise<void> {
    await this.file?.close();
    this.file = null;
  }

  private async spill(): Promise<void> {
    this.file ??= await TemporaryFile.open(this.folder);
    const sorted = this.run.sorted();
    const start = this.runs.at(-1)?.end ?? 0;
    await this.file.append(sorted);
    this.runs.push({ start, end: start + sorted.length });
    this.run.clear();
  }

  /** The key of the next record when it has been read, Infinity at the end of the run. */
  private async keyAfter(cursor: Cursor): Promise<number> {
    while (!hasNext(cursor)) {
      if (cursor.next === cursor.end) return Infinity;
      // Rows that are gone must not look like the end of the report.
      if (this.file === null) throw new Error('Rows are read that were given back.');
      makeRoom(cursor);
      const more = Math.min(cursor.bytes.length - cursor.until, cursor.end - cursor.next);
      await this.file.read(cursor.bytes.subarray(cursor.until, cursor.until + more), cursor.next);
      cursor.next += more;
      cursor.until += more;
    }
    return cursor.bytes.readUInt32LE(cursor.at);
  }
}

const NOTHING = Buffer.alloc(0);

function cursorOver(bytes: Buffer, next: number, end: number): Cursor {
  return { bytes, at: 0, until: bytes.length, next, end };
}

function recordEnd({ bytes, at }: Cursor): number {
  return at + HEAD + bytes.readUInt32LE(at + HEAD - 4);
}

function hasNext(cursor: Cursor): boolean {
  return cursor.at + HEAD <= cursor.until && recordEnd(cursor) <= cursor.until;
}

/** Moves what is begun to the front, or to a larger buffer where the record does not fit into this one. */
function makeRoom(cursor: Cursor): void {
  const begun = cursor.bytes.subarray(cursor.at, cursor.until);
  const needed = begun.length < HEAD ? HEAD : recordEnd(cursor) - cursor.at;
  if (needed > cursor.bytes.length) cursor.bytes = Buffer.allocUnsafe(Math.max(READ, needed));
  begun.copy(cursor.bytes);
  cursor.until = begun.length;
  cursor.at = 0;
}

function placeOfLeast(keys: readonly number[]): number {
  let least = 0;
  for (let place = 1; place < keys.length; place += 1) {
    if ((keys[place] ?? Infinity) < (keys[least] ?? Infinity)) least = place;
  }
  return least;
}
