import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import { drawingXml, type PlacedPicture, relationshipsXml, withDrawing } from './xlsx-drawing.js';

/** Bytes of sheet XML that are handed to the compressor at a time. */
const CHUNK = 65_536;

/** What exceljs writes last of all to a sheet. */
const END_OF_SHEET = Buffer.from('</worksheet>');

/** exceljs's own buffer, which it empties and fills again after each write. */
interface ReusedBuffer {
  toBuffer(): Buffer;
}

/** The part of exceljs's archiver that takes a file of the workbook. */
interface ZipArchive {
  append(source: unknown, entry: Readonly<Record<string, unknown>>): unknown;
}

/** The part of exceljs that numbers the styles of cells: equal styles have one number. */
interface StyleBook {
  addStyleModel(style: Partial<ExcelJS.Style>): number;
}

/**
 * The stream of one sheet's XML. exceljs writes into a buffer that never says stop, and so holds the whole sheet;
 * this one is an ordinary stream with a high-water mark, and `drained` waits for it.
 */
class SheetStream extends PassThrough {
  private readonly held: Buffer[] = [];
  private size = 0;
  /** XML that goes before the end of the sheet, for what exceljs's streamed sheets do not know. */
  appendix = '';

  override write(chunk: unknown): boolean {
    const bytes = toBytes(chunk);
    if (this.appendix !== '' && bytes.equals(END_OF_SHEET)) this.hold(Buffer.from(this.appendix));
    this.hold(bytes);
    return this.size < CHUNK ? true : this.flushHeld();
  }

  override end(): this {
    if (this.size > 0) this.flushHeld();
    return super.end();
  }

  private hold(bytes: Buffer): void {
    this.held.push(bytes);
    this.size += bytes.length;
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
 * inside carries the same date. Beside what exceljs streams it takes rows as XML, and pictures on one sheet.
 */
export class BoundedWorkbook extends ExcelJS.stream.xlsx.WorkbookWriter {
  declare protected readonly zip: ZipArchive;
  declare protected readonly styles: StyleBook;
  /** The sheets that are being written, by their place in the archive. */
  private readonly sheets = new Map<string, SheetStream>();
  private hasDrawing = false;

  constructor(destination: Writable, date: Date) {
    super({ stream: destination, useStyles: true, zip: { zlib: { level: 1 } } });
    Object.assign(this, { created: date, modified: date, creator: 'Dealproof', lastModifiedBy: 'Dealproof' });
  }

  /** Waits until what was written to the sheets has gone on. Rejects when the signal says that nobody reads. */
  async drained(signal: AbortSignal): Promise<void> {
    for (const sheet of this.sheets.values()) {
      if (sheet.writableNeedDrain) await once(sheet, 'drain', { signal });
    }
  }

  /** The number by which the XML of a cell names its style. */
  styleNumber(style: Partial<ExcelJS.Style>): number {
    return this.styles.addStyleModel(style);
  }

  /** Writes rows as XML, after the last row that exceljs wrote to the sheet; from then on all its rows come so. */
  writeRows(sheet: ExcelJS.Worksheet, xml: string): void {
    this.streamOf(sheet).write(xml);
  }

  /** Puts pictures on a sheet that is not complete yet; one sheet of a workbook can have some. */
  placePictures(sheet: ExcelJS.Worksheet, pictures: readonly PlacedPicture[]): void {
    const images = pictures.map(({ png }, index) => {
      const name = `chart${index + 1}.png`;
      this.zip.append(Buffer.from(png), { name: `xl/media/${name}` });
      return `../media/${name}`;
    });
    this.zip.append(drawingXml(pictures), { name: 'xl/drawings/drawing1.xml' });
    this.zip.append(relationshipsXml('image', images), { name: 'xl/drawings/_rels/drawing1.xml.rels' });
    this.zip.append(relationshipsXml('drawing', ['../drawings/drawing1.xml']), {
      name: `xl/worksheets/_rels/sheet${sheet.id}.xml.rels`,
    });
    this.streamOf(sheet).appendix = '<drawing r:id="rId1"/>';
    this.hasDrawing = true;
  }

  /** exceljs calls this first of all from its constructor, before any file is added. */
  override addThemes(): Promise<void> {
    const append = this.zip.append.bind(this.zip);
    this.zip.append = (source, entry) => {
      const isContents = entry['name'] === '[Content_Types].xml' && typeof source === 'string';
      const written = isContents && this.hasDrawing ? withDrawing(source) : source;
      return append(written, { ...entry, date: ZIP_DATE });
    };
    return super.addThemes();
  }

  /** exceljs asks here for the stream of a sheet; it takes the event `zipped` for its end. */
  protected _openStream(path: string): SheetStream {
    const stream = new SheetStream({ highWaterMark: CHUNK });
    this.sheets.set(path, stream);
    stream.on('finish', () => {
      this.sheets.delete(path);
      stream.emit('zipped');
    });
    this.zip.append(stream, { name: path });
    return stream;
  }

  private streamOf(sheet: ExcelJS.Worksheet): SheetStream {
    const stream = this.sheets.get(`/xl/worksheets/sheet${sheet.id}.xml`);
    if (stream === undefined) throw new RangeError(`The sheet ${sheet.name} is complete already.`);
    return stream;
  }
}

/** The date of the files inside; the workbook's own date is in its properties. */
const ZIP_DATE = new Date(Date.UTC(1980, 0, 1));
