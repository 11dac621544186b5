import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SortedSpool } from '../../src/reports/spool/sorted-spool.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealproof-spool-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly key: number;
  readonly text: string;
}

async function add(spool: SortedSpool, { key, text }: Told): Promise<void> {
  const bytes = Buffer.from(text);
  const half = Math.floor(bytes.length / 2);
  spool.begin(key);
  spool.append(bytes, 0, half);
  spool.append(bytes, half, bytes.length);
  const pause = spool.end();
  if (pause !== null) await pause;
}

async function pagesOf(spool: SortedSpool, size: number): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of spool.pages(size, (bytes, start, end) => bytes.toString('utf8', start, end))) {
    pages.push([...page]);
  }
  return pages;
}

const record = fc.record({
  key: fc.oneof(fc.nat(3), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1)),
  text: fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('')),
});

it('has the records in order, those of one number as they came, however little of them fits into memory', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 60 }),
      fc.constantFrom(1, 40, 300, 1_000_000),
      fc.integer({ min: 1, max: 7 }),
      async (records, room, size) => {
        const spool = new SortedSpool(room, folder);
        for (const one of records) await add(spool, one);
        const pages = await pagesOf(spool, size);
        await spool.close();
        expect(pages.flat()).toEqual(records.toSorted((a, b) => a.key - b.key).map(({ text }) => text));
        expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);
        expect(pages.every((page) => page.length > 0)).toBe(true);
      },
    ),
  );
});

it('reads records back that are longer than what is read at a time', async () => {
  const long = ['a', 'b', 'c'].map((letter, index) => ({
    key: 3 - index,
    text: letter.repeat(300_000 * (index + 1)),
  }));
  const spool = new SortedSpool(500_000, folder);
  for (const one of long) await add(spool, one);
  expect((await pagesOf(spool, 2)).flat().map((text) => `${text[0]}${text.length}`)).toEqual([
    'c900000',
    'b600000',
    'a300000',
  ]);
  await spool.close();
});

it('leaves nothing in the folder, neither while it is at work nor afterwards', async () => {
  const spool = new SortedSpool(1, folder);
  for (let key = 0; key < 5; key += 1) await add(spool, { key, text: 'Contoso' });
  // Where the system keeps the name of an open file, only its owner may read it.
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  expect((await pagesOf(spool, 10)).flat()).toHaveLength(5);
  await spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('does not take records that it has given back for the end of them', async () => {
  const spool = new SortedSpool(900_000, folder);
  for (let key = 0; key < 3; key += 1) await add(spool, { key, text: 'Contoso'.repeat(60_000) });
  const pages = spool.pages(1, (_, start, end) => end - start);
  expect(await pages.next()).toEqual({ done: false, value: [420_000] });
  await spool.close();
  await expect(pages.next()).rejects.toThrow('given back');
});

it('says which folder is missing, and which setting names another', async () => {
  const spool = new SortedSpool(1, join(folder, 'not-there'));
  await expect(add(spool, { key: 1, text: 'Contoso' })).rejects.toMatchObject({
    code: 'unavailable',
    problems: [
      {
        file: join(folder, 'not-there'),
        message: 'No file can be made here.',
        remedy: 'Make room, or name another folder with TMPDIR.',
      },
    ],
  });
  await spool.close();
});

it('takes only whole numbers of 32 bits for the order', () => {
  for (const key of [-1, 0.5, 2 ** 32, NaN]) {
    expect(() => {
      new SortedSpool().begin(key);
    }).toThrow(RangeError);
  }
});
