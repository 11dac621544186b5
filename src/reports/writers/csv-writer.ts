import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { guardFormula } from '../../csv/formula-guard.js';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { type CsvStyle, csvStyleOf } from '../domain/csv-style.js';
import type { Cell, Column, ReportTable, Row } from '../domain/report.js';
import { rowPages } from '../domain/row-pages.js';
import { isNumeric, plainText } from './cell-values.js';

/** Bytes that are handed on at a time, with room for the line that is begun before. */
const CHUNK = 262_144;
const ROOM = CHUNK + 16_384;

/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';
/** Most texts: they begin with a letter or digit, and nothing in them could be a separator, a quote or a line break. */
const PLAIN = /^[\p{L}\p{N}][^",;\t\r\n]*$/u;
/** What is quoted in any case, whatever stands between the cells. */
const QUOTED = /["\r\n]|^\s|\s$/u;

/** Different cells of a column that are kept as they are written: as many as there are days in ten years. */
const MOST_WRITTEN = 4000;

/** How a cell of one column is written. */
type CellWriter = (cell: Cell) => string;

/**
 * Writes one table of a report as CSV and ends the destination: quoted as RFC 4180 says, lines ended by CRLF, texts
 * guarded against being run as formulas. The totals are the last line.
 */
export async function writeCsv(
  table: ReportTable,
  destination: Writable,
  style: CsvStyle = csvStyleOf({}),
): Promise<void> {
  await pipeline(Readable.from(csvChunks(table, style)), destination);
}

/** The file piece by piece. Lines are put together here since libraries take three times as long for a million. */
async function* csvChunks(table: ReportTable, style: CsvStyle): AsyncGenerator<Buffer> {
  const writers = table.columns.map((column) => cellWriter(column, style));
  const lineOf = (row: Row): string => {
    let line = '';
    for (let index = 0; index < writers.length; index += 1) {
      const cell = row[index] ?? null;
      if (index > 0) line += style.delimiter;
      if (cell !== null) line += writers[index]?.(cell) ?? '';
    }
    return `${line}\r\n`;
  };
  const titles = table.columns.map((column) => textWriter(style)(column.title));
  const chunk = new Chunk();
  chunk.add(`${style.bom ? BYTE_ORDER_MARK : ''}${titles.join(style.delimiter)}\r\n`);
  for await (const page of rowPages(table)) {
    for (const row of page) {
      chunk.add(lineOf(row));
      if (chunk.size < CHUNK) continue;
      yield chunk.take();
      await breatheWhileReading();
    }
  }
  if (table.totals !== null) chunk.add(lineOf(table.totals));
  yield chunk.take();
}

/**
 * Lines as bytes. Each is turned into bytes by itself: one name in another script would make all the text that it is
 * joined to twice as wide, and slow to write.
 */
class Chunk {
  private bytes = Buffer.allocUnsafe(ROOM);
  private length = 0;

  add(line: string): void {
    // No character takes more than three bytes of each of its units.
    const most = line.length * 3;
    if (this.length + most > this.bytes.length) {
      this.bytes = Buffer.concat([this.bytes.subarray(0, this.length)], this.length + most + ROOM);
    }
    this.length += this.bytes.write(line, this.length);
  }

  get size(): number {
    return this.length;
  }

  /** What was added since the last time. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafe(ROOM);
    this.length = 0;
    return taken;
  }
}

/** Numbers are written as they are, so that those below zero stay numbers. */
function cellWriter(column: Column, style: CsvStyle): CellWriter {
  if (isNumeric(column)) {
    const quote = style.decimal === style.delimiter;
    return (cell) => {
      const text = plainText(cell, column) ?? '';
      if (style.decimal === '.' || !text.includes('.')) return text;
      const local = text.replace('.', style.decimal);
      return quote ? `"${local}"` : local;
    };
  }
  const write = textWriter(style);
  // Rows often say the same as others: a date, an outcome, a policy version, a remedy. Ids and names do not.
  let written: Map<Cell, string> | null = new Map();
  const textOf = (cell: Cell): string => {
    const known = written?.get(cell);
    if (known !== undefined) return known;
    const text = write(plainText(cell, column) ?? '');
    if (written?.size === MOST_WRITTEN) written = null;
    written?.set(cell, text);
    return text;
  };
  // Most often it is what one of the two rows before says, in the order of the report.
  let [last, before]: [Cell, Cell] = [null, null];
  let [lastText, beforeText] = ['', ''];
  return (cell) => {
    if (cell === last) return lastText;
    const text = cell === before ? beforeText : textOf(cell);
    [before, beforeText] = [last, lastText];
    [last, lastText] = [cell, text];
    return text;
  };
}

function textWriter({ delimiter }: CsvStyle): (text: string) => string {
  return (text) => {
    if (PLAIN.test(text)) return text;
    const guarded = guardFormula(text, delimiter);
    if (!guarded.includes(delimiter) && !QUOTED.test(guarded)) return guarded;
    return `"${guarded.replaceAll('"', '""')}"`;
  };
}
