import { expect, it } from '@jest/globals';
import type { Deal } from '../../src/deals/domain/deal.js';
import { dealVersionKey, type DealVersionName, PastStates } from '../../src/eligibility/past-states.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { june } from '../support/told-book.js';

/** The same deals in every form that there is, older files after newer ones. */
const FILES = [
  'referrals-page-2.json',
  'cosell-bulk-export-43col.csv',
  'referrals-page-1.json',
  'analytics-cosell-export.csv',
];
/** Later than anything the files speak of. */
const LATER = Date.UTC(2025, 0, 1);

eachDatabase('the past states of the book', (homes) => {
  it('are those that the book had after each import', async () => {
    const book = await Book.open(await homes.create(), LATER);
    const seen = new Map<string, readonly [DealVersionName, Deal]>();
    const asHeld: (readonly [knownAt: number, deals: readonly Deal[]])[] = [];
    for (const [index, file] of FILES.entries()) {
      book.setNow(LATER + index * 1000);
      await book.import(file);
      const held = await book.deals.batchAfter(null, 1000);
      for (const { deal, version } of held) {
        const name = { dealId: deal.dealId, version };
        seen.set(dealVersionKey(name), [name, deal]);
      }
      asHeld.push([LATER + index * 1000, held.map(({ deal }) => deal)]);
    }
    const past = book.app.get(PastStates);
    const versions = [...seen.values()].map(([name]) => name);
    expect(versions.length).toBeGreaterThan(asHeld.at(-1)?.[1].length ?? Infinity);
    const found = await past.dealsAtVersions(versions);
    for (const [name, deal] of seen.values()) expect(found.get(dealVersionKey(name))).toEqual(deal);
    for (const [knownAt, deals] of asHeld) {
      for (const deal of deals) {
        const then = await past.dealAt(deal.dealId, { validAt: knownAt, knownAt });
        expect(then.deal).toEqual(deal);
      }
    }
  });

  it('know of no version that the book never had', async () => {
    const book = await Book.open(await homes.create(), june(1));
    await book.importText('deals.csv', 'deal_id,status\nd1,active\n');
    const past = book.app.get(PastStates);
    const one = { dealId: 'd1', version: 1 };
    const found = await past.dealsAtVersions([
      one,
      { dealId: 'd1', version: 2 },
      { dealId: 'd2', version: 1 },
    ]);
    expect([...found.keys()]).toEqual([dealVersionKey(one)]);
  });

  it('a deal that an import changes and changes back stays at its version, as in its history', async () => {
    const book = await Book.open(await homes.create(), june(10));
    const row = (id: string, stage: number, day: number): string =>
      `${id},active,${stage},2021-06-0${day}T00:00:00Z\n`;
    const head = 'deal_id,status,sales_stage,updated_at\n';
    await book.importText('one.csv', head + row('d1', 40, 1));
    // More rows than a batch holds lie between the two of the deal.
    const others = Array.from({ length: 2100 }, (_, index) => row(`other-${index}`, 20, 1)).join('');
    const forth = row('d1', 60, 2) + others + row('d1', 40, 3);
    await book.importText('forth-and-back.csv', head + forth);
    const version = async (): Promise<readonly unknown[]> => {
      const { changes } = await book.history.of('d1');
      return [(await book.deals.find('d1'))?.version, changes.at(-1)?.version, changes.at(-1)?.importId];
    };
    expect(await version()).toEqual([1, 1, 1]);
    await book.importText('three.csv', head + row('d1', 80, 4));
    expect(await version()).toEqual([2, 2, 3]);
  });
});
