/** Bytes that are asked of the system at a time. */
const PIECE = 1 << 20;

/** Bytes before a text that say how many it has. */
const LENGTH = 4;

/**
 * A list of short texts, of up to four gigabytes in all, kept as bytes: as strings a million ids take twice the memory,
 * and the collector of the JavaScript heap goes over each of them again and again.
 */
export class TextList {
  private readonly pieces: Buffer[] = [];
  /** Bytes of the last piece that are in use. */
  private used = PIECE;
  private readonly starts: number[] = [];

  /** Adds a text. @throws RangeError for one of a megabyte or more. */
  add(text: string): void {
    const length = Buffer.byteLength(text);
    if (length > PIECE - LENGTH) throw new RangeError('A text of a megabyte is too long for this list.');
    let piece = this.pieces.at(-1);
    if (piece === undefined || this.used + LENGTH + length > PIECE) {
      piece = Buffer.allocUnsafe(PIECE);
      this.pieces.push(piece);
      this.used = 0;
    }
    this.starts.push((this.pieces.length - 1) * PIECE + this.used);
    piece.writeUInt32LE(length, this.used);
    piece.write(text, this.used + LENGTH);
    this.used += LENGTH + length;
  }

  /** The text at a place, from 0; the empty text where there is none. */
  at(place: number): string {
    const start = this.starts[place];
    const piece = start === undefined ? undefined : this.pieces[Math.floor(start / PIECE)];
    if (start === undefined || piece === undefined) return '';
    const from = (start % PIECE) + LENGTH;
    return piece.toString('utf8', from, from + piece.readUInt32LE(from - LENGTH));
  }
}
