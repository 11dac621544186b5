import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../src/kernel/errors.js';
import { CataloguesReadModel } from '../../src/catalogues/catalogues.read-model.js';
import { TakeRecords } from '../../src/import/take-records.js';
import { eachDatabase } from '../support/each-database.js';
import { Book, FIXTURES } from '../support/open-book.js';

const DAY = (day: number): number => Date.UTC(2021, 5, day);

function dealsCsv(...rows: readonly string[]): string {
  return ['deal_id,status,name,campaign_id,updated_at', ...rows, ''].join('\n');
}

eachDatabase('importing', (homes) => {
  const open = async (): Promise<Book> => Book.open(await homes.create());

  describe('keeps what is newer', () => {
    it('an older snapshot that arrives later changes nothing that the newer one told', async () => {
      const book = await open();
      await book.importText('new.csv', dealsCsv('d1,active,new name,,2021-06-10T00:00:00Z'));
      const late = await book.importText(
        'old.csv',
        dealsCsv('d1,received,old name,C-1,2021-06-01T00:00:00Z'),
      );
      expect(late).toMatchObject({ created: 0, updated: 1 });
      expect((await book.deals.find('d1'))?.deal).toMatchObject({
        status: 'active',
        name: 'new name',
        campaignId: 'C-1',
      });
    });

    it('an empty cell erases nothing', async () => {
      const book = await open();
      await book.importText('one.csv', dealsCsv('d1,active,name,C-1,2021-06-01T00:00:00Z'));
      await book.importText('two.csv', dealsCsv('d1,active,,,2021-06-02T00:00:00Z'));
      expect((await book.deals.find('d1'))?.deal).toMatchObject({ name: 'name', campaignId: 'C-1' });
    });

    it('a file without times is as of its first import, however often it comes again', async () => {
      const book = await open();
      const file = 'deal_id,status,name\nd1,active,from the old file\n';
      book.setNow(DAY(1));
      await book.importText('old.csv', file);
      book.setNow(DAY(2));
      await book.importText('new.csv', 'deal_id,status,name\nd1,active,from the new file\n');
      book.setNow(DAY(3));
      const again = await book.importText('copy-of-old.csv', file);
      expect(again).toMatchObject({ read: 1, created: 0, updated: 0, unchanged: 1, takenAt: DAY(1) });
      expect((await book.deals.find('d1'))?.deal.name).toBe('from the new file');
    });

    it('--taken-at tells when a file without times was taken', async () => {
      const book = await open();
      await book.importText('b.csv', 'deal_id,status,name\nd1,active,later\n', { takenAt: DAY(9) });
      await book.importText('a.csv', 'deal_id,status,name\nd1,active,earlier\n', { takenAt: DAY(3) });
      expect((await book.deals.find('d1'))?.deal.name).toBe('later');
    });
  });

  describe('takes a file wholly or not at all', () => {
    it('a crash in the middle leaves the book as it was', async () => {
      const book = await open();
      await book.importText('before.csv', dealsCsv('d0,active,before,,2021-06-01T00:00:00Z'));
      const before = await book.contents();
      const records = book.app.get(TakeRecords);
      const take = records.take.bind(records);
      let batches = 0;
      records.take = async (...batch) => {
        batches += 1;
        if (batches === 3) throw new Error('the power went');
        return take(...batch);
      };
      const rows = Array.from({ length: 5000 }, (_, index) => `d${index},won,crash,,2021-06-05T00:00:00Z`);
      await expect(book.importText('crash.csv', dealsCsv(...rows))).rejects.toThrow('the power went');
      records.take = take;
      expect(await book.contents()).toEqual(before);
      const retried = await book.importText('crash.csv', dealsCsv(...rows));
      expect(retried).toMatchObject({ read: 5000, created: 4999, updated: 1, rejected: 0 });
    });

    it('good rows go in beside wrong ones, unless told to be strict', async () => {
      const book = await open();
      const file = dealsCsv('d1,active,good,,2021-06-01T00:00:00Z', 'd2,wun,bad,,2021-06-01T00:00:00Z');
      const strict = await book.importText('mixed.csv', file, { strict: true });
      expect(strict).toMatchObject({ kept: false, importId: null, rejected: 1 });
      expect(await book.deals.find('d1')).toBeNull();
      const kept = await book.importText('mixed.csv', file);
      expect(kept).toMatchObject({ kept: true, created: 1, rejected: 1 });
      expect(kept.problems[0]).toMatchObject({ file: 'mixed.csv', row: 3, column: 'status', value: 'wun' });
    });

    it('a dry run reads all and keeps nothing', async () => {
      const book = await open();
      const result = await book.import('referrals-page-1.json', { dryRun: true });
      expect(result).toMatchObject({ kept: false, created: 9 });
      expect((await book.contents()).deals).toEqual([]);
    });

    it('a file that cannot be read at all changes nothing and says why', async () => {
      const book = await open();
      await expect(book.importText('empty.csv', '')).rejects.toThrow(DomainError);
      await expect(book.import(join(FIXTURES, 'no-such-file.csv'))).rejects.toMatchObject({
        code: 'invalid-file',
      });
      expect((await book.contents()).deals).toEqual([]);
    });
  });

  describe('at the same time as another', () => {
    it('two services that import the same files at once make the book that one of them makes', async () => {
      const home = await homes.create();
      const files = ['referrals-page-1.json', 'referrals-page-2.json', 'cosell-bulk-export-43col.csv'];
      const [one, other] = [await Book.open(home), await Book.open(home)];
      const results = await Promise.all(
        [one, other].flatMap((book) => files.map((file) => book.import(file, { takenAt: DAY(30) }))),
      );
      expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(17);
      const alone = await open();
      for (const file of files) await alone.import(file, { takenAt: DAY(30) });
      expect(await one.contents()).toEqual(await alone.contents());
    });
  });

  describe('follows a deal through its engagement', () => {
    it('Microsoft’s referral that comes in a later file settles type and status', async () => {
      const book = await open();
      const page: { value: { organizationId: string }[] } = JSON.parse(
        readFileSync(join(FIXTURES, 'referrals-page-2.json'), 'utf8'),
      );
      const part = (microsoft: boolean): string =>
        JSON.stringify({
          value: page.value.filter(({ organizationId }) => (organizationId === 'msft') === microsoft),
        });
      const dealId = 'cfc6282a-bf08-5852-83bd-c5f855df9899';
      await book.importText('own.json', part(false));
      expect((await book.deals.find(dealId))?.deal).toMatchObject({ dealType: null, microsoftStatus: null });
      await book.importText('microsoft.json', part(true));
      expect((await book.deals.find(dealId))?.deal).toMatchObject({
        dealType: 'co-sell',
        microsoftStatus: 'accepted',
      });
      const { changes } = await book.history.of(dealId);
      expect(changes.map(({ version }) => version)).toEqual([1, 2]);
      expect(changes[1]?.changes).toContainEqual({ field: 'microsoftStatus', from: null, to: 'accepted' });
    });

    it('a solution that the catalogue turns into an assessment makes the deal one', async () => {
      const book = await open();
      await book.importText('deals.csv', 'deal_id,status,deal_type,solutions\nd1,active,private,X-1\n');
      await book.importText(
        'solutions.csv',
        'solution_id,name,kind,incentive,valid_from,valid_until\nX-1,X,assessment,,,\n',
      );
      expect(await book.deals.find('d1')).toMatchObject({
        version: 2,
        deal: { dealType: 'solution-assessment' },
      });
      const { changes } = await book.history.of('d1');
      expect(changes[0]?.changes).toContainEqual({ field: 'dealType', from: null, to: 'private' });
      expect(changes[1]).toMatchObject({
        version: 2,
        sources: ['solutions'],
        changes: [{ field: 'dealType', from: 'private', to: 'solution-assessment' }],
      });
    });

    it('counts one version for each import that changed the deal, as its history does', async () => {
      const book = await open();
      await book.importText(
        'solutions.csv',
        'solution_id,name,kind,incentive,valid_from,valid_until\nX-1,X,own,,,\n',
      );
      const rows = (name: string): string =>
        Array.from(
          { length: 1500 },
          (_, index) => `d${index},active,${name},X-1,2021-06-0${name.length}T00:00:00Z`,
        )
          .concat(`d1,active,${name}!,X-1,2021-06-08T00:00:00Z`)
          .join('\n');
      const head = 'deal_id,status,name,solutions,updated_at\n';
      await book.importText('one.csv', head + rows('a'));
      await book.importText('two.csv', head + rows('bb'));
      await book.import('referrals-page-1.json');
      const looked = (await book.deals.batchAfter(null, 5000)).filter(
        ({ deal: { dealId } }) => dealId.endsWith('00') || dealId === 'd1' || dealId.length > 10,
      );
      expect(looked.length).toBeGreaterThan(20);
      for (const { deal, version } of looked) {
        const { changes } = await book.history.of(deal.dealId);
        expect([deal.dealId, changes.at(-1)?.version]).toEqual([deal.dealId, version]);
      }
    });
  });

  describe('takes an undated file for the older one where it knows less', () => {
    const WON = 'cfc6282a-bf08-5852-83bd-c5f855df9899';
    const bulk = (status: string, microsoft: string): string =>
      [
        'Referral ID,Deal Name,Partner Referral Status,Partner Referral Substatus,Microsoft Referral Status,Sales Stage,Estimated Deal Value,Currency',
        `${WON},old name,${status},${microsoft},20,5,USD`,
        '',
      ].join('\n');

    it('an open deal in it changes nothing that is known of the deal that closed since', async () => {
      const book = await open();
      await book.import('referrals-page-2.json');
      const before = await book.contents();
      await book.importText('old.csv', bulk('Active,Accepted', 'Pending'));
      expect(await book.contents()).toEqual(before);
    });

    it('Microsoft’s answer is not taken back by it', async () => {
      const book = await open();
      await book.importText('one.csv', bulk('Active,Accepted', 'Accepted'), { takenAt: DAY(1) });
      await book.importText('two.csv', bulk('Active,Accepted', 'Pending'));
      expect((await book.deals.find(WON))?.deal.microsoftStatus).toBe('accepted');
    });
  });

  describe('keeps catalogues', () => {
    const SOLUTIONS = 'solution_id,name,kind,incentive,valid_from,valid_until\n';
    const incentivesOf = async (book: Book, day: string): Promise<readonly string[] | null> =>
      (await book.app.get(CataloguesReadModel).solutions()).incentivesOn('S', day);

    it('the newest file that names a solution tells all its incentives, whatever the order', async () => {
      const old = `${SOLUTIONS}S,App,own,azure-ip-co-sell,,\nS,App,own,biz-apps-premium,,\n`;
      const now = `${SOLUTIONS}S,App,own,biz-apps-premium,,\n`;
      for (const order of [
        [old, now],
        [now, old],
      ]) {
        const book = await open();
        for (const text of order) {
          await book.importText('solutions.csv', text, { takenAt: text === old ? DAY(1) : DAY(2) });
        }
        expect(await incentivesOf(book, '2021-06-30')).toEqual(['biz-apps-premium']);
        await book.importText('none.csv', `${SOLUTIONS}S,App,own,,,\n`, { takenAt: DAY(3) });
        expect(await incentivesOf(book, '2021-06-30')).toEqual([]);
      }
    });

    it('an incentive can be held in two periods', async () => {
      const book = await open();
      const rows =
        'S,App,own,azure-ip-co-sell,2020-01-01,2020-07-01\nS,App,own,azure-ip-co-sell,2021-01-01,\n';
      expect(await book.importText('solutions.csv', SOLUTIONS + rows)).toMatchObject({ rejected: 0 });
      expect(await incentivesOf(book, '2020-06-30')).toEqual(['azure-ip-co-sell']);
      expect(await incentivesOf(book, '2020-07-01')).toEqual([]);
      expect(await incentivesOf(book, '2021-01-01')).toEqual(['azure-ip-co-sell']);
    });

    it('two rows of one file that say different things of a deal: one is told and left out', async () => {
      const book = await open();
      const rows = ['x1,active,A', 'x1,active,B'];
      const outcomes = new Set<unknown>();
      for (const order of [rows, rows.toReversed(), rows]) {
        const result = await book.importText('twice.csv', `deal_id,status,name\n${order.join('\n')}\n`);
        expect(result.rejected).toBe(1);
        expect(result.problems).toMatchObject([{ file: 'twice.csv' }]);
        const left = order[(result.problems[0]?.row ?? 0) - 2];
        outcomes.add(`${left} left out, ${(await book.deals.find('x1'))?.deal.name} believed`);
      }
      expect(outcomes.size).toBe(1);
    });

    it('a row that cannot go in leaves nothing of itself behind', async () => {
      const book = await open();
      const rows = 'S,App,own,,,\nS,A different name,own,azure-ip-co-sell,,\n';
      const result = await book.importText('solutions.csv', SOLUTIONS + rows);
      expect(result.rejected).toBe(1);
      const before = await book.contents();
      await book.importText('again.csv', SOLUTIONS + rows);
      expect(await book.contents()).toEqual(before);
    });

    it('a file that contradicts itself makes the same book each time, in whichever order it does', async () => {
      const rates = 'month,currency,usd_per_unit\n2021-05,EUR,1.1\n2021-05,EUR,1.2\n';
      const turned = 'month,currency,usd_per_unit\n2021-05,EUR,1.2\n2021-05,EUR,1.1\n';
      const other = await open();
      expect(await other.importText('rates.csv', turned)).toMatchObject({ rejected: 1 });
      const book = await open();
      expect(await book.importText('rates.csv', rates)).toMatchObject({ rejected: 1 });
      const { rates: taken } = await book.contents();
      expect(taken).toMatchObject([{ month: '2021-05', currency: 'EUR', usd_per_unit: '1.2' }]);
      expect((await other.contents()).rates).toMatchObject([{ usd_per_unit: '1.2' }]);
      const before = await book.contents();
      expect(await book.importText('rates.csv', rates)).toMatchObject({ created: 0, updated: 0 });
      expect(await book.contents()).toEqual(before);
    });

    it('customers of one name that differ leave unknown whether Microsoft manages them', async () => {
      const book = await open();
      const customers = '111111111,Contoso,US,yes\n222222222,Contoso,US,no\n';
      await book.importText('customers.csv', `duns,name,country,managed_by_microsoft\n${customers}`);
      await book.importText(
        'deals.csv',
        'deal_id,status,customer_name,customer_country,customer_duns\nno-number,active,Contoso,US,\nother,active,Contoso,US,333333333\nfirst,active,Contoso,US,111111111\n',
      );
      const deals = (await book.deals.findAll(['first', 'no-number', 'other'])).map(({ deal }) => deal);
      const list = await book.app.get(CataloguesReadModel).customersOf(deals);
      expect(deals.map((deal) => [deal.dealId, list.isManaged(deal)])).toEqual([
        ['first', true],
        ['no-number', null],
        ['other', null],
      ]);
    });

    it('the newest statement is believed whatever the order, and the one before is kept', async () => {
      const book = await open();
      const rates = (eur: string): string => `month,currency,usd_per_unit\n2021-05,EUR,${eur}\n`;
      await book.importText('b.csv', rates('1.21'), { takenAt: DAY(5) });
      await book.importText('a.csv', rates('1.20'), { takenAt: DAY(1) });
      await book.importText('c.csv', rates('1.22'), { takenAt: DAY(9) });
      const rows = await book.database.rows<Record<string, unknown>>(
        book.database.reader,
        'select usd_per_unit, recorded_until is null as believed from rates order by usd_per_unit',
        [],
      );
      expect(rows.map((row) => [row.usd_per_unit, Boolean(row.believed)])).toEqual([
        ['1.21', false],
        ['1.22', true],
      ]);
    });

    it('two rows of one file that contradict each other are told, not silently settled', async () => {
      const book = await open();
      const file =
        'duns,name,country,managed_by_microsoft\n081466849,Contoso,US,yes\n81466849,Contoso,US,no\n';
      const result = await book.importText('customers.csv', file);
      expect(result).toMatchObject({ created: 1, rejected: 1 });
      expect(result.problems[0]).toMatchObject({ row: 3 });
    });

    it('spend: two equal invoices of one file count twice, the same file again or an overlapping one not', async () => {
      const book = await open();
      const head = 'campaign_id,date,amount,currency,note\n';
      const entry = 'C-1,2021-05-01,100.10,EUR,ads\n';
      await book.importText('may.csv', head + entry + entry);
      await book.importText('again.csv', head + entry + entry);
      const overlap = await book.importText('june.csv', `${head}${entry}C-1,2021-06-01,-5,EUR,refund\n`);
      expect(overlap).toMatchObject({ created: 1, unchanged: 1 });
      const rows = await book.database.rows<{ total: number }>(
        book.database.reader,
        'select sum(amount_minor) as total from spend',
        [],
      );
      expect(Number(rows[0]?.total)).toBe(2 * 10_010 - 500);
    });
  });
});

eachDatabase('files in any order', (homes) => {
  const row = fc.record({
    deal: fc.constantFrom('d1', 'd2', '007'),
    status: fc.constantFrom('active', 'won', 'lost'),
    name: fc.constantFrom('', 'one', 'два', '三'),
    day: fc.integer({ min: 1, max: 5 }),
    solutions: fc.constantFrom('', 'S-1', 'S-1;S-2', 'SA-1'),
  });
  const file = fc
    .array(row, { minLength: 1, maxLength: 4 })
    .map((rows) =>
      [
        'deal_id,status,name,updated_at,solutions',
        ...rows.map(
          (one) => `${one.deal},${one.status},${one.name},2021-06-0${one.day}T00:00:00Z,${one.solutions}`,
        ),
      ].join('\n'),
    );

  it('make the same book, and a file that comes twice changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 4 }), async (files) => {
        const one = await Book.open(await homes.create());
        const other = await Book.open(await homes.create());
        for (const [index, text] of files.entries()) await one.importText(`${index}.csv`, text);
        for (const [index, text] of [...files, ...files].toReversed().entries()) {
          await other.importText(`${index}.csv`, text);
        }
        expect(await other.contents()).toEqual(await one.contents());
        // Hundreds of books: PostgreSQL would run out of connections before the suite ends.
        await one.close();
        await other.close();
      }),
      { numRuns: 15 },
    );
  });
});
