import { writeNewFile } from '../files/new-file.js';
import { DomainError } from '../kernel/errors.js';
import { ChangedDealsCsv } from './changed-deals-csv.js';

const TITLE = 'The list of deals cannot be written.';

/**
 * Lets `work` write the deals that a draft changes something for into a new CSV file, which appears under its name
 * only when it is complete.
 * @throws what `work` throws; DomainError `invalid-input` for a name that does not end in .csv, and as `writeNewFile`.
 */
export async function writeChangedDeals<T>(
  file: string,
  work: (add: ChangedDealsCsv['add']) => Promise<T>,
): Promise<T> {
  if (!file.toLowerCase().endsWith('.csv')) {
    throw new DomainError('invalid-input', TITLE, [
      { file, message: 'The list is a CSV file.', remedy: 'Give a name that ends in .csv.' },
    ]);
  }
  return writeNewFile(file, TITLE, async (sink) => {
    const csv = new ChangedDealsCsv(sink);
    try {
      const result = await work(csv.add);
      await csv.end();
      return result;
    } catch (error) {
      csv.breakOff(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  });
}
