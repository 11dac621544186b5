import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Deal } from '../../src/deals/domain/deal.js';
import { eachDatabase } from '../support/each-database.js';
import { arbitraryBook, arbitraryQuestion } from './arbitrary-book.js';
import { Oracle, sumOf } from './oracle.js';
import { type JsonRow, ReportDesk, rowWhere, tableOf } from './report-harness.js';

/** Books for each property on SQLite; PostgreSQL is asked about a tenth of them. */
const RUNS = Math.ceil(Number(process.env.PROVE_REPORTS ?? 300) / 5);

const inReport = ({ question, currency }: Oracle) => ({
  zone: question.zone,
  asOf: question.asOfDay,
  currency,
});
const withPeriod = (oracle: Oracle) => ({
  ...inReport(oracle),
  from: oracle.question.from ?? undefined,
  to: oracle.question.to ?? undefined,
});

eachDatabase('on random books the groups of reports agree with the whole', ({ open }) => {
  let desk: ReportDesk;
  let runs: number;

  beforeAll(async () => {
    const database = await open();
    desk = new ReportDesk(database, Date.UTC(2022, 5, 1));
    runs = database.engine === 'sqlite' ? RUNS : Math.ceil(RUNS / 10);
  });

  it('pipeline: by one thing within another, every pair once, and the subtotals as if by the first alone', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
        await desk.holds(book);
        const oracle = new Oracle(book, question);
        const [report, single] = [
          await desk.json('pipeline', { ...inReport(oracle), by: 'direction,type' }),
          await desk.json('pipeline', { ...inReport(oracle), by: 'direction' }),
        ];
        const table = tableOf(report, 'pipeline');
        const pairs = new Map<string, Deal[]>();
        for (const deal of book.deals.filter((each) => oracle.state(each) === 'open')) {
          const pair = [deal.direction, deal.dealType].map((each) => each ?? '(not known)').join(' ');
          pairs.set(pair, [...(pairs.get(pair) ?? []), deal]);
        }
        // Parentheses come before letters, and those of whom it is not known last.
        const order = (pair: string): string => pair.replaceAll('(', '~');
        expect(table.rows.map((row) => `${row.direction} ${row.type}`)).toEqual(
          [...pairs.keys()].toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
        );
        for (const row of table.rows) {
          const deals = pairs.get(`${row.direction} ${row.type}`) ?? [];
          expect(row.deals).toBe(deals.length);
          expect(oracle.amountIn(row, 'value')).toBe(sumOf(deals.map((deal) => oracle.dealMinor(deal))));
        }
        const [subtotals, alone] = [tableOf(report, 'subtotals'), tableOf(single, 'pipeline')];
        expect(subtotals.rows).toEqual(alone.rows);
        expect(subtotals.totals).toEqual(alone.totals);
      }),
      { numRuns: runs },
    );
  });

  it('conversion: a group is what the report says of its deals alone, and all of them come to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
        await desk.holds(book);
        const oracle = new Oracle(book, question);
        const asked = withPeriod(oracle);
        const grouped = await desk.json('conversion', { ...asked, by: 'campaign' });
        const groups = tableOf(grouped, 'groups');
        const ids = ['A', 'B', 'ghost', '(not known)'].filter((id) =>
          groups.rows.some(({ campaign }) => campaign === id),
        );
        expect(groups.rows.map(({ campaign }) => campaign)).toEqual(ids);
        for (const [id, row] of [
          ...groups.rows.map((each) => [each.campaign, each]),
          [null, groups.totals],
        ] as const) {
          const filter = id === null ? {} : { campaign: id === '(not known)' ? 'none' : id };
          const alone = await desk.json('conversion', { ...asked, ...filter });
          const rate = (name: string): JsonRow => rowWhere(tableOf(alone, 'rates'), 'rate_of', name);
          const [created, createdValue] = [
            rate('Created win rate, by number'),
            rate('Created win rate, by value'),
          ];
          const [closed, closedValue] = [
            rate('Closed win rate, by number'),
            rate('Closed win rate, by value'),
          ];
          expect(row).toMatchObject({
            ...Object.fromEntries(tableOf(alone, 'outcomes').rows.map(({ state, deals }) => [state, deals])),
            created: created.denominator_deals,
            created_win_rate: created.rate,
            [oracle.keyOf('won_value')]: createdValue[oracle.keyOf('numerator')],
            [oracle.keyOf('created_value')]: createdValue[oracle.keyOf('denominator')],
            created_win_rate_by_value: createdValue.rate,
            closed_won: closed.numerator_deals,
            closed_deals: closed.denominator_deals,
            closed_win_rate: closed.rate,
            [oracle.keyOf('closed_won_value')]: closedValue[oracle.keyOf('numerator')],
            [oracle.keyOf('closed_value')]: closedValue[oracle.keyOf('denominator')],
            closed_win_rate_by_value: closedValue.rate,
            days_to_won_deals: alone.figures.days_to_won_deals,
            days_to_won_median: alone.figures.days_to_won_median,
          });
        }
        const sum = (key: string): number => groups.rows.reduce((total, row) => total + Number(row[key]), 0);
        for (const key of ['created', 'won', 'open', 'closed_deals', 'immature_deals']) {
          expect([key, sum(key)]).toEqual([key, groups.totals?.[key]]);
        }
        const { tables } = await desk.json('conversion', asked);
        expect(grouped.tables.slice(1)).toEqual(tables);
      }),
      { numRuns: runs },
    );
  });

  it('campaign-roi: months and channels come to what all campaigns cost and brought', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
        await desk.holds(book);
        const oracle = new Oracle(book, question);
        for (const view of ['cohort', 'cash']) {
          const plain = await desk.json('campaign-roi', { ...withPeriod(oracle), view });
          for (const by of ['channel', 'month']) {
            const grouped = await desk.json('campaign-roi', { ...withPeriod(oracle), view, by });
            const { rows, totals } = tableOf(grouped, 'groups');
            expect(grouped.tables.slice(1)).toEqual(plain.tables);
            expect(totals).toMatchObject(plain.figures);
            for (const key of ['spend', 'open', 'won']) {
              expect(rows.reduce((sum, row) => sum + oracle.amountIn(row, key), 0n)).toBe(
                oracle.amountIn(totals, key),
              );
            }
            for (const key of ['deals', 'open_deals', 'won_deals', 'unconverted_spend']) {
              expect(rows.reduce((sum, row) => sum + Number(row[key]), 0)).toBe(totals?.[key]);
            }
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('campaign-roi, cash: a month holds what was spent and won in it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
        await desk.holds(book);
        const oracle = new Oracle(book, question);
        const report = await desk.json('campaign-roi', { ...withPeriod(oracle), view: 'cash', by: 'month' });
        for (const row of tableOf(report, 'groups').rows) {
          const month = String(row.month).startsWith('(') ? null : row.month;
          const spends = book.spend.filter(
            ({ date }) =>
              date <= question.asOfDay &&
              date.slice(0, 7) === month &&
              oracle.inPeriod([date, date]) === true,
          );
          const won = book.deals.filter((deal) => {
            const between = oracle.closedBetween(deal);
            const [first, last] = between.map((day) => day.slice(0, 7));
            const known = first === last ? first : null;
            return oracle.state(deal) === 'won' && oracle.inPeriod(between) === true && known === month;
          });
          expect([row.month, oracle.amountIn(row, 'spend')]).toEqual([
            row.month,
            sumOf(spends.map((each) => oracle.minor(each.amountMinor, each.currency, each.date.slice(0, 7)))),
          ]);
          expect([row.month, row.won_deals]).toEqual([row.month, won.length]);
          expect(oracle.amountIn(row, 'won')).toBe(sumOf(won.map((deal) => oracle.dealMinor(deal))));
        }
      }),
      { numRuns: runs },
    );
  });
});
