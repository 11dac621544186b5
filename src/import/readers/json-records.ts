import { Assembler } from 'stream-json/assembler.js';
import { jsonParser } from 'stream-json/parser.js';
import type { Problem } from '../../kernel/errors.js';
import { MAX_RECORD_LENGTH } from './file-text.js';

/** A record of a JSON file, numbered from 1. */
export interface JsonRecord {
  readonly row: number;
  readonly value: unknown;
}

/** A record that is not JSON; `rest` when nothing after it can be read either. */
export interface JsonFault {
  readonly row: number;
  readonly problem: Problem;
  readonly rest: boolean;
}

/**
 * How records lie in a file: one a line, or in a document (an array, an object with the array `value`, a single
 * object, or several of these one after the other).
 */
export type JsonLayout = 'lines' | 'document';

/** Tells the layout from the start of a file, which begins with a brace or bracket. */
export function jsonLayout(start: string): JsonLayout {
  const [first = '', second = ''] = start.trimStart().split('\n', 2);
  if (first.startsWith('[')) return 'document';
  try {
    const value: unknown = JSON.parse(first);
    const isList =
      typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value);
    return isList ? 'document' : 'lines';
  } catch {
    // Not a record on its own: a document over several lines, unless lines simply begin like records.
    const goesOn = /[[{,:]\s*$/.test(first);
    return !goesOn && second.startsWith('{') ? 'lines' : 'document';
  }
}

/** Reads the records of a JSON file as its text comes in; memory is bounded by the longest record allowed. */
export async function* jsonItems(
  text: AsyncIterable<string>,
  layout: JsonLayout,
): AsyncGenerator<readonly (JsonRecord | JsonFault)[]> {
  const reader = layout === 'lines' ? new LineReader() : new DocumentReader();
  for await (const chunk of text) {
    yield reader.add(chunk);
    if (reader.stopped) return;
  }
  yield reader.end();
}

class LineReader {
  stopped = false;
  private pending = '';
  private records = 0;

  add(chunk: string): readonly (JsonRecord | JsonFault)[] {
    const lines = (this.pending + chunk).split('\n');
    this.pending = lines.pop() ?? '';
    const items: (JsonRecord | JsonFault)[] = [];
    for (const line of lines) {
      if (line.length > MAX_RECORD_LENGTH) return [...items, this.stop()];
      items.push(...this.read(line, false));
    }
    if (this.pending.length > MAX_RECORD_LENGTH) items.push(this.stop());
    return items;
  }

  end(): readonly (JsonRecord | JsonFault)[] {
    return this.read(this.pending, true);
  }

  private read(line: string, last: boolean): readonly (JsonRecord | JsonFault)[] {
    if (line.trim() === '') return [];
    this.records += 1;
    const row = this.records;
    try {
      const value: unknown = JSON.parse(line);
      return [{ row, value }];
    } catch {
      // Only a last line without a line end can have been cut; any other is wrong by itself.
      return [last ? cutOff(row) : { row, problem: notJson(row), rest: false }];
    }
  }

  private stop(): JsonFault {
    this.stopped = true;
    return tooLong(this.records + 1);
  }
}

class DocumentReader {
  stopped = false;
  private readonly parse = jsonParser({ packValues: true, streamValues: false, jsonStreaming: true });
  private readonly assembler = new Assembler();
  private inList = false;
  private records = 0;
  private lengthSinceRecord = 0;

  add(chunk: string): readonly (JsonRecord | JsonFault)[] {
    const items: (JsonRecord | JsonFault)[] = [];
    // The parser loses all it read of a piece of text when that piece has a fault. A record ends with a brace, so
    // pieces that end there lose none before the fault.
    for (let start = 0, end = 0; start < chunk.length; start = end) {
      end = chunk.indexOf('}', start) + 1 || chunk.length;
      const piece = chunk.slice(start, end);
      const before = items.length;
      const fault = this.addPiece(piece, items);
      this.lengthSinceRecord = items.length > before ? 0 : this.lengthSinceRecord + piece.length;
      const tooFar = this.lengthSinceRecord > MAX_RECORD_LENGTH;
      if (fault || tooFar) {
        this.stopped = true;
        return [...items, fault ?? tooLong(this.records + 1)];
      }
    }
    return items;
  }

  end(): readonly (JsonRecord | JsonFault)[] {
    // A line end completes a word that stood at the very end of the file.
    const items = this.add('\n');
    return this.assembler.done || this.stopped ? items : [...items, cutOff(this.records + 1)];
  }

  private addPiece(piece: string, items: (JsonRecord | JsonFault)[]): JsonFault | undefined {
    try {
      const tokens = this.parse(piece);
      if (typeof tokens !== 'object' || !('values' in tokens)) return undefined;
      for (const token of tokens.values) {
        this.assembler.consume(token);
        this.collect(items);
      }
      return undefined;
    } catch {
      const row = this.records + 1;
      return {
        row,
        problem: { ...notJson(row), message: `${NOT_JSON} Nothing from here on was read.` },
        rest: true,
      };
    }
  }

  /** Takes finished records out of the assembler, so that it never holds more than one. */
  private collect(items: (JsonRecord | JsonFault)[]): void {
    const { current, stack, done } = this.assembler;
    const atTop = stack.length === 0 && !done;
    const atValue = stack.length === 2 && stack[1] === 'value';
    if ((atTop || atValue) && Array.isArray(current)) {
      this.inList = true;
      for (const value of current.splice(0)) items.push(this.number(value));
    } else if (done) {
      if (!this.inList) items.push(this.number(current));
      this.inList = false;
    }
  }

  private number(value: unknown): JsonRecord {
    this.records += 1;
    return { row: this.records, value };
  }
}

const NOT_JSON = 'This record is not valid JSON.';

function notJson(row: number): Problem {
  return { row, message: NOT_JSON, remedy: 'Export the file again; do not edit it by hand.' };
}

function cutOff(row: number): JsonFault {
  const problem = {
    row,
    message: 'The file ends in the middle of this record: it was cut off.',
    remedy: 'Download or export it again.',
  };
  return { row, problem, rest: true };
}

function tooLong(row: number): JsonFault {
  const problem = {
    row,
    message: `This record is longer than ${MAX_RECORD_LENGTH} characters; it and all after it were not read.`,
    remedy: 'No referral is that long. Export the file again.',
  };
  return { row, problem, rest: true };
}
