import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import ExcelJS from 'exceljs';

/** Bytes of sheet XML that are handed to the compressor at a time. */
const CHUNK = 65_536;

/** exceljs's own buffer, which it empties and fills again after each write. */
interface ReusedBuffer {
  toBuffer(): Buffer;
}

/** The part of exceljs's archiver that takes a file of the workbook. */
interface ZipArchive {
  append(source: unknown, entry: Readonly<Record<string, unknown>>): unknown;
}

/**
 * The stream of one sheet's XML. exceljs writes into a buffer that never says stop, and so holds the whole sheet;
 * this one is an ordinary stream with a high-water mark, and `drained` waits for it.
 */
class SheetStream extends PassThrough {
  private readonly held: Buffer[] = [];
  private size = 0;

  override write(chunk: unknown): boolean {
    const bytes = toBytes(chunk);
    this.held.push(bytes);
    this.size += bytes.length;
    return this.size < CHUNK ? true : this.flushHeld();
  }

  override end(): this {
    if (this.size > 0) this.flushHeld();
    return super.end();
  }

  private flushHeld(): boolean {
    const bytes = Buffer.concat(this.held, this.size);
    this.held.length = 0;
    this.size = 0;
    return super.write(bytes);
  }
}

function toBytes(chunk: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, 'utf8');
  if (isReusedBuffer(chunk)) return Buffer.from(chunk.toBuffer());
  throw new TypeError('exceljs wrote something that is neither text nor a buffer');
}

function isReusedBuffer(chunk: unknown): chunk is ReusedBuffer {
  return typeof chunk === 'object' && chunk !== null && 'toBuffer' in chunk;
}

/**
 * exceljs's streaming workbook with bounded memory and bytes that do not depend on when it was written: every file
 * inside carries the given date.
 */
export class BoundedWorkbook extends ExcelJS.stream.xlsx.WorkbookWriter {
  declare protected readonly zip: ZipArchive;
  private readonly sheets = new Set<SheetStream>();

  constructor(destination: Writable, date: Date) {
    super({ stream: destination, useStyles: true, zip: { zlib: { level: 1 } } });
    Object.assign(this, { created: date, modified: date, creator: 'Dealproof', lastModifiedBy: 'Dealproof' });
  }

  /** Waits until what was written to the sheets has gone on. Rejects when the signal says that nobody reads. */
  async drained(signal: AbortSignal): Promise<void> {
    for (const sheet of this.sheets) {
      if (sheet.writableNeedDrain) await once(sheet, 'drain', { signal });
    }
  }

  /** exceljs calls this first of all from its constructor, before any file is added. */
  override addThemes(): Promise<void> {
    const append = this.zip.append.bind(this.zip);
    this.zip.append = (source, entry) => append(source, { ...entry, date: ZIP_DATE });
    return super.addThemes();
  }

  /** exceljs asks here for the stream of a sheet; it takes the event `zipped` for its end. */
  protected _openStream(path: string): SheetStream {
    const stream = new SheetStream({ highWaterMark: CHUNK });
    this.sheets.add(stream);
    stream.on('finish', () => {
      this.sheets.delete(stream);
      stream.emit('zipped');
    });
    this.zip.append(stream, { name: path });
    return stream;
  }
}

/** The date of the files inside; the workbook's own date is in its properties. */
const ZIP_DATE = new Date(Date.UTC(1980, 0, 1));
