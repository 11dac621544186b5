import { beforeAll, expect, it } from '@jest/globals';
import type { Deal } from '../../src/deals/domain/deal.js';
import { eachDatabase } from '../support/each-database.js';
import { daysBetween, nearestRank, Oracle, sixDigits, sumOf, unconverted } from './oracle.js';
import { inReport, Trial, withPeriod } from './oracle-trial.js';
import { type JsonRow, rowWhere, tableOf } from './report-harness.js';

let trial: Trial;

const agree: Trial['agree'] = (...asked) => trial.agree(...asked);

/** The days that an open deal is in its stage: since files showed it there, or in the first since acceptance or creation. */
function daysInStage(oracle: Oracle, deal: Deal): number[] {
  const { told, stage, inStageSince } = oracle.stood(deal);
  const created = oracle.createdDay(deal);
  if (!told) return [];
  const since =
    oracle.day(inStageSince, null) ?? (stage === 10 && deal.direction === 'outbound' ? created : null);
  return since === null ? [] : [daysBetween(since, oracle.question.asOfDay)];
}

/** The deals that had come to a stage or beyond and ended in the 365 days to the as-of day. */
function endedBeyond(oracle: Oracle, percent: number): Deal[] {
  const { asOfDay } = oracle.question;
  return oracle.book.deals.filter((deal) => {
    const { state, stage, closedBetween } = oracle.stood(deal);
    if (closedBetween === null) return false;
    const [first, last] = closedBetween;
    const within = first !== '0000-01-01' && daysBetween(first, asOfDay) < 365 && last <= asOfDay;
    return within && (state === 'won' || (stage !== null && stage >= percent));
  });
}

/**
 * The value of open deals, each times the share of those that ended at its stage or beyond that were won; null where
 * there are deals, and none ended of any of their stages.
 */
function observed(oracle: Oracle, deals: readonly Deal[]): bigint | null {
  const hasRate = (deal: Deal): boolean => {
    const { stage } = oracle.stood(deal);
    return stage !== null && endedBeyond(oracle, stage).length > 0;
  };
  if (deals.length > 0 && !deals.some(hasRate)) return null;
  let [above, below] = [0n, 1n];
  for (const stage of [10, 20, 40, 60, 80, 100]) {
    const ended = endedBeyond(oracle, stage);
    const won = ended.filter((deal) => oracle.state(deal) === 'won');
    if (ended.length === 0) continue;
    const value = sumOf(
      deals.filter((deal) => oracle.stood(deal).stage === stage).map((deal) => oracle.dealMinor(deal)),
    );
    above = above * BigInt(ended.length) + value * BigInt(won.length) * below;
    below *= BigInt(ended.length);
  }
  return (2n * above + below) / (2n * below);
}

/** Solves the equation that both ends of the interval fulfil, |share − p| = z √(p (1 − p) / n), near a guess. */
function wilsonRoot(won: number, of: number, near: string | number | null | undefined): number {
  const z = 1.959964;
  const [a, b, c] = [1 + (z * z) / of, -(2 * won) / of - (z * z) / of, (won / of) ** 2];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const roots = [(-b - root) / (2 * a), (-b + root) / (2 * a)];
  return Number(roots.toSorted((x, y) => Math.abs(x - Number(near)) - Math.abs(y - Number(near)))[0]);
}

interface BridgeLine {
  deals: number | null;
  value: bigint;
  inferred: number;
}

/** The bridge by its definition: what the deals were worth at its two ends. */
function bridgeOf(oracle: Oracle): Readonly<Record<string, BridgeLine>> {
  const { asOfDay } = oracle.question;
  const start = oracle.bridgeStart();
  const line = (deals: number | null = 0): BridgeLine => ({ deals, value: 0n, inferred: 0 });
  const lines = {
    Opening: line(),
    Created: line(),
    Reopened: line(),
    Revalued: line(null),
    'Rate effect': line(null),
    Won: line(),
    Lost: line(),
    Declined: line(),
    Expired: line(),
    Closing: line(),
  };
  const add = (to: BridgeLine, value: bigint, inferred: boolean, sign = 1): void => {
    if (to.deals !== null) to.deals += sign;
    to.value += BigInt(sign) * value;
    if (inferred) to.inferred += 1;
  };
  const leaving = { won: lines.Won, lost: lines.Lost, declined: lines.Declined, expired: lines.Expired };
  for (const deal of oracle.book.deals) {
    const [before, after] = [oracle.stood(deal, start), oracle.stood(deal)];
    const [was, is] = [oracle.dealMinor(deal, start) ?? 0n, oracle.dealMinor(deal) ?? 0n];
    const open = { before: before.state === 'open', after: after.state === 'open' };
    const doubt = [before, after].map(({ state, told, sure }) => (state === 'open' && !told) || !sure);
    const either = doubt.includes(true);
    if (open.before) add(lines.Opening, was, doubt[0] === true);
    if (open.after) add(lines.Closing, is, doubt[1] === true);
    if (after.state === 'not-created') continue;
    if (open.before) {
      const month = open.after ? asOfDay.slice(0, 7) : after.closedMonth;
      const same = oracle.minor(before.minor, before.currency, month) ?? 0n;
      if (same !== was) add(lines['Rate effect'], same - was, either);
      if (is !== same) add(lines.Revalued, is - same, either);
    } else if (before.state === 'not-created') add(lines.Created, is, either);
    else {
      const again = after.closedBetween !== null && after.closedBetween[0] > start;
      if (!open.after && before.state === after.state && !again) continue;
      add(lines.Reopened, is, either);
    }
    const left = Object.entries(leaving).find(([state]) => state === after.state)?.[1];
    if (left !== undefined) add(left, is, either, -1);
  }
  return lines;
}

eachDatabase('on random books the reports agree with a plain reckoning', ({ open }) => {
  beforeAll(async () => {
    trial = new Trial(await open());
  });

  it('pipeline: number, value, weighted value, age and overdue of every stage', async () => {
    await agree('pipeline', inReport, (oracle, report) => {
      const table = tableOf(report, 'pipeline');
      const { asOfDay } = oracle.question;
      const standing = oracle.book.deals.filter((deal) => oracle.state(deal) === 'open');
      const checkRow = (row: JsonRow | null, deals: readonly Deal[]): void => {
        const values = deals.map((deal) => oracle.dealMinor(deal));
        const weighted = sumOf(
          deals.map((deal, index) => (values[index] ?? 0n) * BigInt(oracle.stood(deal).stage ?? 0)),
        );
        const inStage = deals.flatMap((deal) => daysInStage(oracle, deal));
        const ages = deals.flatMap((deal) => {
          const day = oracle.createdDay(deal);
          return day === null ? [] : [daysBetween(day, asOfDay)];
        });
        const overdue = deals.filter(({ estimatedCloseDate: day }) => day !== null && day < asOfDay);
        expect(row?.deals).toBe(deals.length);
        expect(oracle.amountIn(row, 'value')).toBe(sumOf(values));
        expect(oracle.amountIn(row, 'weighted')).toBe((weighted + 50n) / 100n);
        const stageless = deals.filter((deal) => oracle.stood(deal).stage === null);
        const noWeight = stageless.length === deals.length && deals.length > 0;
        expect(row?.[oracle.keyOf('weighted')] === null).toBe(noWeight);
        expect(row?.unconverted_deals).toBe(unconverted(values));
        expect(row?.age_days_median).toBe(nearestRank(ages, 50));
        expect(row?.age_days_p90).toBe(nearestRank(ages, 90));
        expect(row?.overdue_deals).toBe(overdue.length);
        expect(oracle.amountIn(row, 'overdue')).toBe(sumOf(overdue.map((deal) => oracle.dealMinor(deal))));
        expect(row?.inferred_deals).toBe(deals.filter((deal) => !oracle.stood(deal).told).length);
        expect(row?.stage_age_deals).toBe(inStage.length);
        expect(row?.stage_days_median).toBe(nearestRank(inStage, 50));
        const byRate = observed(oracle, deals);
        expect(row?.[oracle.keyOf('observed_weighted')] === null).toBe(byRate === null);
        expect(oracle.amountIn(row, 'observed_weighted')).toBe(byRate ?? 0n);
      };
      for (const row of table.rows) {
        checkRow(
          row,
          standing.filter((deal) => oracle.stood(deal).stage === row.stage_percent),
        );
      }
      checkRow(table.totals, standing);
      expect(table.rows.reduce((sum, row) => sum + Number(row.deals), 0)).toBe(standing.length);
      expect(tableOf(report, 'balance').totals?.deals).toBe(oracle.book.deals.length);
    });
  });

  it('pipeline: every line of the bridge, and that they lead from the opening to the closing', async () => {
    const options = (oracle: Oracle) => ({ ...inReport(oracle), since: oracle.question.span });
    await agree('pipeline', options, (oracle, report) => {
      const { rows, totals } = tableOf(report, 'bridge');
      const lines = bridgeOf(oracle);
      for (const [line, { deals, value, inferred }] of Object.entries(lines)) {
        const row = line === 'Closing' ? totals : rowWhere(tableOf(report, 'bridge'), 'line', line);
        expect([line, row?.deals, oracle.amountIn(row, 'value')]).toEqual([line, deals, value]);
        expect([line, row?.inferred_deals]).toEqual([line, inferred]);
      }
      expect(rows.map((row) => row.line)).toEqual(Object.keys(lines).filter((line) => line !== 'Closing'));
      expect(rows.reduce((sum, row) => sum + oracle.amountIn(row, 'value'), 0n)).toBe(
        oracle.amountIn(totals, 'value'),
      );
      expect(oracle.amountIn(totals, 'value')).toBe(
        oracle.amountIn(tableOf(report, 'pipeline').totals, 'value'),
      );
    });
  });

  it('pipeline: of the deals that came to a stage and ended within the year, how many were won', async () => {
    await agree('pipeline', inReport, (oracle, report) => {
      for (const row of tableOf(report, 'win-rates').rows) {
        const ended = endedBeyond(oracle, Number(row.stage_percent));
        const won = ended.filter((deal) => oracle.state(deal) === 'won');
        const values = [won, ended].map((deals) => deals.map((deal) => oracle.dealMinor(deal)));
        const [wonMinor = 0n, endedMinor = 0n] = values.map(sumOf);
        expect([row.won_deals, row.ended_deals]).toEqual([won.length, ended.length]);
        expect(row.observed_rate).toBe(
          ended.length === 0 ? null : sixDigits(BigInt(won.length), BigInt(ended.length)),
        );
        expect(row.observed_rate_by_value).toBe(endedMinor === 0n ? null : sixDigits(wonMinor, endedMinor));
        expect(String(row.notes).includes('rate by value over')).toBe(
          endedMinor !== 0n && unconverted(values[1] ?? []) > 0,
        );
        const bounds = ended.length === 0 ? [] : [row.rate_low, row.rate_high];
        for (const bound of bounds) {
          expect(Number(bound)).toBeCloseTo(wilsonRoot(won.length, ended.length, bound), 5);
        }
      }
    });
  });

  it('campaign-roi, cohort: spend, deals, wins and return of every campaign', async () => {
    const options = (oracle: Oracle) => ({ ...inReport(oracle), ...oracle.question.narrowed });
    await agree('campaign-roi', options, (oracle, report) => {
      const table = tableOf(report, 'campaigns');
      for (const [id, row] of [
        ...['A', 'B'].map((name) => [name, rowWhere(table, 'campaign_id', name)] as const),
        ['all', table.totals] as const,
      ]) {
        const mine = (campaign: string | null): boolean => id === 'all' || campaign === id;
        const spends = oracle.book.spend
          .filter((entry) => mine(entry.campaignId) && entry.date <= oracle.question.asOfDay)
          .map((entry) => oracle.minor(entry.amountMinor, entry.currency, entry.date.slice(0, 7)));
        const deals = oracle.book.deals.filter(
          (deal) =>
            mine(deal.campaignId) && oracle.state(deal) !== 'not-created' && oracle.fits(deal) === true,
        );
        const won = deals.filter((deal) => oracle.state(deal) === 'won');
        const wonValues = won.map((deal) => oracle.dealMinor(deal));
        const spend = sumOf(spends);
        const known = unconverted(spends) === 0 && spend > 0n && !oracle.isNarrowed;
        expect(oracle.amountIn(row, 'spend')).toBe(spend);
        expect(row?.deals).toBe(deals.length);
        expect(row?.won_deals).toBe(won.length);
        expect(oracle.amountIn(row, 'won')).toBe(sumOf(wonValues));
        expect(row?.unconverted_spend).toBe(unconverted(spends));
        expect(row?.roi).toBe(known ? sixDigits(sumOf(wonValues) - spend, spend) : null);
        expect(row?.[oracle.keyOf('return')] === null).toBe(oracle.isNarrowed || unconverted(spends) > 0);
        expect(String(row?.notes).includes('no ROI')).toBe(!known);
        expect(String(row?.notes).includes('ROI is at least')).toBe(known && unconverted(wonValues) > 0);
      }
      const parts = table.rows.reduce((sum, row) => sum + oracle.amountIn(row, 'won'), 0n);
      expect(parts).toBe(oracle.amountIn(table.totals, 'won'));
      const balance = tableOf(report, 'balance');
      const leftOut = balance.rows.filter(({ line }) => String(line).startsWith('Left out')).slice(0, 2);
      const fits = oracle.book.deals.map((deal) => oracle.fits(deal));
      expect(leftOut.map(({ deals }) => deals)).toEqual(
        oracle.isNarrowed
          ? [fits.filter((fit) => fit !== true).length, fits.filter((fit) => fit === null).length]
          : [],
      );
      expect(balance.totals?.deals).toBe(oracle.book.deals.length);
    });
  });

  it('campaign-roi, cash: only what was spent and won in the period', async () => {
    const options = (oracle: Oracle) => ({
      ...withPeriod(oracle),
      view: 'cash',
      ...oracle.question.narrowed,
    });
    await agree('campaign-roi', options, (oracle, report) => {
      const table = tableOf(report, 'campaigns');
      for (const id of ['A', 'B', 'ghost', null, 'all']) {
        const mine = (campaign: string | null): boolean => id === 'all' || campaign === id;
        const row = id === 'all' ? table.totals : table.rows.find(({ campaign_id: of }) => of === id);
        const spends = oracle.book.spend
          .filter(({ campaignId, date }) => mine(campaignId) && date <= oracle.question.asOfDay)
          .filter(({ date }) => oracle.inPeriod([date, date]) === true)
          .map((entry) => oracle.minor(entry.amountMinor, entry.currency, entry.date.slice(0, 7)));
        const deals = oracle.book.deals.filter((deal) => mine(deal.campaignId) && oracle.fits(deal) === true);
        const created = deals.filter((deal) => {
          const day = oracle.createdDay(deal);
          const isCreated = day !== null && oracle.state(deal) !== 'not-created';
          return isCreated && oracle.inPeriod([day, day]) === true;
        });
        const pending = created.filter((deal) => oracle.state(deal) === 'open');
        const won = deals.filter(
          (deal) => oracle.state(deal) === 'won' && oracle.inPeriod(oracle.closedBetween(deal)) === true,
        );
        // What is not in the list has a row where it brought anything.
        const isListed = id !== 'ghost' && id !== null;
        const brought = spends.length + created.length + won.length > 0;
        expect([id, row !== undefined]).toEqual([id, isListed || brought]);
        if (row === undefined) continue;
        const counts = [created.length, pending.length, won.length];
        expect([id, row?.deals, row?.open_deals, row?.won_deals]).toEqual([id, ...counts]);
        expect(oracle.amountIn(row, 'spend')).toBe(sumOf(spends));
        expect(oracle.amountIn(row, 'open')).toBe(sumOf(pending.map((deal) => oracle.dealMinor(deal))));
        expect(oracle.amountIn(row, 'won')).toBe(sumOf(won.map((deal) => oracle.dealMinor(deal))));
        expect(row?.unconverted_spend).toBe(unconverted(spends));
      }
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
      const known = cohort.filter((deal) => oracle.state(deal) === 'won' || oracle.furthest(deal) !== null);
      const steps = tableOf(report, 'steps').rows;
      expect(steps.map((row) => row.deals)).toEqual([
        cohort.length,
        ...[10, 20, 40, 60, 80].map(
          (percent) =>
            known.filter((deal) => oracle.state(deal) === 'won' || Number(oracle.furthest(deal)) >= percent)
              .length,
        ),
        stands('won').length,
      ]);
      for (const state of ['won', 'lost', 'declined', 'expired', 'open']) {
        const row = rowWhere(tableOf(report, 'outcomes'), 'state', state);
        expect(row.deals).toBe(stands(state).length);
        expect(oracle.amountIn(row, 'value')).toBe(
          sumOf(stands(state).map((deal) => oracle.dealMinor(deal))),
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
        const [wonDay, created] = [oracle.stood(deal).closedDay, oracle.createdDay(deal)];
        return wonDay === null || created === null ? [] : [daysBetween(created, wonDay)];
      });
      expect(report.figures.days_to_won_median).toBe(nearestRank(days, 50));
    });
  });

  it('conversion: the days from one stage to the next', async () => {
    await agree('conversion', withPeriod, (oracle, report) => {
      const cohort = oracle.book.deals.filter((deal) => {
        const day = oracle.createdDay(deal);
        return day !== null && oracle.state(deal) !== 'not-created' && oracle.inPeriod([day, day]) === true;
      });
      // Created, then 10, 20, 40, 60, 80 %, then the win.
      for (const [place, stage] of [20, 40, 60, 80].entries()) {
        const row = tableOf(report, 'steps').rows[place + 3];
        const days = cohort.flatMap((deal) => oracle.daysBeyond(deal, stage) ?? []);
        expect([stage, row?.days_deals]).toEqual([stage, days.length]);
        expect([stage, row?.days_from_previous_median]).toEqual([stage, nearestRank(days, 50)]);
        expect([stage, row?.days_from_previous_p90]).toEqual([stage, nearestRank(days, 90)]);
      }
    });
  });
});
