import { expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';

const HEAD = 'deal_id,status,name,solutions,updated_at';

/** One row a deal, more than are booked at a time. */
const ROWS = Array.from(
  { length: 2300 },
  (_, n) => `d${n},active,deal ${n},SOL-1;SOL-2,2021-06-01T00:00:00Z`,
);

/** Later and earlier news of a deal that an earlier batch told of, and of one of the very same batch. */
const AGAIN = [
  'd7,won,deal 7 as won,SOL-3,2021-06-02T00:00:00Z',
  'd7,received,deal 7 as received,,2021-05-02T00:00:00Z',
  'd2299,lost,deal 2299 as lost,,2021-06-02T00:00:00Z',
];

const csv = (...rows: readonly string[]): string => [HEAD, ...rows, ''].join('\n');

eachDatabase('filling an empty book', (homes) => {
  const open = async (): Promise<Book> => Book.open(await homes.create());

  it('makes the same book as taking the same rows in file by file, though deals come again', async () => {
    const whole = await open();
    const result = await whole.importText('whole.csv', csv(...ROWS, ...AGAIN));
    expect(result).toMatchObject({ read: 2303, created: 2300, updated: 1, unchanged: 2, rejected: 0 });
    const pieces = await open();
    await pieces.importText('again.csv', csv(...AGAIN));
    await pieces.importText('rows.csv', csv(...ROWS));
    expect(await whole.contents()).toEqual(await pieces.contents());
    expect((await whole.deals.find('d7'))?.deal).toMatchObject({ status: 'won', name: 'deal 7 as won' });
  });

  it('leaves a book in which the same file changes nothing and a later one is looked up', async () => {
    const book = await open();
    await book.importText('first.csv', csv(...ROWS));
    const again = await book.importText('first.csv', csv(...ROWS));
    expect(again).toMatchObject({ read: 2300, created: 0, updated: 0, unchanged: 2300 });
    const later = await book.importText('later.csv', csv(...AGAIN));
    expect(later).toMatchObject({ created: 0, updated: 2 });
  });

  it('believes the same of two rows that contradict each other, wherever they stand', async () => {
    const rows = ROWS.map((row) => row.replace(/,[^,]*$/, ','));
    const contradiction = 'd7,active,another deal 7,SOL-3,';
    const [last, first] = [await open(), await open()];
    await last.importText('last.csv', csv(...rows, contradiction), { takenAt: Date.UTC(2021, 5, 1) });
    await first.importText('first.csv', csv(contradiction, ...rows), { takenAt: Date.UTC(2021, 5, 1) });
    expect(await last.contents()).toEqual(await first.contents());
    expect(await last.deals.count()).toBe(2300);
  });

  it('that is given up leaves an empty book that can be filled', async () => {
    const book = await open();
    const strict = await book.importText('one-wrong.csv', csv(...ROWS, 'd2300,wun,,,'), { strict: true });
    expect(strict).toMatchObject({ kept: false, rejected: 1 });
    expect(await book.deals.count()).toBe(0);
    expect(await book.importText('first.csv', csv(...ROWS))).toMatchObject({ created: 2300 });
  });

  it('that is cancelled while a batch is being written leaves nothing of it', async () => {
    const book = await open();
    const before = await book.contents();
    const cancel = new AbortController();
    const work = book.importText('first.csv', csv(...ROWS), {
      signal: cancel.signal,
      onProgress: (records) => {
        if (records > 0) cancel.abort(new Error('Enough.'));
      },
    });
    await expect(work).rejects.toThrow('Enough.');
    expect(await book.contents()).toEqual(before);
    expect(await book.importText('first.csv', csv(...ROWS))).toMatchObject({ created: 2300 });
  });
});
