import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { DomainError } from '../kernel/errors.js';
import { ChangedDealsCsv } from './changed-deals-csv.js';

/**
 * Lets `work` write the deals that a draft changes something for into a CSV file, which appears under its name only
 * when it is complete; until then it is `<file>.part`, which is removed when writing fails.
 * @throws what `work` throws; DomainError `invalid-input` when the file cannot be written.
 */
export async function writeChangedDeals<T>(
  file: string,
  work: (add: ChangedDealsCsv['add']) => Promise<T>,
): Promise<T> {
  // A rule file given by mistake must not be written over.
  if (!file.toLowerCase().endsWith('.csv')) throw cannotWrite(file, 'The list is a CSV file.');
  const part = `${file}.part`;
  const csv = new ChangedDealsCsv(createWriteStream(part));
  try {
    const result = await work(csv.add);
    await csv.end();
    await rename(part, file);
    return result;
  } catch (error) {
    csv.breakOff(error instanceof Error ? error : new Error(String(error)));
    await rm(part, { force: true });
    if (error instanceof Error && 'syscall' in error) throw cannotWrite(file, error.message);
    throw error;
  }
}

function cannotWrite(file: string, message: string): DomainError {
  const remedy = 'Give a file that ends in .csv, in a folder that exists and may be written to.';
  return new DomainError('invalid-input', 'The list of deals cannot be written.', [
    { file, message, remedy },
  ]);
}
