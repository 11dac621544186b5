import type { ImportKind, ImportRecord, ReadOptions } from '../domain/record.js';
import { readSample, refusal, type Sample } from './file-text.js';
import { readHeader, recogniseTable } from './table-file.js';
import { tableRecords } from './table-records.js';

/** A file that was recognised. */
export interface OpenedFile {
  readonly kind: ImportKind;
  /** Batches of at most 500 records, in the order of the file. The file is read anew each time they are gone through. */
  readonly records: AsyncIterable<readonly ImportRecord[]>;
}

/**
 * Opens a file to import: finds out by its content what it is, or makes sure that it is what `options.as` says. A
 * record that is wrong becomes a reject among the records and stops none of the others.
 * @throws DomainError `invalid-file` when the file cannot be read at all, is not text in UTF-8, is of no known kind,
 * or is not of the kind told.
 */
export async function openFile(path: string, options: ReadOptions): Promise<OpenedFile> {
  const sample = await readSample(path);
  return /^\s*[[{]/.test(sample.text) ? openJson(path, sample, options) : openTable(path, sample, options);
}

async function openJson(path: string, sample: Sample, options: ReadOptions): Promise<OpenedFile> {
  // Most files are tables, and what reads JSON takes its time to load.
  const { jsonLayout } = await import('./json-records.js');
  const { jsonRecords, recogniseJson } = await import('./json-file.js');
  const layout = jsonLayout(sample.text);
  const found = (await recogniseJson(path, layout)) ?? (options.as === 'deals' ? 'deals' : 'referrals');
  if (options.as !== undefined && options.as !== found) {
    throw refusal(
      `You said that this is a file of the kind ${options.as}, but it is JSON of the kind ${found}.`,
      `Import it as ${found}, or check whether it is the file you meant.`,
    );
  }
  return { kind: found, records: anew(() => jsonRecords({ path, layout, kind: found }, options)) };
}

function openTable(path: string, sample: Sample, options: ReadOptions): OpenedFile {
  const { headers, delimiter } = readHeader(sample);
  const { kind, reader } = recogniseTable(headers, options.as);
  return {
    kind,
    records: anew(() =>
      tableRecords({ path, delimiter, headers, reader: reader(options), onBytes: options.onBytes }),
    ),
  };
}

function anew<T>(start: () => AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: start };
}
