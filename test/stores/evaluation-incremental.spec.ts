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

const event = (happens: string, to: Event['to']): Event => ({ happens, to });

const CLOSINGS: readonly Partial<Deal>[] = [
  { closedAt: at('2021-06-06T10:00:00Z') },
  { closedAt: at('2021-06-03T23:59:59.999Z') },
  { closedAt: null, closedOn: '2021-06-04' },
  { closedAt: null, closedNotBefore: at('2021-06-02T00:00:00Z'), closedNotAfter: at('2021-06-05T00:00:00Z') },
  { closedAt: null },
  { status: 'active', closedAt: null },
  { status: 'lost', closedAt: at('2021-06-06T10:00:00Z') },
];

const DEALS = ['a', 'b', 'c', 'd'];

const told = fc.record({
  dealId: fc.constantFrom(...DEALS),
  closing: fc.constantFrom(...CLOSINGS),
  dealType: fc.constantFrom('co-sell', 'partner-led', null),
  solution: fc.constantFrom('s-1', 's-2'),
  customerDuns: fc.constantFrom('111111111', '222222222', null),
  customerName: fc.constantFrom('Contoso', 'Fabrikam', null),
  currency: fc.constantFrom('EUR', 'JPY', 'USD'),
});

const events = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: told.map(({ dealId, closing, solution, ...more }) => {
        const deal = wonDeal(dealId, {
          ...closing,
          ...more,
          customerCountry: 'DE',
          solutions: [{ solutionId: solution, name: null }],
          valueMinor: 2_400_000,
        });
        return event(`a file tells of ${dealId}`, (book) => book.put(deal));
      }),
    },
    fc
      .tuple(fc.constantFrom('s-1', 's-2'), fc.constantFrom('azure-ip-co-sell' as const, null))
      .map(([id, incentive]) =>
        event(`${id} is catalogued with ${incentive}`, (book) => book.catalogue(id, incentive)),
      ),
    fc
      .tuple(
        fc.constantFrom(
          ['111111111', 'Contoso'],
          ['222222222', 'Fabrikam'],
          [null, 'Contoso'],
          ['111111111', null],
        ),
        fc.constantFrom(true, false, null),
      )
      .map(([[duns = null, name = null], managed]) =>
        event(`customer ${duns} ${name}: ${managed}`, (book) => book.customer(duns, name, 'DE', managed)),
      ),
    fc
      .tuple(
        fc.constantFrom('2021-05', '2021-06', '2021-07'),
        fc.constantFrom('EUR', 'JPY'),
        fc.constantFrom('1.2', '0.9'),
      )
      .map(([month, currency, rate]) =>
        event(`${currency} ${month}: ${rate}`, (book) => book.rate(month, currency, rate)),
      ),
    fc.constantFrom(...FOLDERS).map((folder) => event('other rules', (book) => book.useRules(folder))),
    fc.constantFrom('2021-06-20', '2021-07-01', '2021-05-20').map((asOf) =>
      event(`judged as of ${asOf}`, async (book) => {
        await book.eligibility.evaluate({ asOf });
      }),
    ),
    fc.constantFrom('2021-06-20', '2021-05-20').map((asOf) =>
      event(`judged as of ${asOf}, but cut short`, async (book) => {
        const onProgress = (deals: number): void => {
          if (deals > 0) throw new Error('the power went out');
        };
        await book.eligibility.evaluate({ asOf, batch: 1, onProgress }).catch(() => {});
      }),
    ),
  ),
  { minLength: 1, maxLength: 8 },
);

eachDatabase('Judging only what may have changed', (homes) => {
  it('leaves nothing for judging everything to record or to note, whatever happened', async () => {
    const stories = fc.sample(events, {
      numRuns: 20,
      seed: Number(process.env.STORY_SEED ?? Date.now() % 2 ** 31),
    });
    for (const story of stories) {
      const book = new JudgedBook(await homes.open(), FOLDERS[0]);
      const soFar: string[] = [];
      for (const { happens, to } of story) {
        await to(book);
        soFar.push(happens);
        await book.eligibility.evaluate({ asOf: '2021-07-01', batch: 2 });
        const verdicts = await book.decisions.verdicts(DEALS);
        const again = await book.eligibility.evaluate({ asOf: '2021-07-01', all: true });
        expect({ soFar, recorded: again.recorded }).toEqual({ soFar, recorded: 0 });
        // Nor for any to be noted as resting on other data or rates than it was.
        expect({ soFar, verdicts: await book.decisions.verdicts(DEALS) }).toEqual({ soFar, verdicts });
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
