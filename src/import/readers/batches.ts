import type { ImportRecord } from '../domain/record.js';

const BATCH_SIZE = 500;

/** Regroups records, in order, into batches of 500; the last may be smaller, and none is empty. */
export async function* inBatches(
  groups: AsyncIterable<readonly ImportRecord[]>,
): AsyncGenerator<readonly ImportRecord[]> {
  let waiting: ImportRecord[] = [];
  for await (const group of groups) {
    for (const record of group) waiting.push(record);
    while (waiting.length >= BATCH_SIZE) {
      yield waiting.slice(0, BATCH_SIZE);
      waiting = waiting.slice(BATCH_SIZE);
    }
  }
  if (waiting.length > 0) yield waiting;
}
