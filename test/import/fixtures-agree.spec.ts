import { describe, expect, it } from '@jest/globals';
import type { Deal } from '../../src/deals/domain/deal.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';

const API = ['referrals-page-1.json', 'referrals-page-2.json'];
const BULK = 'cosell-bulk-export-43col.csv';
const ANALYTICS = 'analytics-cosell-export.csv';
/** The day the two CSV fixtures were taken: after the last change in the API pages. */
const TAKEN_AT = Date.UTC(2021, 8, 15);

const CATALOGUE = `solution_id,name,kind,incentive,valid_from,valid_until
SOL-1234-PQRS,Contoso Supply Chain,own,azure-ip-co-sell,,
SOL-2345-TUVW,Contoso Field App,own,biz-apps-premium,,
SOL-3456-XYZA,Contoso Analytics,own,,,
MS-AZURE-0001,Azure,microsoft,,,
SOL-9001-LITW,Litware Add-on,third-party,,,
SA-INFRA-01,Infrastructure assessment,assessment,,,
`;

/** Deals of the fixtures by what their README says of them. */
const D = {
  wonAfter100Hours: 'cfc6282a-bf08-5852-83bd-c5f855df9899',
  wonAt71h59: '87a20664-91ab-528d-8a21-7137138e35f2',
  wonAt72h: '7cd81ba7-d632-5ee8-9cf9-ec1b57b1fe13',
  microsoftExpired: '2dc95eb7-5382-5169-a984-36bb707e6ecb',
  privateWon: '2bff5447-60ae-52ee-88c2-1e48ba3cb43f',
  partnerToPartner: '3b8924cc-edb6-5bed-8711-de54182ecd1e',
  microsoftWon: 'b52294d0-c817-558b-b932-4b034cc71023',
  registered: 'cc137760-6cb7-5b4b-8598-1a64283f4850',
  open: 'c6adbf3b-8741-5166-8d4d-3102a1a0f3ca',
} as const;

/** Fields that a file does not carry are null in a book that knows nothing else; those it carries must agree. */
function disagreements(one: Deal, other: Deal): readonly string[] {
  const second: Readonly<Record<string, unknown>> = { ...other };
  return Object.entries(one).flatMap(([field, value]) => {
    const theirs = second[field];
    if (value === null || theirs === null || NOT_A_FACT.has(field)) return [];
    return JSON.stringify(plain(field, value)) === JSON.stringify(plain(field, theirs))
      ? []
      : [`${one.dealId} ${field}: ${JSON.stringify(value)} / ${JSON.stringify(theirs)}`];
  });
}

/** How we came to know, and bounds for what is not known, differ by file and are meant to. */
const NOT_A_FACT = new Set(['closedFrom', 'closedNotBefore', 'closedNotAfter', 'createdFrom', 'team']);

function plain(field: string, value: unknown): unknown {
  if (field !== 'solutions' || !Array.isArray(value)) return value;
  return value.map((solution) => Object(solution).solutionId);
}

async function dealsOf(book: Book): Promise<readonly Deal[]> {
  return (await book.deals.batchAfter(null, 1000)).map(({ deal }) => deal);
}

eachDatabase('the three fixtures of the same deals', (homes) => {
  const bookOf = async (...files: readonly string[]): Promise<Book> => {
    const book = await Book.open(await homes.create());
    for (const file of files) {
      const result = await book.import(file, API.includes(file) ? {} : { takenAt: TAKEN_AT });
      expect(result.problems).toEqual([]);
    }
    return book;
  };

  it('agree on every field that two of them carry', async () => {
    const books = [await bookOf(...API), await bookOf(BULK), await bookOf(ANALYTICS)];
    const told = await Promise.all(books.map(dealsOf));
    expect(told.map((deals) => deals.length)).toEqual([17, 17, 15]);
    const found: string[] = [];
    for (const one of told) {
      for (const other of told) {
        for (const deal of one) {
          const twin = other.find(({ dealId }) => dealId === deal.dealId);
          if (twin) found.push(...disagreements(deal, twin));
        }
      }
    }
    // The bulk file cannot tell partner-to-partner from private: its two questions are all that it has.
    const expected = [D.partnerToPartner].flatMap((dealId) => [
      `${dealId} dealType: "partner-to-partner" / "private"`,
      `${dealId} dealType: "private" / "partner-to-partner"`,
    ]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('make the same book in whatever order they are imported', async () => {
    const orders = [
      [...API, BULK, ANALYTICS],
      [ANALYTICS, BULK, ...API.toReversed()],
      [BULK, API[1] ?? '', ANALYTICS, API[0] ?? ''],
      [API[0] ?? '', ANALYTICS, API[1] ?? '', BULK],
    ];
    const contents: unknown[] = [];
    for (const order of orders) {
      const book = await bookOf(...order);
      contents.push(await book.contents());
      const twice = await book.contents();
      for (const file of order) {
        const again = await book.import(file);
        expect(again).toMatchObject({ created: 0, updated: 0 });
      }
      expect(await book.contents()).toEqual(twice);
    }
    for (const other of contents.slice(1)) expect(other).toEqual(contents[0]);
  });

  it('leave the marketplace lead out, and count Microsoft’s and the partner’s referrals', async () => {
    const book = await Book.open(await homes.create());
    const pages = [await book.import(API[0] ?? ''), await book.import(API[1] ?? '')];
    const sum = (count: 'read' | 'created' | 'counterparts' | 'leftOut' | 'rejected'): number =>
      pages.reduce((total, page) => total + page[count], 0);
    expect(sum('read')).toBe(25);
    expect(sum('created')).toBe(17);
    expect(sum('counterparts')).toBe(7);
    expect(sum('leftOut')).toBe(1);
    expect(sum('rejected')).toBe(0);
  });

  describe('are judged', () => {
    const outcomesOf = async (book: Book): Promise<Record<string, string>> => {
      await book.importText('solutions.csv', CATALOGUE);
      const entries = await Promise.all(
        Object.entries(D).map(async ([name, dealId]) => [
          name,
          (await book.eligibility.explain(dealId)).outcome,
        ]),
      );
      return Object.fromEntries(entries);
    };

    it('by the API pages as the policy of May 2021 says', async () => {
      const book = await bookOf(...API);
      expect(await outcomesOf(book)).toEqual({
        wonAfter100Hours: 'eligible',
        wonAt71h59: 'at-risk',
        wonAt72h: 'eligible',
        microsoftExpired: 'ineligible',
        privateWon: 'ineligible',
        partnerToPartner: 'pending',
        microsoftWon: 'eligible',
        registered: 'eligible',
        open: 'pending',
      });
    });

    it('the same by all files together', async () => {
      const api = await bookOf(...API);
      const all = await bookOf(BULK, ANALYTICS, ...API);
      expect(await outcomesOf(all)).toEqual(await outcomesOf(api));
    });

    it('by the bulk file alone only as far as it goes: without creation time never guessed', async () => {
      const book = await bookOf(BULK);
      expect(await outcomesOf(book)).toEqual({
        wonAfter100Hours: 'undetermined',
        wonAt71h59: 'undetermined',
        wonAt72h: 'undetermined',
        microsoftExpired: 'ineligible',
        privateWon: 'ineligible',
        partnerToPartner: 'pending',
        microsoftWon: 'undetermined',
        registered: 'undetermined',
        open: 'pending',
      });
      const { missing } = await book.eligibility.explain(D.wonAfter100Hours);
      expect(missing.map(({ fact }) => fact)).toEqual(['createdAt', 'wonAt', 'hoursFromCreationToWon']);
      expect(missing[0]?.carriedBy).toEqual(['referrals', 'co-sell-analytics', 'deals']);
    });
  });
});
