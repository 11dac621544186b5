import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runCli } from '../../src/cli/run-cli.js';
import type { Database } from '../../src/database/database.js';
import { down, up } from '../../src/database/migrations/0009-standing-names.js';
import { BookingService } from '../../src/deals/booking.service.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import { SALES_STAGES } from '../../src/deals/domain/deal.js';
import { NUMBER_AT, PackedStandings } from '../../src/deals/domain/standing.js';
import { LearntService } from '../../src/deals/learnt.service.js';
import { StandingsService } from '../../src/deals/standings.service.js';
import { DEMO_TAKEN_AT } from '../../src/demo/domain/calendar.js';
import { writeDemoFiles } from '../../src/demo/write-demo-files.js';
import { createLogger } from '../../src/logging/logger.js';
import { LoggedUpgrade } from '../../src/logging/upgrade-progress.js';
import { eachDatabase, openHome } from '../support/each-database.js';
import { fillStandings } from '../support/fill-standings.js';
import { Book } from '../support/open-book.js';
import { counterpartArbitrary, sightingArbitrary } from '../support/sightings.js';

const folder = mkdtempSync(join(tmpdir(), 'dealproof-standings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Standing {
  readonly deal_id: string;
  readonly status: string;
  readonly facts: string;
}

async function standings(database: Database): Promise<readonly Standing[]> {
  return database.rows(database.reader, 'select * from deal_standings order by deal_id', []);
}

async function dueDeals(database: Database): Promise<number> {
  return (await database.rows(database.reader, 'select deal_id from standings_due', [])).length;
}

/** As a book is that was written before there were such rows. */
async function makeOlder(database: Database): Promise<void> {
  await database.execute('delete from deal_standings');
  await database.execute('insert into standings_due (deal_id) select deal_id from deals');
}

/** What makes the rows as soon as a book is opened, in a process of its own. */
function startingOn(database: Database, deals = new DealsReadModel(database)): StandingsService {
  const store = new DealsStore(database);
  const silent = new LoggedUpgrade(createLogger('silent'));
  return new StandingsService(database, store, deals, new LearntService(store), silent);
}

/** Is cut off when it has read two batches of deals. */
class CutOff extends DealsReadModel {
  private batches = 0;

  override async findAll(...asked: Parameters<DealsReadModel['findAll']>) {
    this.batches += 1;
    if (this.batches > 2) throw new Error('The process was killed.');
    return super.findAll(...asked);
  }
}

const MANY = Array.from(
  { length: 3500 },
  (_, n) => `d${n},active,${n % 2 === 0 ? 20 : 40},2021-05-01T00:00:00Z`,
);
const MANY_DEALS = ['deal_id,status,sales_stage,updated_at', ...MANY, ''].join('\n');

/** A file: what it tells of three deals and of their engagement, and of which solution it tells that it is an assessment. */
const arbitraryFile = fc.record({
  sightings: fc.array(
    fc
      .tuple(fc.constantFrom('d1', 'd2', 'd3'), sightingArbitrary)
      .map(([dealId, one]) => ({ ...one, dealId })),
    { maxLength: 4 },
  ),
  counterparts: fc.array(counterpartArbitrary, { maxLength: 2 }),
  assessment: fc.constantFrom(null, null, 'SA-1', 'SOL-2'),
});

const EMPTIED = ['deal_solutions', 'deals', 'sightings', 'counterparts', 'solutions', 'deal_standings'];

eachDatabase('What reports read of deals', (homes) => {
  it('is kept up by every import as if it were made anew from all that files told', async () => {
    const book = await Book.open(await homes.create(), DEMO_TAKEN_AT + 1);
    const files = await writeDemoFiles(folder, { seed: 3, deals: 120 });
    // The catalogue comes last, and makes assessments of deals that are in the book.
    const catalogue = files.filter((file) => file.includes('solutions'));
    for (const file of [...files.filter((one) => !catalogue.includes(one)), ...catalogue]) {
      await book.import(file);
      const kept = await standings(book.database);
      await fillStandings(book.database);
      expect([file, kept]).toEqual([file, await standings(book.database)]);
    }
    expect((await standings(book.database)).length).toBe(await book.deals.count());
  });

  it('follows from the deal and all that was told of it, whatever files come in whatever order', async () => {
    const book = await Book.open(await homes.create());
    const { database } = book;
    const [booking, learnt] = [book.app.get(BookingService), book.app.get(LearntService)];
    const take = async (
      file: typeof arbitraryFile extends fc.Arbitrary<infer F> ? F : never,
      importId: number,
    ) => {
      const recording = { importId, recordedAt: importId };
      await database.transaction(async () => {
        await database.lockBook();
        const booked = await booking.begin(recording, Date.UTC(2021, 5, 1));
        await booked.book(file.sightings, []);
        await booked.book([], file.counterparts);
        await booked.end();
        if (file.assessment === null) return;
        await database.execute(
          `insert into solutions (solution_id, name, kind, as_of, recorded_from, import_id)
           values (?, 'An assessment', 'assessment', 1, ?, ?)`,
          [file.assessment, importId, importId],
        );
        await booking.rebookDealsWith([file.assessment], recording);
      });
    };
    const check = async (): Promise<void> => {
      const kept = await standings(database);
      const deals = await book.deals.findAll(['d1', 'd2', 'd3']);
      const told = await learnt.of(['d1', 'd2', 'd3']);
      expect(kept.map((row) => [row.deal_id, row.status])).toEqual(
        deals.map(({ deal }) => [deal.dealId, deal.status]).toSorted(),
      );
      for (const { deal } of deals) {
        const { sightings = [], counterparts = [] } = told.get(deal.dealId) ?? {};
        const times = sightings.map(({ asOf }) => asOf);
        const joined = counterparts.filter(({ engagementId }) => engagementId === deal.engagementId);
        const row = PackedStandings.of(kept.find((one) => one.deal_id === deal.dealId)?.facts ?? '');
        expect(row.sightings(0)).toBe(sightings.length);
        expect(row.number(0, NUMBER_AT.first)).toBe(Math.min(...times));
        expect(row.number(0, NUMBER_AT.last)).toBe(Math.max(...times));
        expect(row.number(0, NUMBER_AT.joined) ?? -Infinity).toBe(
          Math.max(...joined.map(({ asOf }) => asOf)),
        );
        expect(SALES_STAGES.map((_, place) => row.stageEntry(0, place) !== null)).toEqual(
          SALES_STAGES.map((stage) => sightings.some(({ fields }) => fields.salesStagePercent === stage)),
        );
        expect([row.dealType(0), row.stagePercent(0), row.number(0, NUMBER_AT.closed)]).toEqual([
          deal.dealType,
          deal.salesStagePercent,
          deal.closedAt,
        ]);
      }
      await fillStandings(database);
      expect(kept).toEqual(await standings(database));
    };
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryFile, { minLength: 1, maxLength: 5 }), async (files) => {
        for (const table of EMPTIED) await database.execute(`delete from ${table}`);
        for (const [index, file] of files.entries()) {
          await take(file, index + 1);
          await check();
        }
      }),
      { numRuns: database.engine === 'sqlite' ? 100 : 25 },
    );
  });

  it('is made when a book is opened that was written before there was such a thing', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    await book.importText('deals.csv', 'deal_id,status,updated_at\nd1,active,2021-05-01T00:00:00Z\n');
    const kept = await standings(book.database);
    await makeOlder(book.database);
    await book.close();
    const { database } = await Book.open(home);
    expect(kept).toHaveLength(1);
    expect(await standings(database)).toEqual(kept);
    expect(await dueDeals(database)).toBe(0);
  });

  it('gets the names, and when a deal was last told of, in a book that was written before they were in it', async () => {
    const book = await Book.open(await homes.create(), DEMO_TAKEN_AT + 1);
    const { database } = book;
    for (const file of await writeDemoFiles(folder, { seed: 5, deals: 40 })) await book.import(file);
    const kept = await standings(database);
    expect(kept.length).toBeGreaterThan(20);
    await down(database.writer);
    expect(await standings(database)).not.toEqual(kept);
    await up(database.writer);
    expect(await standings(database)).toEqual(kept);
  });

  it('is told of to whoever opens the book at a terminal, and to the log of whoever does not', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    await book.importText('many.csv', MANY_DEALS);
    const seen = async (isTTY: boolean): Promise<string> => {
      await makeOlder(book.database);
      const stderr = Object.assign(new PassThrough(), { isTTY, columns: 200 });
      const address = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
      const environment = { ...address, DEALPROOF_DATA: home.dataDir, DEALPROOF_LOG: 'silent' };
      expect(await runCli(['reports', 'runs'], { stdout: new PassThrough(), stderr }, environment)).toBe(0);
      expect(await dueDeals(book.database)).toBe(0);
      return String(stderr.read());
    };
    expect(await seen(true)).toMatch(/earlier version; its deals are prepared[^]*preparing .* 3,500 deals/);
    expect(await seen(false)).not.toMatch(/prepar/);
  });

  it('is made to the end by whoever opens the book after somebody was cut off', async () => {
    const book = await Book.open(await homes.create());
    await book.importText('many.csv', MANY_DEALS);
    const kept = await standings(book.database);
    await makeOlder(book.database);
    await expect(startingOn(book.database, new CutOff(book.database)).onModuleInit()).rejects.toThrow(
      'killed',
    );
    expect([(await standings(book.database)).length, await dueDeals(book.database)]).toEqual([2000, 1500]);
    // What is imported meanwhile, of deals that are due and of others, is not lost.
    await book.importText(
      'later.csv',
      'deal_id,status,updated_at\nd9,won,2021-06-01T00:00:00Z\nnew,active,\n',
    );
    await startingOn(book.database).onModuleInit();
    expect(await dueDeals(book.database)).toBe(0);
    const made = await standings(book.database);
    expect(made.filter(({ status }) => status === 'won').map((row) => row.deal_id)).toEqual(['d9']);
    const since = (row: Standing): boolean => row.deal_id !== 'd9' && row.deal_id !== 'new';
    expect(made.filter(since)).toEqual(kept.filter(since));
    expect(made).toHaveLength(3501);
  });

  it('is made once by two processes that open the book at once, and both wait until all is made', async () => {
    const home = await homes.create();
    const book = await Book.open(home);
    await book.importText('many.csv', MANY_DEALS);
    const kept = await standings(book.database);
    await makeOlder(book.database);
    const both = [await openHome(home), await openHome(home)];
    await Promise.all(
      both.map(async (database) => {
        await startingOn(database).onModuleInit();
        expect(await dueDeals(database)).toBe(0);
        expect(await standings(database)).toEqual(kept);
      }),
    );
  });
});
