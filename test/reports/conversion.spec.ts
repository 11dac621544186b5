import { expect, it } from '@jest/globals';
import type { Deal } from '../../src/deals/domain/deal.js';
import { aDeal, at } from '../support/a-deal.js';
import { aBook } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { type JsonRow, ReportDesk, rowWhere, tableOf } from './report-harness.js';

function deal(dealId: string, createdOn: string | null, told: Partial<Deal> = {}): Deal {
  return aDeal({ dealId, createdOn, ...told });
}

const usd = (dollars: number) => ({ valueMinor: dollars * 100, currency: 'USD' });

eachDatabase('the conversion report', ({ open }) => {
  it('of an empty book gives no rate at all', async () => {
    const desk = new ReportDesk(await open());
    const report = await desk.json('conversion');
    expect(tableOf(report, 'rates').rows.map((row) => [row.rate, row.notes])).toEqual([
      [null, 'no rate: no deals'],
      [null, 'no rate: no value'],
      [null, 'no rate: no deals'],
      [null, 'no rate: no value'],
      [null, 'no rate: no deals'],
    ]);
    expect(tableOf(report, 'months').rows).toEqual([]);
    expect(tableOf(report, 'months').totals).toMatchObject({
      created_win_rate: null,
      days_to_won_median: null,
      notes: 'no rate: no deals in mature cohorts; no days to won: none won on a known day',
    });
    expect(tableOf(report, 'outcomes').totals).toMatchObject({ share: null, notes: 'no share: no deals' });
  });

  it('tells once of each currency what could not be converted, won or lost', async () => {
    const desk = new ReportDesk(await open());
    const dinars = { valueMinor: 1000, currency: 'KWD', closedOn: '2021-02-01' } as const;
    await desk.holds(
      aBook({
        deals: [
          deal('win', '2021-01-10', { status: 'won', ...dinars }),
          deal('loss', '2021-01-10', { status: 'lost', ...dinars }),
        ],
      }),
    );
    const rates = tableOf(await desk.json('conversion'), 'rates');
    expect(rowWhere(rates, 'rate_of', 'Closed win rate, by value')).toMatchObject({
      rate: null,
      notes:
        'no rate: no value that could be converted; 2.000 KWD of 2 deals not converted (no KWD rate for 2020-11 to 2021-02)',
    });
  });

  it('counts a deal at every stage up to its own, whether or not it stopped there', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          deal('skipped-to-60', '2021-03-01', { salesStagePercent: 60 }),
          deal('lost-at-40', '2021-03-01', { salesStagePercent: 40, status: 'lost', closedOn: '2021-04-01' }),
          deal('won', '2021-03-01', { status: 'won', closedOn: '2021-04-01' }),
          deal('at-100-not-won', '2021-03-01', { salesStagePercent: 100 }),
          deal('unknown', '2021-03-01'),
        ],
      }),
    );
    const steps = tableOf(await desk.json('conversion'), 'steps');
    expect(steps.rows.map((row) => [row.step, row.deals, row.from_previous_of, row.from_previous])).toEqual([
      ['Created', 5, null, null],
      ['10 % Created or accepted', 4, 4, 1],
      ['20 % Qualified', 4, 4, 1],
      ['40 % Developed', 4, 4, 1],
      ['60 % Proposed', 3, 4, 0.75],
      ['80 % Negotiated', 2, 3, 0.666667],
      ['Won', 1, 2, 0.5],
    ]);
    expect(steps.rows[0]?.notes).toBe(
      '5 deals without a value; 1 deal of unknown stage not in the steps below',
    );
  });

  it('tells the created win rate from the closed one', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          deal('old-win', '2020-06-01', { status: 'won', closedOn: '2021-02-01', ...usd(900) }),
          deal('win', '2021-01-10', { status: 'won', closedOn: '2021-02-01', ...usd(100) }),
          deal('loss', '2021-01-10', { status: 'lost', closedOn: '2021-02-01', ...usd(300) }),
          deal('late-loss', '2021-01-10', { status: 'lost', closedOn: '2021-07-01', ...usd(300) }),
          deal('open', '2021-01-10', usd(500)),
          deal('loss-of-unknown-day', '2021-01-10', { status: 'lost', ...usd(100) }),
        ],
      }),
    );
    const rates = tableOf(await desk.json('conversion', { from: '2021-01-01', to: '2021-04-01' }), 'rates');
    const rate = (name: string) => {
      const row = rowWhere(rates, 'rate_of', name);
      return [
        row.numerator_deals ?? row.numerator_usd,
        row.denominator_deals ?? row.denominator_usd,
        row.rate,
        row.notes,
      ];
    };
    expect(rate('Created win rate, by number')).toEqual([1, 5, 0.2, null]);
    expect(rate('Created win rate, by value')).toEqual([100, 1300, 0.076923, null]);
    const undated = '1 deal left out: closing date not known';
    expect(rate('Closed win rate, by number')).toEqual([2, 3, 0.666667, undated]);
    expect(rate('Closed win rate, by value')).toEqual([1000, 1300, 0.769231, undated]);
  });

  it('takes for the acceptance rate inbound deals that were answered', async () => {
    const desk = new ReportDesk(await open());
    const inbound = (dealId: string, status: Deal['status']) =>
      deal(dealId, '2021-03-01', { direction: 'inbound', status });
    await desk.holds(
      aBook({
        deals: [
          inbound('accepted', 'active'),
          inbound('won', 'won'),
          inbound('lost', 'lost'),
          inbound('declined', 'declined'),
          inbound('expired', 'expired'),
          inbound('waiting', 'received'),
          deal('outbound', '2021-03-01', { direction: 'outbound', status: 'expired' }),
          deal('direction-unknown', '2021-03-01', { status: 'declined' }),
        ],
      }),
    );
    const rates = tableOf(await desk.json('conversion'), 'rates');
    expect(rowWhere(rates, 'rate_of', 'Inbound acceptance rate')).toMatchObject({
      numerator_deals: 3,
      denominator_deals: 5,
      rate: 0.6,
      notes: '1 deal not answered yet, not counted',
    });
  });

  it('compares only months that are old enough, and shows the months between', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          deal('march', '2021-03-01', { status: 'won', closedOn: '2021-03-11' }),
          deal('may', '2021-05-31'),
          deal('june', '2021-06-01', { status: 'won', closedOn: '2021-06-02' }),
        ],
      }),
    );
    // May ends 92 days before 1 September: mature at the end of 29 August with 90 days, June not.
    const months = tableOf(await desk.json('conversion', { asOf: '2021-08-29' }), 'months');
    expect(
      months.rows.map((row) => [row.month, row.maturity, row.created, row.won, row.created_win_rate]),
    ).toEqual([
      ['2021-03', 'mature', 1, 1, 1],
      ['2021-04', 'mature', 0, 0, null],
      ['2021-05', 'mature', 1, 0, 0],
      ['2021-06', 'immature', 1, 1, null],
    ]);
    expect(months.rows.map((row) => row.notes)).toEqual([
      null,
      'no rate: no deals; no days to won: none won on a known day',
      'no days to won: none won on a known day',
      'immature until 2021-09-28',
    ]);
    expect(months.totals).toMatchObject({
      created: 2,
      won: 1,
      created_win_rate: 0.5,
      days_to_won_median: 10,
    });
    const dayBefore = tableOf(await desk.json('conversion', { asOf: '2021-08-28' }), 'months');
    expect(rowWhere(dayBefore, 'month', '2021-05').maturity).toBe('immature');
    const noWait = tableOf(await desk.json('conversion', { asOf: '2021-06-30', maturityDays: 0 }), 'months');
    expect(rowWhere(noWait, 'month', '2021-06').maturity).toBe('mature');
  });

  it('makes no rows of the centuries that a mistyped date opens, and says so', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({ deals: [deal('a', '1026-03-01'), deal('b', '2021-01-01'), deal('c', '2021-03-01')] }),
    );
    const report = await desk.json('conversion');
    const months = tableOf(report, 'months').rows.map((row) => [row.month, row.created]);
    expect(months).toEqual([
      ['1026-03', 1],
      ['2021-01', 1],
      ['2021-02', 0],
      ['2021-03', 1],
    ]);
    const told = report.notes.filter((note) => note.startsWith('No deal of the cohort'));
    expect(told).toEqual([expect.stringMatching(/between 1026-03 and 2021-01\. .* mistyped\?$/)]);
  });

  it('puts a deal into the month it was created in the report’s zone', async () => {
    const desk = new ReportDesk(await open());
    const createdAt = at('2021-04-01T03:30:00Z');
    await desk.holds(aBook({ deals: [deal('a', '2021-04-01', { createdAt })] }));
    const month = async (zone: string) =>
      tableOf(await desk.json('conversion', { zone }), 'months').rows[0]?.month;
    expect(await month('America/New_York')).toBe('2021-03');
    expect(await month('Europe/Stockholm')).toBe('2021-04');
    const april = { from: '2021-04-01', to: '2021-05-01' };
    expect((await desk.json('conversion', { ...april, zone: 'America/New_York' })).figures.created).toBe(0);
    expect((await desk.json('conversion', { ...april, zone: 'Europe/Stockholm' })).figures.created).toBe(1);
  });

  it('shows the deals of no cohort, so that all balance against the book', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          deal('in', '2021-03-01'),
          deal('out', '2020-03-01'),
          deal('later', '2021-12-01'),
          deal('when', null),
        ],
      }),
    );
    const report = await desk.json('conversion', { from: '2021-01-01', asOf: '2021-06-30' });
    const balance = tableOf(report, 'balance');
    expect(balance.rows.filter((row) => row.counted_as === 'part').map((row) => row.deals)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(balance.totals?.deals).toBe(4);
  });

  it('lists why deals were declined and lost, the most frequent first', async () => {
    const desk = new ReportDesk(await open());
    const closed = (dealId: string, status: Deal['status'], statusReason: string | null) =>
      deal(dealId, '2021-03-01', { status, statusReason, closedOn: '2021-04-01', ...usd(10) });
    await desk.holds(
      aBook({
        deals: [
          closed('1', 'lost', 'Price'),
          closed('2', 'lost', ' Price '),
          closed('3', 'lost', null),
          closed('4', 'lost', '  '),
          closed('5', 'lost', 'Budget'),
          closed('6', 'declined', 'Not a fit'),
          closed('7', 'expired', 'nobody asked'),
          closed('8', 'won', 'best offer'),
        ],
      }),
    );
    const reasons = tableOf(await desk.json('conversion'), 'reasons');
    expect(reasons.rows.map((row) => [row.status, row.reason, row.deals, row.value_usd])).toEqual([
      ['declined', 'Not a fit', 1, 10],
      ['lost', '(no reason given)', 2, 20],
      ['lost', 'Price', 2, 20],
      ['lost', 'Budget', 1, 10],
    ]);
  });

  it('by solution says of each how it does, counts a deal under each, and why a cell is empty', async () => {
    const desk = new ReportDesk(await open());
    const selling = (...ids: readonly string[]) => ({
      solutions: ids.map((solutionId) => ({ solutionId, name: null })),
      ...usd(100),
    });
    await desk.holds(
      aBook({
        deals: [
          deal('both', '2021-03-01', { ...selling('S1', 'S2'), status: 'won', closedOn: '2021-03-11' }),
          deal('first', '2021-03-01', { ...selling('S1'), status: 'lost', closedOn: '2021-07-01' }),
          deal('old', '2020-03-01', { ...selling('S2'), status: 'lost', closedOn: '2021-03-20' }),
          deal('young', '2021-03-31', { ...selling(), valueMinor: null, currency: null }),
          deal('gone', '2020-01-01', { ...selling('S3'), status: 'lost', closedOn: '2020-02-01' }),
        ],
      }),
    );
    const period = { from: '2021-03-01', to: '2021-04-01', asOf: '2021-06-28' };
    const report = await desk.json('conversion', { ...period, by: 'solution' });
    const groups = tableOf(report, 'groups');
    expect(groups.additive).toBe(false);
    const cells = (row: JsonRow) => [
      row.created,
      row.won,
      row.created_win_rate,
      row.closed_won,
      row.closed_deals,
    ];
    expect(groups.rows.map((row) => [row.solution_id ?? row.solution, ...cells(row)])).toEqual([
      ['(no solution)', 1, 0, 0, 0, 0],
      ['S1', 2, 1, 0.5, 1, 1],
      ['S2', 1, 1, 1, 1, 2],
    ]);
    expect(groups.totals).toMatchObject({ solution: 'Total', created: 3, won: 1, closed_deals: 2 });
    expect(groups.rows[1]).toMatchObject({
      closed_win_rate_by_value: 1,
      days_to_won_median: 10,
      immature_deals: 2,
    });
    expect(groups.rows[0]?.notes).toBe(
      'created: no rate by value: no value; created: 1 deal without a value; ' +
        'closed: no rates: none won or lost in the period; no days to won: none won on a known day; ' +
        '1 deal of immature months: the created win rate may still rise',
    );
    // Asked for groups, that is the table one gets.
    const [heading] = await desk.csv('conversion', { ...period, by: 'solution' });
    expect(heading?.slice(0, 3)).toEqual(['Solution id', 'Solution', 'Created']);
    await expect(desk.json('conversion', { by: 'stage' })).rejects.toMatchObject({
      problems: [{ path: 'by', value: 'stage', message: expect.stringMatching(/^must be one of type, /) }],
    });
    await expect(desk.json('conversion', { by: 'type,country' })).rejects.toMatchObject({
      problems: [
        { path: 'by', message: expect.stringMatching(/^must be a single one of type, [^,]*(, \w+)*$/) },
      ],
    });
  });

  it('refuses a period that ends before it begins', async () => {
    const desk = new ReportDesk(await open());
    await expect(desk.json('conversion', { from: '2021-04-01', to: '2021-04-01' })).rejects.toMatchObject({
      problems: [{ path: 'to', message: 'The period ends before it begins.' }],
    });
  });
});
