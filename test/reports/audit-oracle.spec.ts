import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Deal } from '../../src/deals/domain/deal.js';
import { eachDatabase } from '../support/each-database.js';
import { arbitraryBook, arbitraryQuestion } from './arbitrary-book.js';
import { type Oracle, sumOf } from './oracle.js';
import { Trial, withPeriod } from './oracle-trial.js';
import { ReportDesk, rowWhere, tableOf } from './report-harness.js';

let trial: Trial;

eachDatabase('on random books the audit of any day agrees with a plain reckoning', ({ open }) => {
  beforeAll(async () => {
    trial = new Trial(await open());
  });

  it('registration-audit: a row for each won deal, exceptions first, and what each criterion costs', async () => {
    await trial.agree('registration-audit', withPeriod, (oracle, report) => {
      const won = oracle.book.deals.filter((deal) => {
        const { state, closedBetween } = oracle.stood(deal);
        return state === 'won' && closedBetween !== null && oracle.inPeriod(closedBetween) === true;
      });
      const rows = tableOf(report, 'deals').rows;
      expect(rows.map((row) => String(row.deal_id)).toSorted()).toEqual(
        won.map((deal) => deal.dealId).toSorted(),
      );
      for (const deal of won) {
        const verdict = oracle.decided(deal);
        const value = oracle.dealMinor(deal);
        const row = rowWhere(tableOf(report, 'deals'), 'deal_id', deal.dealId);
        expect(row).toMatchObject({
          outcome: verdict?.outcome ?? null,
          policy_version: verdict?.policy?.version ?? null,
          registration: oracle.registration(deal),
          won_on: oracle.stood(deal).closedDay,
        });
        expect(oracle.amountIn(row, 'value')).toBe(value ?? 0n);
        expect(row[oracle.keyOf('value')] === null).toBe(value === null || value === undefined);
      }
      const order = tableOf(report, 'exceptions').rows.map((row) => row.exception);
      const ranks = rows.map((row) => order.indexOf(row.exception ?? ''));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      for (const row of tableOf(report, 'criteria').rows) {
        const alone = won.filter((deal) => {
          const verdict = oracle.decided(deal);
          const criteria = verdict?.policy?.criteria ?? [];
          const results = criteria.map(({ id }, bit) => {
            if ((verdict?.passMask ?? 0) & (1 << bit)) return `${id} pass`;
            return (verdict?.failMask ?? 0) & (1 << bit) ? `${id} fail` : `${id} unknown`;
          });
          const others = results.filter((result) => !result.endsWith(' pass'));
          return others.length === 1 && others[0] === `${String(row.criterion)} fail`;
        });
        expect(row.fails_alone).toBe(alone.length);
        expect(oracle.amountIn(row, 'cost')).toBe(sumOf(alone.map((deal) => oracle.dealMinor(deal))));
      }
      expect(tableOf(report, 'balance').totals?.deals).toBe(oracle.book.deals.length);
    });
  });

  it('registration-audit: what each group has of won, eligible, registered and doubtful deals', async () => {
    const options = (oracle: Oracle) => ({
      ...withPeriod(oracle),
      ...oracle.question.narrowed,
      by: oracle.question.auditBy,
    });
    await trial.agree('registration-audit', options, (oracle, report) => {
      const by = oracle.question.auditBy;
      const groupOf = ({ dealType, direction, campaignId }: Deal): string =>
        ({ type: dealType, direction, campaign: campaignId })[by] ?? '(not known)';
      const won = oracle.book.deals.filter((deal) => {
        const { state, closedBetween } = oracle.stood(deal);
        const within = closedBetween !== null && oracle.inPeriod(closedBetween) === true;
        return state === 'won' && within && oracle.fits(deal) === true;
      });
      const isFine = (deal: Deal): boolean => {
        const { dealId } = deal;
        return rowWhere(tableOf(report, 'deals'), 'deal_id', dealId).exception === 'None';
      };
      const [groups, exceptions] = [tableOf(report, 'groups'), tableOf(report, 'exceptions')];
      expect(report.tables[0]).toBe(groups);
      // Parentheses come before letters, and those of which it is not known last.
      const order = (group: string): string => group.replace('(', '~');
      expect(groups.rows.map((row) => row[by])).toEqual(
        [...new Set(won.map(groupOf))].toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
      );
      for (const row of [...groups.rows, groups.totals]) {
        const deals = won.filter((deal) => row === groups.totals || groupOf(deal) === row?.[by]);
        const doubtful = deals.filter((deal) => !isFine(deal));
        const registered = deals.filter((deal) =>
          ['submitted', 'approved', 'closed'].includes(oracle.registration(deal) ?? ''),
        );
        const unheard = deals.filter((deal) => oracle.registration(deal) === null).length;
        expect(row).toMatchObject({
          won_deals: deals.length,
          eligible_deals: deals.filter((deal) => oracle.decided(deal)?.outcome === 'eligible').length,
          registered_deals: registered.length,
          exceptions: doubtful.length,
        });
        expect(oracle.amountIn(row, 'won')).toBe(sumOf(deals.map((deal) => oracle.dealMinor(deal))));
        expect(oracle.amountIn(row, 'exceptions_value')).toBe(
          sumOf(doubtful.map((deal) => oracle.dealMinor(deal))),
        );
        const undecided = deals.filter((deal) =>
          ['pending', 'undetermined', 'none'].includes(oracle.decided(deal)?.outcome ?? 'none'),
        ).length;
        const said = (what: string, count: number): string =>
          count === 0 ? '' : `; ${what}: ${count} deal${count === 1 ? '' : 's'}`;
        expect(
          `; ${row?.notes ?? ''}`.endsWith(
            `${said('not known whether eligible', undecided)}${said('registration not known', unheard)}`,
          ),
        ).toBe(true);
        expect(String(row?.notes).includes('not known whether eligible')).toBe(undecided > 0);
        expect(String(row?.notes).includes('registration not known')).toBe(unheard > 0);
      }
      expect(groups.totals?.won_deals).toBe(exceptions.totals?.deals);
      expect(groups.totals?.exceptions).toBe(report.figures.exceptions);
    });
  });

  it('registration-audit: the same of now as of a day since which nothing was told or decided', async () => {
    const later = new ReportDesk(trial.database, Date.UTC(2025, 0, 10, 12));
    const property = fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, { zone, from, to }) => {
      await later.holds(book);
      const options = { zone, from: from ?? undefined, to: to ?? undefined, by: 'campaign' };
      const now = await later.json('registration-audit', options);
      const past = await later.json('registration-audit', { ...options, asOf: '2025-01-08' });
      expect([past.figures, past.tables, past.notes]).toEqual([now.figures, now.tables, now.notes]);
    });
    await fc.assert(property, { numRuns: Math.ceil(trial.runs / 3) });
  });
});
