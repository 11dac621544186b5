import Papa from 'papaparse';
import type { Problem } from '../../kernel/errors.js';
import { MAX_RECORD_LENGTH } from './file-text.js';

/** A record of a CSV file. `row` counts physical records from 1, as a spreadsheet numbers its rows. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
  /** Whether the text around held something unreadable, so that the cells must be looked at one by one. */
  readonly doubtful: boolean;
}

/** A record that is not CSV; `rest` when nothing after it can be read either. */
export interface CsvFault {
  readonly row: number;
  readonly problem: Problem;
  readonly rest: boolean;
}

/**
 * Splits CSV text (RFC 4180 quoting; lines end in LF or CRLF, also mixed) into records as the text comes in. Blank
 * records are counted but left out. Memory is bounded by the longest record allowed.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly (CsvRow | CsvFault)[]> {
  const splitter = new CsvSplitter(delimiter);
  for await (const chunk of text) {
    yield splitter.add(chunk);
    if (splitter.stopped) return;
  }
  yield splitter.end();
}

/** The first record of a text that is not blank, split at a delimiter; undefined when none ends in the text. */
export function firstRecord(text: string, delimiter: string, whole: boolean): CsvRow | CsvFault | undefined {
  const splitter = new CsvSplitter(delimiter);
  const items = splitter.add(text);
  return items[0] ?? (whole ? splitter.end()[0] : undefined);
}

/** What papaparse's parser gives for a piece of text; its typings leave it open. */
interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: { readonly cursor: number };
}

/** A NUL, or the mark for bytes that are not UTF-8: nothing else can be wrong with text that was decoded from it. */
const DOUBTFUL = /[\0\uFFFD]/;

class CsvSplitter {
  stopped = false;
  private pending = '';
  private rows = 0;
  private doubtful = false;

  constructor(private readonly delimiter: string) {}

  add(chunk: string): readonly (CsvRow | CsvFault)[] {
    this.pending += chunk;
    const { data, errors, meta } = this.parse(this.pending, 'may go on');
    const mayBeLong = this.pending.length > MAX_RECORD_LENGTH;
    this.pending = this.pending.slice(meta.cursor);
    const items = this.accept(data, errors);
    const long = mayBeLong ? items.findIndex((item) => 'cells' in item && isTooLong(item.cells)) : -1;
    if (long >= 0) return [...items.slice(0, long), this.stop(tooLong(items[long]?.row ?? this.rows))];
    return this.pending.length > MAX_RECORD_LENGTH ? [...items, this.stop(this.whyEndless())] : items;
  }

  end(): readonly (CsvRow | CsvFault)[] {
    const { data, errors } = this.parse(this.pending, 'ends here');
    this.pending = '';
    const open = errors.find(({ code }) => code === 'MissingQuotes')?.row;
    if (open === undefined) return this.accept(data, errors);
    const before = this.accept(data.slice(0, open), errors);
    return [...before, unclosedQuote(this.rows + 1, 'the end of the file')];
  }

  private parse(text: string, ending: 'may go on' | 'ends here'): Parsed {
    // Splitting at LF only takes both kinds of line end; the CR left on a row's last cell is cut in `accept`.
    this.doubtful = DOUBTFUL.test(text);
    const parser = new Papa.Parser({ delimiter: this.delimiter, newline: '\n' });
    return parser.parse(text, 0, ending === 'may go on');
  }

  private accept(data: readonly string[][], errors: Parsed['errors']): (CsvRow | CsvFault)[] {
    const misquoted = new Set(errors.map(({ row }) => row));
    const items: (CsvRow | CsvFault)[] = [];
    for (const [index, cells] of data.entries()) {
      this.rows += 1;
      const last = cells.length - 1;
      const ending = cells[last];
      if (ending?.endsWith('\r')) cells[last] = ending.slice(0, -1);
      if (misquoted.has(index)) items.push(misplacedQuote(this.rows, cells));
      else if (!isBlank(cells)) items.push({ row: this.rows, cells, doubtful: this.doubtful });
    }
    return items;
  }

  private stop(fault: CsvFault): CsvFault {
    this.stopped = true;
    return fault;
  }

  private whyEndless(): CsvFault {
    const row = this.rows + 1;
    const { errors } = this.parse(this.pending, 'ends here');
    const unclosed = errors.some(({ code }) => code === 'MissingQuotes');
    return unclosed ? unclosedQuote(row, 'a million characters on') : tooLong(row);
  }
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}

function isTooLong(cells: readonly string[]): boolean {
  return cells.reduce((length, cell) => length + cell.length + 1, 0) > MAX_RECORD_LENGTH;
}

function tooLong(row: number): CsvFault {
  const problem = {
    row,
    message: `This row is longer than ${MAX_RECORD_LENGTH} characters; it and all after it were not read.`,
    remedy: 'Check whether the file has line breaks at all, and export it again.',
  };
  return { row, problem, rest: true };
}

function unclosedQuote(row: number, until: string): CsvFault {
  const problem = {
    row,
    message: `A quotation mark that opens a cell in this row is not closed by ${until}; this row and all after it were not read.`,
    remedy: 'Close the cell with a quotation mark, or double the mark if it belongs to the text.',
  };
  return { row, problem, rest: true };
}

function misplacedQuote(row: number, cells: readonly string[]): CsvFault {
  const lines = cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
  const swallowed =
    lines === 0 ? '' : ` It swallowed ${lines === 1 ? 'the next line' : `the next ${lines} lines`}.`;
  const problem = {
    row,
    message: `A quotation mark that opens a cell in this row is not closed where the cell ends.${swallowed}`,
    remedy: 'Double every quotation mark that belongs to the text, and close the cell with a single one.',
  };
  return { row, problem, rest: false };
}
