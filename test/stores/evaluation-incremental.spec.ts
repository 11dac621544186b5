import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Deal } from '../../src/deals/domain/deal.js';
import { at, wonDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { editedRules, JudgedBook } from '../support/judged-book.js';

/** The rules once as shipped and once with the later version in force, which asks for value and customer. */
const FOLDERS = [
  editedRules({}),
  editedRules({
    '2021-05-07': (text) => text.replace('"until": null', '"until": "2021-06-04"'),
    '2021-08-20': (text) =>
      text.replace('"inactive"', '"active"').replace('"from": "2021-08-20"', '"from": "2021-06-04"'),
  }),
];

/** Something that happens to a book; `judge` is an evaluation that only then follows. */
interface Event {
  readonly happens: string;
  readonly to: (book: JudgedBook) => Promise<void>;
}

const happening = (happens: string, to: Event['to']): Event => ({ happens, to });

const CLOSINGS: readonly Partial<Deal>[] = [
  { closedAt: at('2021-06-06T10:00:00Z') },
  { closedAt: at('2021-06-03T23:59:59.999Z') },
  { closedAt: null, closedOn: '2021-06-04' },
  { closedAt: null, closedNotBefore: at('2021-06-02T00:00:00Z'), closedNotAfter: at('2021-06-05T00:00:00Z') },
  { closedAt: null },
  { closedAt: null, createdAt: null, closedNotAfter: at('2021-06-25T12:00:00Z') },
  { closedAt: null, createdAt: null },
  { status: 'active', closedAt: null },
  { status: 'lost', closedAt: at('2021-06-06T10:00:00Z') },
];

const DEALS = ['a', 'b', 'c', 'd'];

/** Days of evaluation, some with nothing between them. */
const TODAY = '2021-07-01';
const DAYS = ['2021-05-20', '2021-06-20', '2021-06-22', '2021-06-26', TODAY];

const telling = fc.record({
  closing: fc.constantFrom(...CLOSINGS),
  dealType: fc.constantFrom('co-sell', 'partner-led', null),
  solution: fc.constantFrom('s-1', 's-2'),
  customerDuns: fc.constantFrom('111111111', '222222222', null),
  customerName: fc.constantFrom('Contoso', 'Fabrikam', null),
  customerCountry: fc.constantFrom('DE', 'FR', null),
  currency: fc.constantFrom('EUR', 'JPY', 'USD'),
});
type Telling = typeof telling extends fc.Arbitrary<infer T> ? T : never;

/** A file that tells of one deal. */
function aFileTells(dealId: string, told: Telling): Event {
  const { closing, solution, ...more } = told;
  const solutions = [{ solutionId: solution, name: null }];
  const deal = wonDeal(dealId, { ...closing, ...more, solutions, valueMinor: 2_400_000 });
  return happening(`a file tells of ${dealId}: ${JSON.stringify(told)}`, (book) => book.put(deal));
}

const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...DEALS), telling).map(([id, told]) => aFileTells(id, told)),
  },
  fc
    .tuple(
      fc.constantFrom('s-1', 's-2'),
      fc.constantFrom('azure-ip-co-sell' as const, null),
      fc.constantFrom<readonly [string | null, string | null]>(
        [null, null],
        ['2021-06-04', null],
        [null, '2021-06-23'],
        ['2021-06-05', '2021-06-24'],
      ),
    )
    .map(([id, incentive, days]) =>
      happening(`${id} is catalogued with ${incentive} from ${days.join(' until ')}`, (book) =>
        book.catalogue(id, incentive, days),
      ),
    ),
  fc
    .tuple(
      fc.constantFrom(
        ['111111111', 'Contoso'],
        ['222222222', 'Fabrikam'],
        [null, 'Contoso'],
        ['111111111', 'Fabrikam'],
        ['111111111', null],
      ),
      fc.constantFrom('DE', 'FR', null),
      fc.constantFrom(true, false, null),
    )
    .map(([[duns = null, name = null], country, managed]) =>
      happening(`customer ${duns} ${name} ${country}: ${managed}`, (book) =>
        book.customer(duns, name, country, managed),
      ),
    ),
  fc
    .tuple(
      fc.constantFrom('2021-05', '2021-06', '2021-07'),
      fc.constantFrom('EUR', 'JPY'),
      fc.constantFrom('1.2', '0.9'),
    )
    .map(([month, currency, rate]) =>
      happening(`${currency} ${month}: ${rate}`, (book) => book.rate(month, currency, rate)),
    ),
  fc.constantFrom(...FOLDERS).map((folder) => happening('other rules', (book) => book.useRules(folder))),
  fc.constantFrom(...DAYS).map((asOf) =>
    happening(`judged as of ${asOf}`, async (book) => {
      await book.eligibility.evaluate({ asOf });
    }),
  ),
  fc
    .record({ asOf: fc.constantFrom(...DAYS), batch: fc.constantFrom(1, 2), all: fc.boolean() })
    .map(({ asOf, batch, all }) =>
      happening(`judged as of ${asOf}, all: ${all}, but cut short after ${batch}`, async (book) => {
        const onProgress = (deals: number): void => {
          if (deals > 0) throw new Error('the power went out');
        };
        await book.eligibility.evaluate({ asOf, batch, all, onProgress }).catch(() => {});
      }),
    ),
);

/** What happens to a book of some deals, and the days on which it is judged and checked in between. */
const story = fc.record({
  folder: fc.constantFrom(...FOLDERS),
  tellings: fc.tuple(telling, telling, telling, telling),
  chapters: fc.array(
    fc.record({ events: fc.array(event, { minLength: 1, maxLength: 5 }), asOf: fc.constantFrom(...DAYS) }),
    { minLength: 2, maxLength: 4 },
  ),
});

eachDatabase('Judging only what may have changed', (homes) => {
  it('leaves nothing for judging everything to record or to note, whatever happened', async () => {
    const seed = Number(process.env.STORY_SEED ?? Date.now() % 2 ** 31);
    for (const { folder, tellings, chapters } of fc.sample(story, { numRuns: 20, seed })) {
      const book = new JudgedBook(await homes.open(), folder);
      const soFar: string[] = [folder];
      const opening = tellings.map((told, index) => aFileTells(DEALS[index] ?? '', told));
      for (const { events, asOf } of [{ events: opening, asOf: TODAY }, ...chapters]) {
        for (const { happens, to } of events) {
          await to(book);
          soFar.push(happens);
        }
        soFar.push(`judged and checked as of ${asOf}`);
        await book.eligibility.evaluate({ asOf, batch: 2 });
        const verdicts = await book.decisions.verdicts(DEALS);
        const again = await book.eligibility.evaluate({ asOf, all: true });
        // Told with what it takes to do it again.
        const happened = { seed, soFar };
        expect({ happened, recorded: again.recorded }).toEqual({ happened, recorded: 0 });
        // Nor for any to be noted as resting on other data or rates than it was.
        const noted = await book.decisions.verdicts(DEALS);
        expect({ happened, verdicts: noted }).toEqual({ happened, verdicts });
      }
      await book.database.close();
    }
  }, 300_000);

  it('holds after evaluations of other days ran into each other', async () => {
    const book = new JudgedBook(await homes.open(), FOLDERS[0]);
    const ids = Array.from({ length: 12 }, (_, index) => `deal-${index}`);
    await book.put(...ids.map((id) => wonDeal(id, { status: 'active', closedAt: null })));
    await book.eligibility.evaluate({ asOf: '2021-07-01' });
    for (let round = 0; round < 5; round += 1) {
      const both = await Promise.allSettled(
        ['2021-05-20', '2021-04-01', '2021-07-01'].map((asOf) =>
          book.eligibility.evaluate({ asOf, batch: 2 }),
        ),
      );
      // The one begun last gets through, whoever that is; those that it overtook say so.
      expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
      const reasons = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect(reasons.filter((reason) => !/began after it and takes over/.test(reason))).toEqual([]);
      const asOf = round % 2 === 0 ? '2021-07-01' : '2021-05-20';
      await book.eligibility.evaluate({ asOf, batch: 2 });
      expect(await book.eligibility.evaluate({ asOf, all: true })).toMatchObject({ recorded: 0 });
    }
  });
});
