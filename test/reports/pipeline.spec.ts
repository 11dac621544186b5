import { expect, it } from '@jest/globals';
import { DomainError } from '../../src/kernel/errors.js';
import { utcDay } from '../../src/kernel/instants.js';
import { aDeal, at } from '../support/a-deal.js';
import { aBook, aRate } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { type JsonRow, ReportDesk, rowWhere, tableOf } from './report-harness.js';

/** Why the days are empty where nothing tells when deals were created or came to their stage. */
const NO_DAYS =
  'no days since creation: of none is it known; no days in stage: no file shows when one came to it';

eachDatabase('the pipeline report', ({ open }) => {
  it('of an empty book has every stage at zero and nothing unknown as zero', async () => {
    const desk = new ReportDesk(await open());
    const report = await desk.json('pipeline');
    const table = tableOf(report, 'pipeline');
    expect(table.rows.map((row) => row.stage_percent)).toEqual([10, 20, 40, 60, 80]);
    expect(table.totals).toMatchObject({ deals: 0, value_usd: 0, weighted_usd: 0, age_days_median: null });
    expect(tableOf(report, 'balance').totals?.deals).toBe(0);
    expect(report.rateTable).toBeNull();
  });

  it('weighs deals by their stage, and shows a deal of unknown stage without weight', async () => {
    const desk = new ReportDesk(await open());
    const worth = { valueMinor: 1_000_05, currency: 'USD' };
    await desk.holds(
      aBook({
        deals: [
          aDeal({ dealId: 'a', salesStagePercent: 20, ...worth }),
          aDeal({ dealId: 'b', salesStagePercent: 80, ...worth }),
          aDeal({ dealId: 'c', salesStagePercent: null, ...worth }),
          aDeal({ dealId: 'd', status: 'received', salesStagePercent: 20 }),
          aDeal({ dealId: 'e', status: 'lost', closedOn: '2021-05-01', salesStagePercent: 80, ...worth }),
        ],
      }),
    );
    const table = tableOf(await desk.json('pipeline'), 'pipeline');
    expect(rowWhere(table, 'stage_percent', 20)).toMatchObject({
      stage: 'Qualified',
      deals: 2,
      value_usd: 1000.05,
      weighted_usd: 200.01,
      deals_without_value: 1,
      notes: `1 deal without a value; ${NO_DAYS}`,
    });
    expect(rowWhere(table, 'stage', '(not known)')).toMatchObject({
      stage_percent: null,
      deals: 1,
      weighted_usd: null,
      notes: `1 deal of unknown stage without weight; ${NO_DAYS}`,
    });
    expect(rowWhere(table, 'stage_percent', 40).notes).toBe('no days: no open deals');
    // 20 % + 80 % of 1000.05; the sum of the rounded rows would be the same only by luck.
    expect(table.totals).toMatchObject({ deals: 4, value_usd: 3000.15, weighted_usd: 1000.05 });
  });

  it('never takes money it cannot convert for 0 or for dollars', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          aDeal({ dealId: 'yen', salesStagePercent: 40, valueMinor: 5_000_000, currency: 'JPY' }),
          aDeal({ dealId: 'dinar', salesStagePercent: 40, valueMinor: 1_234_567, currency: 'KWD' }),
        ],
        rates: [aRate('2021-11', 'JPY', '0.0088')],
      }),
    );
    const row = rowWhere(tableOf(await desk.json('pipeline'), 'pipeline'), 'stage_percent', 40);
    expect(row).toMatchObject({ deals: 2, value_usd: 44_000, unconverted_deals: 1 });
    expect(row.notes).toBe(
      `1234.567 KWD of 1 deal not converted (no KWD rate for 2021-09 to 2021-12); 2 deals without observed weight: none of the stage ended; ${NO_DAYS}`,
    );
  });

  it.each(['Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago'])(
    'comes to the same whether it counts long closed deals at once or sees each of them, in %s',
    async (zone) => {
      const desk = new ReportDesk(await open());
      const base = aDeal({
        dealType: 'co-sell',
        status: 'lost',
        salesStagePercent: 20,
        createdOn: '2020-01-01',
      });
      const asOf = '2021-06-30';
      // Every few hours around the days from which deals are in a win rate, or in the bridge.
      const closings = ['2020-06-28', '2021-05-29'].flatMap((first) =>
        Array.from({ length: 20 }, (_, index) => at(`${first}T00:00:00Z`) + index * 5 * 3_600_000 - 1),
      );
      const deals = closings.flatMap((closedAt, index) => {
        const closedOn = utcDay(closedAt);
        return [
          { ...base, dealId: `at-${index}`, closedAt, closedOn },
          { ...base, dealId: `on-${index}`, closedOn, status: 'won' as const },
          { ...base, dealId: `new-${index}`, createdAt: closedAt, createdOn: closedOn, closedAt, closedOn },
          // Told to have closed before it was created.
          { ...base, dealId: `odd-${index}`, createdOn: '2021-07-01', closedOn },
        ];
      });
      const undated = { ...base, dealId: 'undated' };
      await desk.holds(aBook({ deals: [...deals, undated, { ...base, dealId: 'open', status: 'active' }] }));
      for (const since of ['2020-06-29', '2021-06-01']) {
        const atOnce = await desk.json('pipeline', { asOf, since, zone });
        const each = await desk.json('pipeline', { asOf, since, zone, dealType: 'co-sell' });
        for (const name of ['pipeline', 'bridge', 'win-rates']) {
          expect(tableOf(atOnce, name)).toEqual(tableOf(each, name));
        }
        const isShared = ({ line }: JsonRow) => !String(line).startsWith('Left out');
        expect(tableOf(atOnce, 'balance').rows).toEqual(tableOf(each, 'balance').rows.filter(isShared));
      }
    },
  );

  it('looks at the end of the as-of day in the report’s zone', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          // 23:30 on 30 June in Stockholm, 21:30 UTC.
          aDeal({ dealId: 'before', createdAt: at('2021-06-30T21:30:00Z'), createdOn: '2021-06-30' }),
          // 00:30 on 1 July in Stockholm, still 30 June in UTC.
          aDeal({ dealId: 'after', createdAt: at('2021-06-30T22:30:00Z'), createdOn: '2021-06-30' }),
        ],
      }),
    );
    const open30June = async (zone: string) => {
      const report = await desk.json('pipeline', { asOf: '2021-06-30', zone });
      return [report.asOf, tableOf(report, 'pipeline').totals?.deals];
    };
    expect(await open30June('Europe/Stockholm')).toEqual(['2021-06-30T22:00:00.000Z', 1]);
    expect(await open30June('UTC')).toEqual(['2021-07-01T00:00:00.000Z', 2]);
  });

  it('counts deals that closed later as open on a day in the past, at the rate of that day’s month', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          aDeal({
            dealId: 'won-in-july',
            status: 'won',
            createdOn: '2021-05-01',
            closedAt: at('2021-07-05T00:00:00Z'),
            closedOn: '2021-07-05',
            valueMinor: 100_00,
            currency: 'EUR',
            salesStagePercent: 100,
          }),
        ],
        rates: [aRate('2021-06', 'EUR', '2'), aRate('2021-07', 'EUR', '3')],
      }),
    );
    const { totals } = tableOf(await desk.json('pipeline', { asOf: '2021-06-30' }), 'pipeline');
    expect(totals).toMatchObject({ deals: 1, value_usd: 200, age_days_median: 60 });
    expect(tableOf(await desk.json('pipeline'), 'pipeline').totals?.deals).toBe(0);
  });

  it('flags what should have closed, in number and value', async () => {
    const desk = new ReportDesk(await open());
    const due = (dealId: string, estimatedCloseDate: string | null) =>
      aDeal({ dealId, estimatedCloseDate, valueMinor: 10_00, currency: 'USD' });
    await desk.holds(aBook({ deals: [due('a', '2021-06-29'), due('b', '2021-06-30'), due('c', null)] }));
    const { totals } = tableOf(await desk.json('pipeline', { asOf: '2021-06-30' }), 'pipeline');
    expect(totals).toMatchObject({ overdue_deals: 1, overdue_usd: 10 });
  });

  it('knows the days in the first stage from acceptance or own creation, also where nothing else was told', async () => {
    const desk = new ReportDesk(await open());
    const created = { createdAt: at('2021-06-01T00:00:00Z'), createdOn: '2021-06-01', salesStagePercent: 10 };
    await desk.holds(
      aBook({
        deals: [
          aDeal({ dealId: 'a', ...created, direction: 'outbound' }),
          aDeal({ dealId: 'b', ...created, direction: 'inbound', acceptedAt: at('2021-06-20T00:00:00Z') }),
          aDeal({ dealId: 'c', ...created, direction: 'inbound' }),
          aDeal({ dealId: 'd', ...created, direction: 'outbound', salesStagePercent: 60 }),
        ],
      }),
    );
    const { totals } = tableOf(await desk.json('pipeline', { asOf: '2021-06-30' }), 'pipeline');
    expect(totals).toMatchObject({
      age_deals: 4,
      age_days_p90: 29,
      stage_age_deals: 2,
      stage_days_median: 10,
      stage_days_p90: 29,
    });
  });

  it('by solution counts a deal in full under each, and in the total once', async () => {
    const desk = new ReportDesk(await open());
    const worth = { valueMinor: 500_00, currency: 'USD' };
    const solution = (solutionId: string, name: string | null = null) => ({ solutionId, name });
    await desk.holds(
      aBook({
        deals: [
          aDeal({
            dealId: 'a',
            ...worth,
            solutions: [solution('S1'), solution('S2', 'Second'), solution('S1')],
          }),
          aDeal({ dealId: 'b', ...worth, solutions: [solution('S1')] }),
          aDeal({ dealId: 'c', ...worth, solutions: [] }),
          aDeal({ dealId: 'd', ...worth, solutions: null }),
        ],
        solutions: [{ solutionId: 'S1', name: 'First' }],
      }),
    );
    const report = await desk.json('pipeline', { by: 'solution' });
    const table = tableOf(report, 'pipeline');
    expect(table.additive).toBe(false);
    expect(table.rows.map((row) => [row.solution_id, row.solution, row.deals, row.value_usd])).toEqual([
      [null, '(no solution)', 1, 500],
      ['S1', 'First', 2, 1000],
      ['S2', 'Second', 1, 500],
      [null, '(not known)', 1, 500],
    ]);
    expect(table.totals).toMatchObject({ deals: 4, value_usd: 2000 });
    expect(report.notes.join(' ')).toContain('the rows add up to more than the total');
  });

  it.each([
    ['type', 'type', 'co-sell'],
    ['direction', 'direction', 'outbound'],
    ['close-month', 'close_month', '2021-09'],
    ['location', 'location', '007'],
    ['campaign', 'campaign', 'spring'],
    ['country', 'country', 'SE'],
    ['organisation', 'organisation', 'own'],
  ])('by %s has a row for each, and one for those not known', async (by, column, known) => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          aDeal({
            dealId: 'a',
            dealType: 'co-sell',
            direction: 'outbound',
            estimatedCloseDate: '2021-09-15',
            location: '007',
            campaignId: 'spring',
            customerCountry: 'SE',
            organisationId: 'own',
          }),
          aDeal({ dealId: 'b' }),
        ],
      }),
    );
    const table = tableOf(await desk.json('pipeline', { by }), 'pipeline');
    expect(table.rows.map((row) => [row[column], row.deals])).toEqual([
      [known, 1],
      ['(not known)', 1],
    ]);
  });

  it('by one thing within another has a row for each pair, and subtotals that come to the same', async () => {
    const desk = new ReportDesk(await open());
    const deal = (
      dealId: string,
      salesStagePercent: number | null,
      country: string | null,
      dollars: number,
    ) =>
      aDeal({
        dealId,
        salesStagePercent,
        customerCountry: country,
        valueMinor: dollars * 100,
        currency: 'USD',
        solutions: [
          { solutionId: `S${dollars}`, name: null },
          { solutionId: 'S', name: null },
        ],
      });
    await desk.holds(
      aBook({
        deals: [
          deal('a', 20, 'SE', 1),
          deal('b', 20, 'DE', 2),
          deal('c', 20, 'SE', 4),
          deal('d', 10, null, 8),
          deal('e', 10, 'SE', 16),
          deal('f', null, 'DE', 32),
        ],
      }),
    );
    const report = await desk.json('pipeline', { by: 'stage, country' });
    const rows = tableOf(report, 'pipeline').rows.map((row) => [row.stage, row.country, row.value_usd]);
    expect(rows).toEqual([
      ['Created or accepted', 'SE', 16],
      ['Created or accepted', '(not known)', 8],
      ['Qualified', 'DE', 2],
      ['Qualified', 'SE', 5],
      ['(not known)', 'DE', 32],
    ]);
    expect(tableOf(report, 'pipeline').totals).toMatchObject({
      stage: null,
      country: 'Total',
      value_usd: 63,
    });
    const byStage = await desk.json('pipeline', { by: 'stage' });
    expect({ ...tableOf(report, 'subtotals'), name: 'pipeline', title: 'Open pipeline' }).toEqual(
      tableOf(byStage, 'pipeline'),
    );
    expect(report.parameters.by).toBe('stage,country');
    const bySolution = await desk.json('pipeline', { by: 'country,solution' });
    expect(tableOf(bySolution, 'pipeline')).toMatchObject({ additive: false, totals: { value_usd: 63 } });
    expect(tableOf(bySolution, 'subtotals')).toMatchObject({ additive: true, totals: { value_usd: 63 } });
  });

  it.each([
    ['stages', 'Did you mean stage?'],
    ['type,contry', 'Did you mean type,country?'],
    ['type,type', 'Choose one of stage, type,'],
    ['type,country,stage', 'Choose one of stage, type,'],
    ['', 'Choose one of stage, type,'],
  ])('cannot be grouped by “%s”', async (by, remedy) => {
    const desk = new ReportDesk(await open());
    await expect(desk.json('pipeline', { by })).rejects.toMatchObject({
      problems: [
        {
          path: 'by',
          message: expect.stringMatching(/^must be one of stage, .*, or two different ones with a comma$/),
          remedy: expect.stringContaining(remedy),
        },
      ],
    });
  });

  it('balances against the book and says what it assumed', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          aDeal({ dealId: 'open', createdOn: '2021-01-01' }),
          aDeal({ dealId: 'open-since-when' }),
          aDeal({ dealId: 'later', createdOn: '2021-08-01' }),
          aDeal({ dealId: 'closed', status: 'expired', closedOn: '2021-02-01' }),
          aDeal({ dealId: 'closed-when', status: 'won', createdOn: '2021-01-01' }),
        ],
      }),
    );
    const balance = tableOf(await desk.json('pipeline', { asOf: '2021-06-30' }), 'balance');
    expect(balance.rows.map((row) => [row.counted_as, row.deals])).toEqual([
      ['part', 2],
      ['part', 2],
      ['part', 1],
      ['of which', 1],
      ['of which', 0],
      ['of which', 1],
    ]);
    expect(balance.totals?.deals).toBe(5);
  });

  it('refuses what it cannot be asked, naming every wrong option', async () => {
    const desk = new ReportDesk(await open());
    const asked = desk.json('pipeline', {
      by: 'stages',
      zone: 'Mars/Olympus',
      view: 'cash',
      asOf: '2021-02-30',
    });
    const error = await asked.catch((thrown: unknown) => thrown);
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('invalid-input');
    expect(error.problems.map(({ path, remedy }) => [path, remedy])).toEqual([
      [
        'view',
        'It takes asOf, knownAt, since, yearStart, zone, currency, by, stage, minValue, dealType, direction, location, solution, campaign, country, organisation.',
      ],
      ['zone', 'IANA time zone in which days and months begin.'],
      ['asOf', 'The day at whose end the book is looked at; now when absent.'],
      ['by', 'Did you mean stage?'],
    ]);
    await expect(desk.json('pipeline', { asOf: '2022-01-01' })).rejects.toMatchObject({
      problems: [{ path: 'asOf', remedy: 'Give 2021-12-31 or an earlier day, or leave it out.' }],
    });
    await expect(desk.json('pipelines')).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no report called pipelines. Did you mean pipeline?',
    });
  });
});
