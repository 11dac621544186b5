import { expect, it } from '@jest/globals';
import type { SightingFields } from '../../src/deals/domain/sighting.js';
import { bookDeal } from '../../src/deals/domain/book-deal.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import { ReportsService } from '../../src/reports/reports.service.js';
import { aDeal, at } from '../support/a-deal.js';
import { aBook, aRate, type SampleBook } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { microsoftReferral, sighting } from '../support/sightings.js';
import { type JsonReport, ReportDesk, rowWhere, tableOf } from './report-harness.js';

/** What files told of a deal, each as of a day, in dollars unless told otherwise. */
function told(
  dealId: string,
  createdAt: string,
  ...files: readonly (readonly [day: string, fields: SightingFields])[]
): Pick<SampleBook, 'deals' | 'sightings'> {
  const sightings = files.map(([day, fields]) =>
    sighting(
      { status: 'active', currency: 'USD', createdAt: at(`${createdAt}T08:00:00Z`), ...fields },
      { dealId, source: 'deals', asOf: at(`${day}T12:00:00Z`) },
    ),
  );
  const deal = bookDeal(sightings, { counterparts: [], isAssessment: () => false });
  if (deal === null) throw new Error('No file tells a status.');
  return { deals: [deal], sightings };
}

function bookOf(stories: readonly ReturnType<typeof told>[], more: Partial<SampleBook> = {}): SampleBook {
  return aBook({
    deals: stories.flatMap(({ deals }) => deals),
    sightings: stories.flatMap(({ sightings }) => sightings),
    ...more,
  });
}

const usd = (dollars: number) => ({ valueMinor: dollars * 100 });
const closedOn = (day: string) => ({ closedAt: at(`${day}T09:00:00Z`) });

function bridgeOf(report: JsonReport): Readonly<Record<string, readonly unknown[]>> {
  const { rows, totals } = tableOf(report, 'bridge');
  return Object.fromEntries(
    [...rows, totals].map((row) => [String(row?.line), [row?.deals, row?.value_usd]]),
  );
}

eachDatabase('reports on a past day', ({ open, create }) => {
  const grew = told(
    'grew',
    '2021-04-01',
    ['2021-05-01', { salesStagePercent: 20, ...usd(1000) }],
    ['2021-06-01', { salesStagePercent: 60, ...usd(3000) }],
    ['2021-07-01', { status: 'won', salesStagePercent: 100, ...usd(2500), ...closedOn('2021-06-20') }],
  );

  it('show a deal in the stage and at the value it had then, not those it has now', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(bookOf([grew]));
    const stageOn = async (asOf: string) => {
      const { rows } = tableOf(await desk.json('pipeline', { asOf }), 'pipeline');
      const row = rows.find(({ deals }) => deals !== 0);
      return [row?.stage_percent, row?.value_usd, row?.inferred_deals, row?.stage_days_median];
    };
    // Before the first file that tells of it, as that file tells it, and said to be.
    expect(await stageOn('2021-04-15')).toEqual([20, 1000, 1, null]);
    expect(await stageOn('2021-05-31')).toEqual([20, 1000, 0, null]);
    expect(await stageOn('2021-06-15')).toEqual([60, 3000, 0, 14]);
    // The file of 1 July tells that it had been won by then.
    expect(await stageOn('2021-06-20')).toEqual([undefined, undefined, undefined, undefined]);
    expect(await stageOn('2021-03-31')).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('show a deal as it was before a closing that a file told ahead', async () => {
    const desk = new ReportDesk(await open());
    const won = { status: 'won', salesStagePercent: 100, ...usd(2500), ...closedOn('2021-06-20') } as const;
    const early = ['2021-05-01', { salesStagePercent: 20, ...usd(1000) }] as const;
    await desk.holds(bookOf([told('ahead', '2021-04-01', early, ['2021-05-20', won])]));
    const { rows } = tableOf(await desk.json('pipeline', { asOf: '2021-06-10' }), 'pipeline');
    expect(rows.filter(({ deals }) => deals !== 0)).toMatchObject([{ stage_percent: 20, value_usd: 1000 }]);
  });

  it('do not know the stage of a deal that no file told of before it was won', async () => {
    const desk = new ReportDesk(await open());
    const won = { status: 'won', salesStagePercent: 100, ...usd(700), ...closedOn('2021-06-20') } as const;
    await desk.holds(bookOf([told('late', '2021-04-01', ['2021-07-01', won])]));
    const report = await desk.json('pipeline', { asOf: '2021-05-31' });
    expect(rowWhere(tableOf(report, 'pipeline'), 'stage', '(not known)')).toMatchObject({
      deals: 1,
      value_usd: 700,
      weighted_usd: null,
      inferred_deals: 1,
    });
    expect(
      rowWhere(tableOf(report, 'balance'), 'line', 'Open, first told of later: stage and value by inference')
        .deals,
    ).toBe(1);
  });

  it('follow the campaign and the stage of a deal in the other reports too', async () => {
    const desk = new ReportDesk(await open());
    const moved = told(
      'moved',
      '2021-05-01',
      ['2021-05-02', { campaignId: 'spring', salesStagePercent: 20, ...usd(100) }],
      ['2021-06-02', { campaignId: 'summer', salesStagePercent: 80, ...usd(100) }],
    );
    await desk.holds(bookOf([moved]));
    const campaigns = await desk.json('campaign-roi', { asOf: '2021-05-31' });
    expect(tableOf(campaigns, 'campaigns').rows.map((row) => [row.campaign_id, row.weighted_usd])).toEqual([
      ['spring', 20],
    ]);
    const steps = tableOf(await desk.json('conversion', { asOf: '2021-05-31' }), 'steps').rows;
    expect(steps.map((row) => row.deals)).toEqual([1, 1, 1, 0, 0, 0, 0]);
  });

  it('count the days in a stage from when a deal came back to it', async () => {
    const desk = new ReportDesk(await open());
    const back = told(
      'back',
      '2021-04-01',
      ['2021-04-01', { salesStagePercent: 20 }],
      ['2021-05-01', { salesStagePercent: 40 }],
      ['2021-06-10', { salesStagePercent: 20 }],
      ['2021-06-20', { salesStagePercent: 20 }],
    );
    await desk.holds(bookOf([back]));
    const days = async (asOf?: string) =>
      tableOf(await desk.json('pipeline', { asOf }), 'pipeline').totals?.stage_days_median;
    expect(await days('2021-06-30')).toBe(20);
    // Since when it was in the stage that it was first seen in, no file tells.
    expect(await days('2021-04-15')).toBeNull();
    expect(await days()).toBe(204);
  });

  it('show a deal of the type it had before Microsoft came into it', async () => {
    const database = await open();
    const desk = new ReportDesk(database);
    const shared = sighting(
      {
        status: 'active',
        engagementId: 'shared-1',
        referralType: 'shared',
        organisationId: 'own',
        invitedBy: 'own',
        createdAt: at('2021-04-01T08:00:00Z'),
      },
      { dealId: 'shared', asOf: at('2021-05-01T00:00:00Z') },
    );
    const partner = microsoftReferral({
      engagementId: 'shared-1',
      referralId: 'p',
      party: 'partner',
      organisationId: 'partner',
      asOf: at('2021-05-01T00:00:00Z'),
    });
    const microsoft = microsoftReferral({ engagementId: 'shared-1', asOf: at('2021-06-10T00:00:00Z') });
    const counterparts = [partner, microsoft];
    const deal = bookDeal([shared], { counterparts, isAssessment: () => false });
    if (deal === null) throw new Error('No file tells a status.');
    const recording = { importId: 1, recordedAt: 1 };
    const keep = await new DealsStore(database).readyCounterparts(counterparts, recording);
    await keep();
    await desk.holds(aBook({ deals: [deal], sightings: [shared] }));
    const typeOn = async (asOf: string) =>
      tableOf(await desk.json('pipeline', { asOf, by: 'type' }), 'pipeline').rows.map(({ type }) => type);
    expect(await typeOn('2021-06-30')).toEqual(['co-sell']);
    expect(await typeOn('2021-05-31')).toEqual(['partner-to-partner']);
    // Nothing told of it yet, so it is as now.
    expect(await typeOn('2021-04-15')).toEqual(['co-sell']);
  });

  it('are made of what files told, however the book keeps it', async () => {
    const book = await Book.open(await create(), at('2021-06-01T00:00:00Z'));
    const head = 'deal_id,updated_at,status,sales_stage,value,currency,created_at\n';
    await book.importText(
      'one.csv',
      `${head}d1,2021-06-01T00:00:00Z,active,20,1000,USD,2021-05-20T00:00:00Z\n`,
    );
    book.setNow(at('2021-07-15T00:00:00Z'));
    await book.importText(
      'two.csv',
      `${head}d1,2021-07-10T00:00:00Z,active,40,1500,USD,2021-05-20T00:00:00Z\n`,
    );
    const figures = async (asOf: string) =>
      book.app
        .get(ReportsService)
        .withReport('pipeline', { asOf }, async ({ figures: all }) =>
          all.slice(0, 3).map(({ value }) => Number(value)),
        );
    expect(await figures('2021-06-30')).toEqual([1, 1000_00, 200_00]);
    expect(await figures('2021-07-15')).toEqual([1, 1500_00, 600_00]);
  });
});

eachDatabase('the pipeline bridge', ({ open }) => {
  const june = { asOf: '2021-06-30', since: '2021-06-01' };

  it('leads to the cent from the opening to the closing', async () => {
    const desk = new ReportDesk(await open());
    const euros = (valueMinor: number) => ({ valueMinor, currency: 'EUR' });
    await desk.holds(
      bookOf(
        [
          // Open throughout: 1000.01 EUR at 1.20, then 1500.00 EUR at 1.25.
          told('stays', '2021-05-01', ['2021-05-02', euros(1000_01)], ['2021-06-10', euros(1500_00)]),
          told('new', '2021-06-05', ['2021-06-06', usd(400)]),
          told(
            'won',
            '2021-05-01',
            ['2021-05-02', usd(900)],
            ['2021-07-01', { status: 'won', ...usd(1100), ...closedOn('2021-06-20') }],
          ),
          told('came-and-went', '2021-06-02', [
            '2021-06-25',
            { status: 'declined', ...usd(50), ...closedOn('2021-06-10') },
          ]),
          told(
            'back-again',
            '2021-02-01',
            ['2021-03-02', { status: 'lost', ...usd(80), ...closedOn('2021-03-01') }],
            ['2021-06-15', usd(80)],
          ),
        ],
        { rates: [aRate('2021-05', 'EUR', '1.20'), aRate('2021-06', 'EUR', '1.25')] },
      ),
    );
    const report = await desk.json('pipeline', june);
    expect(bridgeOf(report)).toEqual({
      Opening: [2, 2100.01],
      Created: [2, 450],
      Reopened: [1, 80],
      // 499.99 EUR more at 1.25, and the won deal closed for 200 more.
      Revalued: [null, 824.99],
      'Rate effect': [null, 50],
      Won: [-1, -1100],
      Lost: [0, 0],
      Declined: [-1, -50],
      Expired: [0, 0],
      Closing: [3, 2355],
    });
    expect(rowWhere(tableOf(report, 'bridge'), 'line', 'Revalued').notes).toBe('of 2 deals');
  });

  it('begins with the week, month, quarter or year that the as-of day lies in', async () => {
    const desk = new ReportDesk(await open());
    const created = ['2020-12-31', '2021-03-31', '2021-05-09', '2021-05-31', '2021-06-01'];
    await desk.holds(aBook({ deals: created.map((day) => aDeal({ dealId: day, createdOn: day })) }));
    const opening = async (since: string) =>
      bridgeOf(await desk.json('pipeline', { asOf: '2021-06-01', since })).Opening?.[0];
    // 1 June 2021 was a Tuesday.
    expect(await opening('week')).toBe(3);
    expect(await opening('month')).toBe(4);
    expect(await opening('quarter')).toBe(2);
    expect(await opening('year')).toBe(1);
    expect(await opening('2021-06-01')).toBe(4);
    await expect(desk.json('pipeline', { asOf: '2021-06-01', since: '2021-06-02' })).rejects.toMatchObject({
      problems: [{ path: 'since', remedy: 'Give 2021-06-01 or an earlier day.' }],
    });
    await expect(desk.json('pipeline', { since: 'fortnight' })).rejects.toMatchObject({
      problems: [
        { path: 'since', message: 'must be a date such as 2021-06-01, or one of week, month, quarter, year' },
      ],
    });
  });

  it('says where a value became known in between, and what is told by inference only', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      bookOf([
        told('valued', '2021-05-01', ['2021-05-02', {}], ['2021-06-10', usd(10)]),
        told('first-seen-in-july', '2021-05-01', ['2021-07-05', usd(7)]),
      ]),
    );
    const bridge = tableOf(await desk.json('pipeline', june), 'bridge');
    expect(rowWhere(bridge, 'line', 'Opening')).toMatchObject({
      deals: 2,
      value_usd: 7,
      inferred_deals: 1,
      inferred_usd: 7,
      notes: '1 deal without a value',
    });
    expect(rowWhere(bridge, 'line', 'Revalued')).toMatchObject({
      value_usd: 10,
      notes: 'of 1 deal; 1 deal whose value in dollars is known at one end only',
    });
    expect(bridge.totals).toMatchObject({ deals: 2, value_usd: 17, inferred_deals: 1 });
  });

  it('says on the line of the rates where a rate is there at one end only', async () => {
    const desk = new ReportDesk(await open());
    const dinars = { valueMinor: 100_000, currency: 'KWD' };
    await desk.holds(
      bookOf([told('dinars', '2021-05-01', ['2021-05-02', dinars])], {
        rates: [aRate('2021-06', 'KWD', '3')],
      }),
    );
    const bridge = tableOf(await desk.json('pipeline', june), 'bridge');
    expect(rowWhere(bridge, 'line', 'Rate effect')).toMatchObject({
      value_usd: 300,
      notes: 'of 1 deal; 1 deal whose value in dollars is known at one end only',
    });
    expect(rowWhere(bridge, 'line', 'Revalued').notes).toBe('of 0 deals');
  });
});
