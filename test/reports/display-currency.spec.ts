import { expect, it } from '@jest/globals';
import { aDeal } from '../support/a-deal.js';
import { aBook, aCampaign, aRate, spent } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { ReportDesk, rowWhere, tableOf } from './report-harness.js';

/** One euro is 1.20 USD in May and 1.25 USD in June; of January there is no rate. */
const RATES = [
  aRate('2021-05', 'EUR', '1.2'),
  aRate('2021-06', 'EUR', '1.25'),
  aRate('2021-05', 'SEK', '0.12'),
  aRate('2021-05', 'JPY', '0.009'),
];
const IN_JUNE = { asOf: '2021-06-30', currency: 'EUR' };

const american = aDeal({
  dealId: 'american',
  campaignId: 'spring',
  createdOn: '2021-05-10',
  salesStagePercent: 40,
  valueMinor: 600_00,
  currency: 'USD',
});
const german = { ...american, dealId: 'german', valueMinor: 250_00, currency: 'EUR' };
/** Won in May: 1,000 SEK were 120 USD, which were 100 EUR. */
const swedish = aDeal({
  ...american,
  dealId: 'swedish',
  status: 'won',
  closedOn: '2021-05-20',
  valueMinor: 1_000_00,
  currency: 'SEK',
});
/** Won in January, of which there is no rate. */
const early = aDeal({ ...swedish, dealId: 'early', createdOn: '2021-01-01', closedOn: '2021-01-05' });

const book = aBook({
  deals: [american, german, swedish, early],
  campaigns: [aCampaign('spring')],
  spend: [spent('spring', '2021-05-03', 60_00), spent('spring', '2021-05-04', 10_00, 'EUR')],
  rates: RATES,
});

eachDatabase('a report in another currency than US dollars', ({ open }) => {
  it('converts each deal and each spend by the rates of its own month, and says by which', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(book);
    const roi = await desk.json('campaign-roi', IN_JUNE);
    // Spent: 60 / 1.2 + 10. Open: 600 / 1.25 + 250.
    expect(rowWhere(tableOf(roi, 'campaigns'), 'campaign_id', 'spring')).toMatchObject({
      spend_eur: 60,
      open_eur: 730,
      weighted_eur: 292,
      won_eur: 100,
      return_eur: 40,
      roi: 0.666667,
      cost_per_won_eur: 30,
      unconverted_deals: 1,
      notes: expect.stringContaining(
        'won: 1000.00 SEK of 1 deal not converted (no SEK and no EUR rate for 2020-10 to 2021-01)',
      ),
    });
    expect(roi.figures).toMatchObject({ spend_eur: 60, won_eur: 100 });
    expect(roi.parameters).toMatchObject({ currency: 'EUR' });
    expect(roi.notes.slice(1, 3)).toEqual([
      'US dollars for one EUR: 1.2 in 2021-05, 1.25 in 2021-06.',
      'No rate for EUR in 2021-01: other currencies are not converted there.',
    ]);
    const [column] = tableOf(roi, 'campaigns').columns.filter(({ key }) => key === 'spend_eur');
    expect(column).toMatchObject({ title: 'Spend (EUR)', type: 'money' });
  });

  it('bridges what changed by rate and what by deals, to the cent', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(book);
    const bridge = tableOf(await desk.json('pipeline', { ...IN_JUNE, since: '2021-06-01' }), 'bridge');
    const values = [...bridge.rows, bridge.totals].map((row) => [row?.line, row?.value_eur]);
    expect(values.filter(([, value]) => value !== 0)).toEqual([
      ['Opening', 750],
      ['Rate effect', -20],
      ['Closing', 730],
    ]);
  });

  it('shows in the audit a deal’s own amount beside it, and says nothing new in US dollars', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(book);
    const inEuros = await desk.json('registration-audit', IN_JUNE);
    const inDollars = await desk.json('registration-audit', { asOf: '2021-06-30' });
    const { rows } = tableOf(inEuros, 'deals');
    expect(
      rows.map(({ deal_id: id, value, currency, value_eur: eur }) => [id, value, currency, eur]),
    ).toEqual([
      ['early', 1000, 'SEK', null],
      ['swedish', 1000, 'SEK', 100],
    ]);
    expect(inDollars.parameters).not.toHaveProperty('currency');
    expect(
      await desk.csv('registration-audit', { ...IN_JUNE, currency: 'jpy' }, 'exceptions'),
    ).toContainEqual([
      'Not evaluated since it was won',
      '2',
      '13333',
      expect.anything(),
      expect.stringContaining('not converted'),
    ]);
  });

  it('has as many decimals as the currency has, also in a workbook', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(book);
    const sheet = (await desk.xlsx('campaign-roi', { ...IN_JUNE, currency: 'JPY' })).getWorksheet(
      'Return by campaign',
    );
    // 60 USD and 10 EUR (12 USD) of May.
    expect(sheet?.getCell('F1').value).toBe('Spend (JPY)');
    expect([sheet?.getCell('F2').value, sheet?.getCell('F2').numFmt]).toEqual([8000, '#,##0']);
  });

  it('takes the least value in it as well', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(book);
    const { figures } = await desk.json('pipeline', { ...IN_JUNE, minValue: '480.00' });
    expect(figures).toMatchObject({ deals: 1, value_eur: 480 });
    expect((await desk.json('pipeline', { ...IN_JUNE, minValue: '480.01' })).figures.deals).toBe(0);
  });

  it('takes no least value with more digits than the currency has, which rounding would change', async () => {
    const desk = new ReportDesk(await open());
    const dinars = [1_000, 999].map((valueMinor) => ({
      ...american,
      dealId: `worth ${valueMinor} fils`,
      valueMinor,
      currency: 'KWD',
    }));
    await desk.holds(aBook({ deals: dinars, rates: [...RATES, aRate('2021-06', 'KWD', '3.3')] }));
    const refused = [
      ['KWD', '0.9995', 'Amounts in KWD have 3 digits at most after the point.'],
      ['EUR', '2.500', 'Amounts in EUR have 2 digits at most after the point.'],
      ['JPY', '480.4', 'Amounts in JPY have no digits after the point.'],
    ] as const;
    for (const [currency, minValue, message] of refused) {
      await expect(desk.json('pipeline', { currency, minValue })).rejects.toMatchObject({
        problems: [{ path: 'minValue', value: minValue, message }],
      });
    }
    const { figures } = await desk.json('pipeline', { ...IN_JUNE, currency: 'KWD', minValue: '1.000' });
    expect(figures).toMatchObject({ deals: 1, value_kwd: 1 });
  });

  it.each([
    [
      'eru',
      'ERU',
      'Did you mean EUR? Reports can be shown in EUR, JPY, SEK or USD; others need rates imported.',
    ],
    ['CHF', 'CHF', 'Reports can be shown in EUR, JPY, SEK or USD; others need rates imported.'],
  ])(
    'is refused as %s, of which there are no rates, with those that there are',
    async (given, code, remedy) => {
      const desk = new ReportDesk(await open());
      await desk.holds(book);
      await expect(desk.json('conversion', { currency: given })).rejects.toMatchObject({
        code: 'invalid-input',
        problems: [
          { path: 'currency', value: code, message: `The book has no exchange rate of “${code}”.`, remedy },
        ],
      });
    },
  );
});
