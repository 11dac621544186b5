import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { arbitraryBook, arbitraryQuestion } from './arbitrary-book.js';
import { daysBetween, nearestRank, Oracle, sixDigits, sumOf, unconverted } from './oracle.js';
import { type JsonReport, type JsonRow, ReportDesk, rowWhere, tableOf } from './report-harness.js';

const RUNS = 60;
let dataDir: string;
let database: Database;
let desk: ReportDesk;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
  database = await openDatabase({ dataDir, databaseUrl: null });
  desk = new ReportDesk(database, Date.UTC(2022, 5, 1));
});

afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks a report about random books and holds it against the oracle. */
async function agree(
  name: string,
  options: (oracle: Oracle) => Readonly<Record<string, unknown>>,
  check: (oracle: Oracle, report: JsonReport) => void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
      await desk.holds(book);
      const oracle = new Oracle(book, question);
      check(oracle, await desk.json(name, options(oracle)));
      return true;
    }),
    { numRuns: RUNS },
  );
}

const cents = (row: JsonRow | null, column: string): bigint =>
  BigInt(Math.round(Number(row?.[column]) * 100));
const inReport = ({ question }: Oracle) => ({ zone: question.zone, asOf: question.asOfDay });
const withPeriod = (oracle: Oracle) => ({
  ...inReport(oracle),
  from: oracle.question.from ?? undefined,
  to: oracle.question.to ?? undefined,
});

describe('on random books the reports agree with a plain reckoning', () => {
  it('pipeline: number, value, weighted value, age and overdue of every stage', async () => {
    await agree('pipeline', inReport, (oracle, report) => {
      const table = tableOf(report, 'pipeline');
      const { asOfDay } = oracle.question;
      const open = oracle.book.deals.filter((deal) => oracle.state(deal) === 'open');
      const checkRow = (row: JsonRow | null, deals: readonly Deal[]): void => {
        const values = deals.map((deal) => oracle.dealCents(deal, 'open'));
        const weighted = sumOf(
          deals.map((deal, index) => (values[index] ?? 0n) * BigInt(deal.salesStagePercent ?? 0)),
        );
        const ages = deals.flatMap((deal) => {
          const day = oracle.createdDay(deal);
          return day === null ? [] : [daysBetween(day, asOfDay)];
        });
        const overdue = deals.filter(({ estimatedCloseDate: day }) => day !== null && day < asOfDay);
        expect(row?.deals).toBe(deals.length);
        expect(cents(row, 'value_usd')).toBe(sumOf(values));
        expect(cents(row, 'weighted_usd')).toBe((weighted + 50n) / 100n);
        expect(row?.unconverted_deals).toBe(unconverted(values));
        expect(row?.age_days_median).toBe(nearestRank(ages, 50));
        expect(row?.age_days_p90).toBe(nearestRank(ages, 90));
        expect(row?.overdue_deals).toBe(overdue.length);
        expect(cents(row, 'overdue_usd')).toBe(sumOf(overdue.map((deal) => oracle.dealCents(deal, 'open'))));
      };
      for (const row of table.rows) {
        checkRow(
          row,
          open.filter((deal) => deal.salesStagePercent === row.stage_percent),
        );
      }
      checkRow(table.totals, open);
      expect(table.rows.reduce((sum, row) => sum + Number(row.deals), 0)).toBe(open.length);
      expect(tableOf(report, 'balance').totals?.deals).toBe(oracle.book.deals.length);
    });
  });

  it('campaign-roi, cohort: spend, deals, wins and return of every campaign', async () => {
    await agree('campaign-roi', inReport, (oracle, report) => {
      const table = tableOf(report, 'campaigns');
      for (const [id, row] of [
        ...['A', 'B'].map((name) => [name, rowWhere(table, 'campaign_id', name)] as const),
        ['all', table.totals] as const,
      ]) {
        const mine = (campaign: string | null): boolean => id === 'all' || campaign === id;
        const spends = oracle.book.spend
          .filter((entry) => mine(entry.campaignId) && entry.date <= oracle.question.asOfDay)
          .map((entry) => oracle.cents(entry.amountMinor, entry.currency, entry.date.slice(0, 7)));
        const deals = oracle.book.deals.filter(
          (deal) => mine(deal.campaignId) && oracle.state(deal) !== 'not-created',
        );
        const won = deals.filter((deal) => oracle.state(deal) === 'won');
        const wonValues = won.map((deal) => oracle.dealCents(deal, 'won'));
        const spend = sumOf(spends);
        const known = unconverted(spends) === 0 && spend > 0n;
        expect(cents(row, 'spend_usd')).toBe(spend);
        expect(row?.deals).toBe(deals.length);
        expect(row?.won_deals).toBe(won.length);
        expect(cents(row, 'won_usd')).toBe(sumOf(wonValues));
        expect(row?.unconverted_spend).toBe(unconverted(spends));
        expect(row?.roi).toBe(known ? sixDigits(sumOf(wonValues) - spend, spend) : null);
        expect(String(row?.notes).includes('no ROI')).toBe(!known);
        expect(String(row?.notes).includes('ROI is at least')).toBe(known && unconverted(wonValues) > 0);
      }
      const parts = table.rows.reduce((sum, row) => sum + cents(row, 'won_usd'), 0n);
      expect(parts).toBe(cents(table.totals, 'won_usd'));
    });
  });

  it('campaign-roi, cash: only what was spent and won in the period', async () => {
    const options = (oracle: Oracle) => ({ ...withPeriod(oracle), view: 'cash' });
    await agree('campaign-roi', options, (oracle, report) => {
      const { totals } = tableOf(report, 'campaigns');
      const spends = oracle.book.spend
        .filter(({ date }) => date <= oracle.question.asOfDay && oracle.inPeriod([date, date]) === true)
        .map((entry) => oracle.cents(entry.amountMinor, entry.currency, entry.date.slice(0, 7)));
      const won = oracle.book.deals.filter(
        (deal) => oracle.state(deal) === 'won' && oracle.inPeriod(oracle.closedBetween(deal)) === true,
      );
      expect(cents(totals, 'spend_usd')).toBe(sumOf(spends));
      expect(totals?.won_deals).toBe(won.length);
      expect(cents(totals, 'won_usd')).toBe(sumOf(won.map((deal) => oracle.dealCents(deal, 'won'))));
      expect(tableOf(report, 'balance').totals?.deals).toBe(oracle.book.deals.length);
    });
  });

  it('conversion: the steps, where the cohort stands, and the rates', async () => {
    await agree('conversion', withPeriod, (oracle, report) => {
      const cohort = oracle.book.deals.filter((deal) => {
        const day = oracle.createdDay(deal);
        return day !== null && oracle.state(deal) !== 'not-created' && oracle.inPeriod([day, day]) === true;
      });
      const stands = (state: string): Deal[] => cohort.filter((deal) => oracle.state(deal) === state);
      const known = cohort.filter((deal) => oracle.state(deal) === 'won' || deal.salesStagePercent !== null);
      const steps = tableOf(report, 'steps').rows;
      expect(steps.map((row) => row.deals)).toEqual([
        cohort.length,
        ...[10, 20, 40, 60, 80].map(
          (percent) =>
            known.filter((deal) => oracle.state(deal) === 'won' || Number(deal.salesStagePercent) >= percent)
              .length,
        ),
        stands('won').length,
      ]);
      for (const state of ['won', 'lost', 'declined', 'expired', 'open']) {
        const row = rowWhere(tableOf(report, 'outcomes'), 'state', state);
        expect(row.deals).toBe(stands(state).length);
        expect(cents(row, 'value_usd')).toBe(
          sumOf(stands(state).map((deal) => oracle.dealCents(deal, state))),
        );
      }
      const closed = (state: string): number =>
        oracle.book.deals.filter(
          (deal) => oracle.state(deal) === state && oracle.inPeriod(oracle.closedBetween(deal)) === true,
        ).length;
      const rate = rowWhere(tableOf(report, 'rates'), 'rate_of', 'Closed win rate, by number');
      expect([rate.numerator_deals, rate.denominator_deals]).toEqual([
        closed('won'),
        closed('won') + closed('lost'),
      ]);
      const days = stands('won').flatMap((deal) => {
        const [wonDay, created] = [oracle.day(deal.closedAt, deal.closedOn), oracle.createdDay(deal)];
        return wonDay === null || created === null ? [] : [daysBetween(created, wonDay)];
      });
      expect(report.figures.days_to_won_median).toBe(nearestRank(days, 50));
    });
  });

  it('registration-audit: a row for each won deal, exceptions first, and what each criterion costs', async () => {
    await agree('registration-audit', withPeriod, (oracle, report) => {
      const won = oracle.book.deals.filter(
        (deal) => oracle.state(deal) === 'won' && oracle.inPeriod(oracle.closedBetween(deal)) === true,
      );
      const rows = tableOf(report, 'deals').rows;
      expect(rows.map((row) => String(row.deal_id)).toSorted()).toEqual(
        won.map((deal) => deal.dealId).toSorted(),
      );
      const order = tableOf(report, 'exceptions').rows.map((row) => row.exception);
      const ranks = rows.map((row) => order.indexOf(row.exception ?? ''));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      for (const row of tableOf(report, 'criteria').rows) {
        const alone = won.filter((deal) => {
          const verdict = oracle.book.verdicts.find((one) => one.dealId === deal.dealId);
          const criteria = verdict?.policy?.criteria ?? [];
          const results = criteria.map(({ id }, bit) => {
            if ((verdict?.passMask ?? 0) & (1 << bit)) return `${id} pass`;
            return (verdict?.failMask ?? 0) & (1 << bit) ? `${id} fail` : `${id} unknown`;
          });
          const others = results.filter((result) => !result.endsWith(' pass'));
          return others.length === 1 && others[0] === `${String(row.criterion)} fail`;
        });
        expect(row.fails_alone).toBe(alone.length);
        expect(cents(row, 'cost_usd')).toBe(sumOf(alone.map((deal) => oracle.dealCents(deal, 'won'))));
      }
      expect(tableOf(report, 'balance').totals?.deals).toBe(oracle.book.deals.length);
    });
  });
});
