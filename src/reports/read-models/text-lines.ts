const LINE_BREAK = 10;

/** The lines of a text, each some of the bytes of its UTF-8: they are kept and handed on, and seldom read. */
export class TextLines {
  private constructor(
    readonly bytes: Buffer,
    private readonly starts: readonly number[],
    private readonly ends: readonly number[],
  ) {}

  /** @param text lines with a line break between them, or its bytes. */
  static of(text: string | Buffer): TextLines {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const starts = [0];
    const ends: number[] = [];
    for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, at + 1)) {
      ends.push(at);
      starts.push(at + 1);
    }
    ends.push(bytes.length);
    return new TextLines(bytes, starts, ends);
  }

  /** Some of the lines, by their places from 0. */
  pick(places: readonly number[]): TextLines {
    return new TextLines(
      this.bytes,
      places.map((place) => this.startOf(place)),
      places.map((place) => this.endOf(place)),
    );
  }

  /** Where in the bytes a line begins. */
  startOf(place: number): number {
    return this.starts[place] ?? this.bytes.length;
  }

  /** Where in the bytes a line ends. */
  endOf(place: number): number {
    return this.ends[place] ?? this.bytes.length;
  }

  /** A line as text. */
  at(place: number): string {
    return this.bytes.toString('utf8', this.startOf(place), this.endOf(place));
  }
}
