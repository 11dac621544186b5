import { expect, it } from '@jest/globals';
import { at } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { type JsonReport, ReportDesk, rowWhere, tableOf } from './report-harness.js';

const NOW = at('2021-08-01T00:00:00Z');
const HEAD = 'deal_id,updated_at,status,sales_stage,value,currency,created_at,closed_at\n';

/** The lines of the bridge with a value: their deals, dollars, and deals told by inference. */
function bridgeOf(report: JsonReport): readonly unknown[] {
  const { rows, totals } = tableOf(report, 'bridge');
  return [...rows, totals]
    .filter((row) => row?.value_usd !== 0)
    .map((row) => [row?.line, row?.deals, row?.value_usd, row?.inferred_deals]);
}

eachDatabase('Reports on a book that later files change', ({ create }) => {
  async function open() {
    const book = await Book.open(await create(), NOW);
    const told = async (name: string, ...lines: readonly string[]) => {
      expect(await book.importText(name, HEAD + lines.join('\n'))).toMatchObject({ rejected: 0 });
    };
    return { book, told, desk: new ReportDesk(book.database, NOW) };
  }

  it('tell a past day by a file that comes late, and still balance', async () => {
    const { told, desk } = await open();
    await told('july.csv', 'd1,2021-07-10T12:00:00Z,active,60,3000,USD,2021-05-20T08:00:00Z,');
    const july = { since: '2021-07-01', asOf: '2021-07-31' };
    expect(bridgeOf(await desk.json('pipeline', july))).toEqual([
      ['Opening', 1, 3000, 1],
      ['Closing', 1, 3000, 0],
    ]);
    await told('june.csv', 'd1,2021-06-15T12:00:00Z,active,20,1000,USD,2021-05-20T08:00:00Z,');
    expect(bridgeOf(await desk.json('pipeline', july))).toEqual([
      ['Opening', 1, 1000, 0],
      ['Revalued', null, 2000, 0],
      ['Closing', 1, 3000, 0],
    ]);
  });

  it('count a deal that was won and reopened as open, and as won on the days in between', async () => {
    const { told, desk } = await open();
    await told(
      'won.csv',
      'd1,2021-06-12T12:00:00Z,won,100,1000,USD,2021-05-20T08:00:00Z,2021-06-10T08:00:00Z',
    );
    await told('again.csv', 'd1,2021-07-10T12:00:00Z,active,60,1000,USD,2021-05-20T08:00:00Z,');
    const outcomesOn = async (asOf: string) => {
      const { rows } = tableOf(await desk.json('conversion', { asOf }), 'outcomes');
      return rows.filter(({ deals }) => deals !== 0).map(({ state, deals }) => [state, deals]);
    };
    expect(await outcomesOn('2021-06-30')).toEqual([['won', 1]]);
    expect(await outcomesOn('2021-07-31')).toEqual([['open', 1]]);
    const { totals } = tableOf(await desk.json('campaign-roi'), 'campaigns');
    expect(totals).toMatchObject({ open_deals: 1, won_deals: 0, won_usd: 0 });
  });

  it('keep a deal that later files leave out, as when a CRM merged it into another', async () => {
    const { told, desk } = await open();
    const deal = (id: string, day: string) =>
      `${id},2021-07-${day}T12:00:00Z,active,20,1000,USD,2021-05-20T08:00:00Z,`;
    await told('all.csv', deal('d1', '10'), deal('d2', '10'));
    await told('fewer.csv', deal('d2', '20'));
    const { totals } = tableOf(await desk.json('pipeline'), 'pipeline');
    expect(totals).toMatchObject({ deals: 2, value_usd: 2000 });
  });

  it('reckon by a corrected rate from then on, and say by which table of rates', async () => {
    const { book, told, desk } = await open();
    await told('deals.csv', 'd1,2021-07-10T12:00:00Z,active,20,1000,EUR,2021-05-20T08:00:00Z,');
    const rated = async (rate: string) => {
      await book.importText(`${rate}.csv`, `month,currency,usd_per_unit\n2021-07,EUR,${rate}\n`);
      const report = await desk.json('pipeline');
      return [report.rateTable, rowWhere(tableOf(report, 'pipeline'), 'stage_percent', 20).value_usd];
    };
    expect(await rated('1.10')).toEqual([1, 1100]);
    expect(await rated('1.20')).toEqual([2, 1200]);
  });
});
