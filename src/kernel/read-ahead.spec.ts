import { expect, it } from '@jest/globals';
import { readAhead } from './read-ahead.js';

it('hands over the same batches, and reads the next three before they are asked for', async () => {
  const events: string[] = [];
  async function* batches(): AsyncGenerator<number> {
    for (const batch of [1, 2, 3, 4, 5]) {
      events.push(`read ${batch}`);
      yield batch;
    }
  }
  for await (const batch of readAhead(batches(), 3)) {
    // Longer than reading takes.
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`take ${batch}`);
  }
  expect(events).toEqual([
    'read 1',
    'read 2',
    'read 3',
    'read 4',
    'take 1',
    'read 5',
    'take 2',
    'take 3',
    'take 4',
    'take 5',
  ]);
});

it('throws what went wrong only when all batches before it were handed over', async () => {
  async function* batches(): AsyncGenerator<number> {
    yield 1;
    yield 2;
    throw new Error('The disk is gone.');
  }
  const taken: number[] = [];
  await expect(async () => {
    for await (const batch of readAhead(batches(), 3)) {
      // Longer than the failing read takes.
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken.push(batch);
    }
  }).rejects.toThrow('The disk is gone.');
  expect(taken).toEqual([1, 2]);
});

it('closes the file when whoever takes the batches gives up', async () => {
  let closed = false;
  async function* batches(): AsyncGenerator<number> {
    try {
      for (let batch = 1; ; batch += 1) yield batch;
    } finally {
      closed = true;
    }
  }
  for await (const batch of readAhead(batches(), 3)) if (batch === 2) break;
  expect(closed).toBe(true);
});
