import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { DomainError } from '../../src/kernel/errors.js';
import { writeReportFile } from '../../src/reports/report-files.js';
import { ReportsService } from '../../src/reports/reports.service.js';
import { ImportService } from '../../src/import/import.service.js';
import { WorkService } from '../../src/work/work.service.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';

const DEALS = 5000;
const AT_TERMINAL = { fileName: null, bytesTotal: null, request: 'a test', idempotencyKey: null } as const;

/** A file of many batches. */
function dealsFile(deals = DEALS, updated = '2021-06-01'): string {
  const rows = Array.from(
    { length: deals },
    (_, index) => `opp-${String(index).padStart(5, '0')},active,partner-led,${updated}T12:00:00Z`,
  );
  return ['deal_id,status,deal_type,updated_at', ...rows, ''].join('\n');
}

/** What work that ends before its time says. */
async function saidBy(work: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await work.then(
    () => new Error('It was done.'),
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw error;
}

eachDatabase('Work that is cancelled', (homes) => {
  it('leaves the book as it was, when it is an import, and the file can be imported afterwards', async () => {
    const book = await Book.open(await homes.create());
    await book.importText('some.csv', dealsFile(10));
    const before = await book.contents();
    const work = book.app.get(WorkService);
    const readWhenCancelled: number[] = [];
    const start = { ...AT_TERMINAL, kind: 'import', fileName: 'all.csv' } as const;
    const text = dealsFile(DEALS, '2021-06-02');
    const error = await saidBy(
      work.run(start, (handle) =>
        book.importText('all.csv', text, {
          signal: handle.signal,
          onProgress: (recordsRead, bytesRead) => {
            handle.tell({ recordsRead, bytesRead });
            if (recordsRead === 0) return;
            readWhenCancelled.push(recordsRead);
            work.cancel(work.list()[0]?.workId ?? '', 'Ada');
          },
        }),
      ),
    );
    expect(readWhenCancelled).toHaveLength(1);
    expect(readWhenCancelled[0]).toBeLessThan(DEALS);
    expect(error).toMatchObject({
      code: 'cancelled',
      message: 'The import of all.csv was cancelled by Ada.',
      problems: [{ message: 'Nothing of this file was taken in.' }],
    });
    expect(await book.contents()).toEqual(before);
    expect(work.list()).toEqual([]);
    expect(await book.importText('all.csv', text)).toMatchObject({ created: DEALS - 10, rejected: 0 });
  });

  it('leaves whole verdicts, when it is an evaluation, and the next one makes up for the rest', async () => {
    const book = await Book.open(await homes.create());
    await book.importText('deals.csv', dealsFile(100));
    const work = book.app.get(WorkService);
    const error = await saidBy(
      work.run({ ...AT_TERMINAL, kind: 'evaluation' }, ({ signal, tell }) =>
        book.eligibility.evaluate({
          batch: 20,
          signal,
          onProgress: (dealsJudged, dealsTotal) => {
            tell({ dealsJudged, dealsTotal });
            if (dealsJudged === 40) work.cancel(work.list()[0]?.workId ?? '', 'Ada');
          },
        }),
      ),
    );
    expect(error).toMatchObject({
      code: 'cancelled',
      message: 'The evaluation was cancelled by Ada.',
      problems: [{ message: '40 of 100 deals are judged, and their verdicts stay.' }],
    });
    const verdicts = await book.database.rows<{ deals: number }>(
      book.database.reader,
      'select count(*) as deals from verdicts',
      [],
    );
    expect(verdicts).toEqual([{ deals: 40 }]);
    expect(await book.eligibility.evaluate()).toMatchObject({ deals: 100, recorded: 60 });
  });

  it('is told by whom first, and how far it was', async () => {
    const book = await Book.open(await homes.create());
    const work = book.app.get(WorkService);
    const error = await saidBy(
      work.run({ ...AT_TERMINAL, kind: 'evaluation' }, async ({ signal, tell }) => {
        tell({ dealsJudged: 12_000, dealsTotal: 100_000 });
        const [{ workId = '' } = {}] = work.list();
        work.cancel(workId, 'Ada');
        expect(work.cancel(workId, 'Bo')).toMatchObject({ cancelled: { by: 'Ada' }, dealsJudged: 12_000 });
        signal.throwIfAborted();
      }),
    );
    expect(error.message).toBe('The evaluation was cancelled by Ada.');
    expect(error.problems[0]?.message).toBe('12,000 of 100,000 deals are judged, and their verdicts stay.');
  });

  it('is done all the same where it was all but done', async () => {
    const book = await Book.open(await homes.create());
    const work = book.app.get(WorkService);
    const done = work.run({ ...AT_TERMINAL, kind: 'evaluation' }, async () => {
      work.cancel(work.list()[0]?.workId ?? '', 'Ada');
      return 'done';
    });
    expect(await done).toBe('done');
  });

  it('fails with its own failure where it has one', async () => {
    const book = await Book.open(await homes.create());
    const work = book.app.get(WorkService);
    const failing = work.run({ ...AT_TERMINAL, kind: 'import' }, ({ tell }) => {
      tell({ recordsRead: 1 });
      work.cancel(work.list()[0]?.workId ?? '', 'Ada');
      return Promise.reject(new Error('The disk is full.'));
    });
    await expect(failing).rejects.toThrow('The disk is full.');
  });

  it('leaves no file, when it is a report', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    await book.importText('deals.csv', dealsFile(100));
    const work = book.app.get(WorkService);
    const folder = join(home.dataDir, 'reports');
    const file = join(folder, 'pipeline.csv');
    const error = await saidBy(
      work.run({ ...AT_TERMINAL, kind: 'report', fileName: file }, ({ signal }) => {
        const written = writeReportFile(
          book.app.get(ReportsService),
          'pipeline',
          {},
          { format: 'csv' },
          file,
          signal,
        );
        work.cancel(work.list()[0]?.workId ?? '', 'Ctrl-C');
        return written;
      }),
    );
    expect(error.problems[0]?.message).toBe(`${file} was not written.`);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  it('is not begun any more once the service stops', async () => {
    const book = await Book.open(await homes.create());
    const work = book.app.get(WorkService);
    await work.stop('the service, which is stopping');
    const start = { ...AT_TERMINAL, kind: 'import', fileName: 'late.csv' } as const;
    const error = await saidBy(
      work.run(start, ({ signal }) => book.app.get(ImportService).importFile('late.csv', { signal })),
    );
    expect(error).toMatchObject({
      code: 'unavailable',
      message: 'The import of late.csv was cancelled by the service, which is stopping.',
    });
  });
});
