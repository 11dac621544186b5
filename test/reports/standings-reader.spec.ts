import { expect, it } from '@jest/globals';
import { DealsStore } from '../../src/deals/deals.store.js';
import { LearntService } from '../../src/deals/learnt.service.js';
import type { StandingRow } from '../../src/deals/standings.store.js';
import { standingRow, StandingsStore } from '../../src/deals/standings.store.js';
import { compareText } from '../../src/kernel/text.js';
import { BookReader } from '../../src/reports/read-models/book-reader.js';
import { readStandings } from '../../src/reports/read-models/standings-reader.js';
import { aDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';

/** Ids whose order differs between languages and between UTF-16 and code points. */
const ODD_IDS = [
  '',
  'B',
  'a',
  'Ä',
  'ä',
  'z',
  '\u{1F600}',
  '\uFF5E',
  "it's",
  'a"b',
  'a,b',
  'a|b',
  'a\\b',
  '私人',
];
const TEXTS = [
  null,
  '',
  ',',
  '","',
  'null',
  '[]',
  '\\',
  '"',
  '\n',
  '\u2028',
  '|',
  'São Paulo',
  '\u{1F600}',
  "'",
];

function deals(count: number) {
  return Array.from({ length: count }, (_, n) =>
    aDeal({
      dealId: `${ODD_IDS[n % ODD_IDS.length] ?? ''}${n}`,
      status: n % 3 === 0 ? 'won' : 'active',
      campaignId: TEXTS[n % TEXTS.length] ?? null,
      statusReason: TEXTS[(n * 5) % TEXTS.length] ?? null,
      valueMinor: n % 7 === 0 ? null : n % 7 === 1 ? 0 : Number.MAX_SAFE_INTEGER - n,
      currency: 'USD',
      closedOn: n % 2 === 0 ? '1969-12-31' : '2199-01-01',
    }),
  );
}

eachDatabase('The rows that reports read', (homes) => {
  it.each([0, 1, 4000, 4001, 8000, 9001])('come once each, in order and whole: %i of them', async (count) => {
    const database = await homes.open();
    const held = deals(count);
    const rows: readonly StandingRow[] = held.map((deal) => standingRow(deal, [], []));
    await new StandingsStore(database).save(rows);
    const read = await database.snapshot(async (connection) => {
      const found: unknown[] = [];
      const book = new BookReader(database, connection, new LearntService(new DealsStore(database)));
      const question = { texts: ['campaignId', 'statusReason'] as const, more: { id: 's.deal_id' } };
      for await (const page of readStandings(book, question)) {
        expect(page.more('id').at(0)).toBe(page.firstId);
        expect(page.more('id').at(-1)).toBe(page.lastId);
        for (let index = 0; index < page.standings.length; index += 1) {
          const { status, campaignId, statusReason, valueMinor, closed } = page.dealAt(index);
          found.push([page.more('id')[index], status, campaignId, statusReason, valueMinor, closed.on]);
        }
      }
      return found;
    });
    expect(read).toEqual(
      held
        .toSorted((a, b) => compareText(a.dealId, b.dealId))
        .map(({ dealId, status, campaignId, statusReason, valueMinor, closedOn }) => {
          return [dealId, status, campaignId, statusReason, valueMinor, closedOn];
        }),
    );
  });
});
