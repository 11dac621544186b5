import type { Problem } from '../../kernel/errors.js';
import { mapBreathing } from '../../kernel/breathe.js';
import { shorten } from '../../kernel/text.js';
import type { ImportRecord } from '../domain/record.js';
import { unreadable } from '../domain/unreadable.js';
import { inBatches } from './batches.js';
import { type CsvFault, type CsvRow, csvRows } from './csv-rows.js';
import { readText } from './file-text.js';
import type { RowReader } from './table-form.js';

/** A table as it was recognised. */
export interface Table {
  readonly path: string;
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  readonly reader: RowReader;
  /** Told how many bytes of the file are read so far. */
  readonly onBytes?: ((read: number) => void) | undefined;
}

/** What may stand between the cells of a row, and its name. */
const DELIMITERS = { ',': 'comma', '\t': 'tab', ';': 'semicolon' } as const;
export type Delimiter = keyof typeof DELIMITERS;

/** Reads the rows of a table into records, in the order of the file and in batches. */
export function tableRecords(table: Table): AsyncGenerator<readonly ImportRecord[]> {
  return inBatches(readRows(table));
}

async function* readRows(table: Table): AsyncGenerator<readonly ImportRecord[]> {
  let pastHeader = false;
  for await (const items of csvRows(readText(table.path, table.onBytes), table.delimiter)) {
    const rows = pastHeader ? items : items.slice(1);
    pastHeader ||= items.length > 0;
    yield await mapBreathing(rows, (item) => readItem(item, table));
  }
}

function readItem(item: CsvRow | CsvFault, table: Table): ImportRecord {
  if ('problem' in item) {
    const problems = [item.problem];
    return { is: 'reject', row: item.row, problems, ...(item.rest ? { rest: true } : {}) };
  }
  const problems = problemsOf(item, table);
  return problems.length > 0 ? { is: 'reject', row: item.row, problems } : table.reader(item.row, item.cells);
}

function problemsOf({ row, cells, doubtful }: CsvRow, { headers, delimiter }: Table): readonly Problem[] {
  if (cells.length !== headers.length) return [wrongWidth(row, cells.length, headers.length, delimiter)];
  if (!doubtful) return [];
  const problems: Problem[] = [];
  for (const [index, cell] of cells.entries()) {
    const fault = unreadable(cell);
    if (fault) problems.push({ row, column: headers[index] ?? '', value: shorten(cell), ...fault });
  }
  return problems;
}

function wrongWidth(row: number, found: number, expected: number, delimiter: Delimiter): Problem {
  const name = DELIMITERS[delimiter];
  return {
    row,
    message: `This row has ${found} ${found === 1 ? 'cell' : 'cells'}, but the header has ${expected}.`,
    remedy:
      found > expected
        ? `Probably a cell with a ${name} in it is not in quotation marks.`
        : 'Probably a cell with a line break in it is not in quotation marks, or cells are missing at the end.',
  };
}
