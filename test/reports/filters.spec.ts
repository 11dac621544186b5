import { expect, it } from '@jest/globals';
import { aDeal } from '../support/a-deal.js';
import { bootServer } from '../support/boot-server.js';
import { aBook, aCampaign, aRate, spent } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { type JsonReport, ReportDesk, rowWhere, tableOf } from './report-harness.js';

const usd = (dollars: number) => ({ valueMinor: dollars * 100, currency: 'USD' });

/** For each filter all that the deals below have, and nothing. */
const ANY: Readonly<Record<string, string>> = {
  stage: '40,20,none',
  dealType: 'co-sell,partner-led,none',
  direction: 'inbound,outbound,none',
  location: '4100001,4100002,none',
  campaign: 'spring, autumn, none',
  country: 'se,de,none',
  organisation: 'own,other,none',
  solution: 'S1,none',
};

function leftOut(report: JsonReport): readonly unknown[] {
  return tableOf(report, 'balance')
    .rows.filter((row) => String(row.line).includes('eft out'))
    .map((row) => row.deals);
}

eachDatabase('a report narrowed to some deals', ({ open, create }) => {
  const swedish = aDeal({
    dealId: 'swedish',
    dealType: 'co-sell',
    direction: 'inbound',
    location: '4100001',
    campaignId: 'spring',
    customerCountry: 'SE',
    organisationId: 'own',
    salesStagePercent: 40,
    solutions: [{ solutionId: 'S1', name: 'First' }],
    ...usd(100),
  });
  const german = aDeal({
    dealId: 'german',
    dealType: 'partner-led',
    direction: 'outbound',
    location: '4100002',
    campaignId: 'autumn',
    customerCountry: 'DE',
    organisationId: 'other',
    salesStagePercent: 20,
    solutions: [],
    ...usd(30),
  });
  const unknown = aDeal({ dealId: 'unknown', ...usd(7) });

  it.each([
    ['stage', '40'],
    ['dealType', 'co-sell'],
    ['direction', 'inbound'],
    ['location', '4100001'],
    ['campaign', 'spring'],
    ['country', 'SE'],
    ['organisation', 'own'],
    ['solution', 'S1'],
  ])('by %s counts those only, and says how many it left out', async (name, value) => {
    const desk = new ReportDesk(await open());
    await desk.holds(aBook({ deals: [swedish, german, unknown] }));
    const pipeline = await desk.json('pipeline', { [name]: value });
    expect(pipeline.figures).toMatchObject({ deals: 1, value_usd: 100 });
    // Two are left out, one of them as nobody knows.
    expect(leftOut(pipeline)).toEqual([2, 1]);
    expect(tableOf(pipeline, 'bridge').totals).toMatchObject({ deals: 1, value_usd: 100 });
    expect(pipeline.parameters[name]).toBe(value);
  });

  it.each([
    ['stage', ['unknown'], [2, 0]],
    ['dealType', ['unknown'], [2, 0]],
    ['direction', ['unknown'], [2, 0]],
    ['location', ['unknown'], [2, 0]],
    ['campaign', ['unknown'], [2, 0]],
    ['country', ['unknown'], [2, 0]],
    ['organisation', ['unknown'], [2, 0]],
    // Of one deal it is told that it has no solution, of another nothing.
    ['solution', ['german', 'unknown'], [1, 0]],
  ])('finds the deals of which no %s is on record', async (name, found, balance) => {
    const desk = new ReportDesk(await open());
    const won = [swedish, german, unknown].map((deal) => ({ ...deal, status: 'won' as const }));
    await desk.holds(aBook({ deals: [swedish, german, unknown] }));
    const pipeline = await desk.json('pipeline', { [name]: 'none' });
    expect(pipeline.figures.deals).toBe(found.length);
    expect(leftOut(pipeline)).toEqual(balance);
    expect((await desk.json('pipeline', { [name]: ANY[name] })).figures.deals).toBe(3);
    await desk.holds(aBook({ deals: won }));
    const audit = await desk.json('registration-audit', { [name]: 'none' });
    expect(tableOf(audit, 'deals').rows.map((row) => row.deal_id)).toEqual(found);
  });

  it('by stage leaves the observed win rates as they are, by anything else narrows them too', async () => {
    const desk = new ReportDesk(await open());
    const ended = { createdOn: '2021-11-01', closedOn: '2021-12-01' };
    const won = { ...swedish, ...ended, dealId: 'won', status: 'won' as const, salesStagePercent: 100 };
    const lost = { ...swedish, ...ended, dealId: 'lost', status: 'lost' as const };
    const early = { ...german, ...ended, dealId: 'early', status: 'lost' as const };
    await desk.holds(aBook({ deals: [swedish, german, won, lost, early] }));
    const asked = async (filter: Readonly<Record<string, string>>) => {
      const report = await desk.json('pipeline', filter);
      const rates = tableOf(report, 'win-rates').rows.slice(1, 3);
      const told = rates.map((row) => `${row.won_deals} of ${row.ended_deals}`);
      return [...told, report.figures.observed_weighted_usd];
    };
    // Of three that came to 20 % two came to 40 % as well.
    expect(await asked({})).toEqual(['1 of 3', '1 of 2', 60]);
    expect(await asked({ stage: '40' })).toEqual(['1 of 3', '1 of 2', 50]);
    expect(await asked({ stage: '40', country: 'DE' })).toEqual(['0 of 1', '0 of 0', 0]);
  });

  it('by least value counts what is worth that much at the moment, and says where nobody knows', async () => {
    const desk = new ReportDesk(await open());
    const krone = { ...german, dealId: 'danish', valueMinor: 90_000, currency: 'DKK' };
    const euro = { ...german, dealId: 'dutch', valueMinor: 50_00, currency: 'EUR' };
    const deals = [swedish, german, euro, krone, aDeal({ dealId: 'unvalued' })];
    const rates = [aRate('2021-12', 'EUR', '2'), aRate('2021-06', 'EUR', '1.9')];
    await desk.holds(aBook({ deals, rates }));
    const pipeline = await desk.json('pipeline', { minValue: '100.00' });
    expect(pipeline.figures).toMatchObject({ deals: 2, value_usd: 200 });
    expect(tableOf(pipeline, 'bridge').totals).toMatchObject({ deals: 2, value_usd: 200 });
    // Of the three that are left out two might be worth as much.
    expect(leftOut(pipeline)).toEqual([3, 2, 2]);
    // Known to be of another country, whatever the value.
    expect(leftOut(await desk.json('pipeline', { minValue: 100, country: 'SE' }))).toEqual([4, 1, 1]);
    // In June the euro was worth less.
    expect((await desk.json('pipeline', { minValue: '100', asOf: '2021-06-30' })).figures.deals).toBe(1);
    // One that is created later is worth what it is, whatever becomes of it.
    const later = { ...euro, dealId: 'later', createdOn: '2021-07-01' };
    const ended = { ...later, dealId: 'ended', status: 'lost' as const, closedOn: '2021-12-01' };
    await desk.holds(aBook({ deals: [swedish, later, ended], rates }));
    const june = await desk.json('pipeline', { minValue: '95', asOf: '2021-06-30' });
    expect(rowWhere(tableOf(june, 'balance'), 'line', 'Created later')?.deals).toBe(2);
    expect(leftOut(june)).toEqual([0, 0, 0]);
    const won = deals.map((deal) => ({ ...deal, status: 'won' as const, closedOn: '2021-06-01' }));
    await desk.holds(aBook({ deals: won, rates }));
    const audit = await desk.json('registration-audit', { minValue: '95' });
    expect(audit.figures).toMatchObject({ won_deals: 2, won_usd: 195 });
    expect(leftOut(audit)).toEqual([1, 2, 2]);
  });

  it('takes several values and several filters', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(aBook({ deals: [swedish, german, unknown] }));
    const both = await desk.json('pipeline', { country: 'SE, DE' });
    expect(both.figures.deals).toBe(2);
    const neither = await desk.json('pipeline', {
      country: 'SE,DE',
      direction: 'outbound',
      dealType: 'co-sell',
    });
    expect(neither.figures.deals).toBe(0);
    expect((await desk.json('pipeline', {})).figures.deals).toBe(3);
  });

  it('narrows conversion and the audit in the same way', async () => {
    const desk = new ReportDesk(await open());
    const won = [swedish, german, unknown].map((deal) => ({
      ...deal,
      status: 'won' as const,
      createdOn: '2021-04-01',
      closedOn: '2021-05-01',
    }));
    await desk.holds(aBook({ deals: won }));
    for (const filter of [{ solution: 'S1' }, { country: 'SE', campaign: 'spring' }]) {
      const conversion = await desk.json('conversion', filter);
      expect(conversion.figures).toMatchObject({ created: 1, won: 1 });
      expect(leftOut(conversion)).toEqual([2, 1]);
      const audit = await desk.json('registration-audit', filter);
      expect(tableOf(audit, 'deals').rows.map((row) => row.deal_id)).toEqual(['swedish']);
      expect(audit.figures).toMatchObject({ won_deals: 1, won_usd: 100 });
      expect(leftOut(audit)).toEqual([1, 1]);
    }
    expect(leftOut(await desk.json('registration-audit'))).toEqual([]);
  });

  it('by campaign leaves out the spend of the others as well', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [swedish, german, unknown],
        campaigns: [aCampaign('spring'), aCampaign('autumn')],
        spend: [spent('spring', '2021-05-01', 50_00), spent('autumn', '2021-05-01', 900_00)],
      }),
    );
    const report = await desk.json('campaign-roi', { campaign: 'spring,sprang' });
    const table = tableOf(report, 'campaigns');
    expect(table.rows.map((row) => [row.campaign_id, row.spend_usd, row.deals])).toEqual([
      ['spring', 50, 1],
      ['sprang', 0, 0],
    ]);
    // A name that is misspelt shows.
    expect(table.rows[1]?.campaign).toBe('(not in the campaigns list)');
    expect(table.totals).toMatchObject({ spend_usd: 50, deals: 1, open_usd: 100 });
    expect(leftOut(report)).toEqual([2, 1]);
  });

  it.each([
    ['dealType', 'co-sell', 'deal type'],
    ['direction', 'inbound', 'direction'],
    ['location', '4100001', 'location'],
    ['solution', 'S1', 'solution'],
    ['country', 'SE', 'country'],
    ['organisation', 'own', 'organisation'],
    ['minValue', '99', 'value'],
  ])(
    'by %s sets no campaign’s deals against its spend, which is for others too',
    async (name, value, told) => {
      const desk = new ReportDesk(await open());
      const ended = { status: 'won' as const, createdOn: '2021-04-01', closedOn: '2021-05-01' };
      const deals = [swedish, german, { ...unknown, campaignId: 'spring' }].flatMap((deal) => [
        deal,
        { ...deal, ...ended, dealId: `${deal.dealId} won` },
      ]);
      await desk.holds(
        aBook({
          deals,
          campaigns: [aCampaign('spring', { channel: 'fair' }), aCampaign('autumn', { channel: 'mail' })],
          spend: [spent('spring', '2021-05-01', 50_00), spent('autumn', '2021-05-01', 900_00)],
        }),
      );
      const report = await desk.json('campaign-roi', { [name]: value, by: 'channel' });
      const note = `no ROI: the spend is not told by ${told}`;
      const empty = { return_usd: null, roi: null, roas: null, cost_per_won_usd: null, open_per_spend: null };
      const nothing = { deals: 0, open_usd: 0, won_deals: 0, won_usd: 0, ...empty };
      const fitting = { deals: 2, open_usd: 100, won_deals: 1, won_usd: 100, ...empty };
      const all = { spend_usd: 950, ...fitting, notes: expect.stringContaining(note) };
      const campaigns = tableOf(report, 'campaigns');
      expect(campaigns.rows).toMatchObject([
        { campaign_id: 'autumn', spend_usd: 900, ...nothing, notes: expect.stringContaining(note) },
        { campaign_id: 'spring', spend_usd: 50, ...fitting, notes: expect.stringContaining(note) },
      ]);
      expect(campaigns.totals).toMatchObject(all);
      expect(tableOf(report, 'groups').rows).toMatchObject([
        { channel: 'fair', spend_usd: 50, ...fitting },
        { channel: 'mail', spend_usd: 900, ...nothing },
      ]);
      expect(tableOf(report, 'groups').totals).toMatchObject(all);
      expect(report.figures).toMatchObject({ spend_usd: 950, won_usd: 100, return_usd: null, roi: null });
      expect(report.notes.join()).toContain(`Deals are narrowed by ${told}; spend is not`);
      // Every deal of the book is told of: two are in, four are not, and of two of those nobody knows.
      const unvalued = name === 'minValue';
      expect(leftOut(report)).toEqual(unvalued ? [4, 0, 0] : [4, 2]);
    },
  );

  it('by campaign and country narrows the spend by campaign, and by campaign alone keeps the return', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [{ ...swedish, status: 'won', createdOn: '2021-04-01', closedOn: '2021-05-01' }],
        campaigns: [aCampaign('spring'), aCampaign('autumn')],
        spend: [spent('spring', '2021-05-01', 50_00), spent('autumn', '2021-05-01', 900_00)],
      }),
    );
    const asked = async (filter: Readonly<Record<string, string>>) =>
      tableOf(await desk.json('campaign-roi', filter), 'campaigns').totals;
    const pictures = async (filter: Readonly<Record<string, string>>) => {
      const page = await desk.bytes('campaign-roi', filter, { format: 'html' });
      return (page.toString('utf8').match(/<svg.*?<\/svg>/gsu) ?? []).join();
    };
    // Beside the spend one would read the return off the picture.
    expect(await pictures({ campaign: 'spring' })).toContain('Spend (USD)');
    expect(await pictures({ country: 'SE' })).toContain('a return cannot be told');
    expect(await pictures({ country: 'SE' })).not.toContain('Spend (USD)');
    expect(await asked({ campaign: 'spring' })).toMatchObject({
      spend_usd: 50,
      won_usd: 100,
      roi: 1,
      notes: null,
    });
    expect(
      await asked({ campaign: 'spring', country: 'SE', dealType: 'co-sell', minValue: '1' }),
    ).toMatchObject({
      spend_usd: 50,
      won_usd: 100,
      roi: null,
      notes: 'no ROI: the spend is not told by deal type, country or value',
    });
  });

  it('is narrowed over HTTP too', async () => {
    const http = await bootServer(await create());
    const { status, body } = await http
      .get('/api/v1/reports/pipeline')
      .query({ country: 'SE,DE', dealType: 'co-sell', solution: 'S1', campaign: '"fair, Oslo",spring' });
    expect(status).toBe(200);
    expect(body.parameters).toMatchObject({
      country: 'SE,DE',
      dealType: 'co-sell',
      solution: 'S1',
      campaign: '"fair, Oslo",spring',
    });
    const audit = await http.get('/api/v1/reports/registration-audit').query({ solution: 'S1,S2' });
    expect(audit.status).toBe(200);
    const roi = await http.get('/api/v1/reports/campaign-roi').query({ country: 'SE', dealType: 'co-sell' });
    expect(roi.body.parameters).toMatchObject({ country: 'SE', dealType: 'co-sell', solution: 'all' });
    const wrong = async (query: object) =>
      (await http.get('/api/v1/reports/conversion').query(query)).body.errors;
    expect(await wrong({ by: 'Country' })).toMatchObject([
      { path: '/by', message: expect.not.stringContaining('channel'), remedy: 'Did you mean country?' },
    ]);
    expect(await wrong({ minValue: ['1', '2'] })).toMatchObject([
      { path: '/minValue', value: '1, 2', message: 'It is given 2 times.', remedy: 'Give it once.' },
    ]);
    expect(await wrong({ dealType: ['co-sell', 'private'] })).toMatchObject([
      {
        path: '/dealType',
        value: 'co-sell, private',
        message: 'It is given 2 times.',
        remedy: 'Give it once, with commas between its values: dealType=co-sell,private.',
      },
    ]);
  });

  it('knows countries by their letters, small ones too', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(aBook({ deals: [swedish, german, unknown] }));
    expect((await desk.json('pipeline', { country: 'se' })).figures.deals).toBe(1);
    await expect(desk.json('pipeline', { country: 'Sweden' })).rejects.toMatchObject({
      problems: [
        {
          path: 'country',
          value: 'Sweden',
          message:
            'must be the two letters of a country (ISO 3166), such as SE, or of several with commas, or none',
        },
      ],
    });
  });

  it('refuses words that there are not, and filters that a report does not take', async () => {
    const desk = new ReportDesk(await open());
    await expect(
      desk.json('pipeline', { stage: '40,', dealType: 'co-sell,cosell', direction: 'in', country: 'SE,,' }),
    ).rejects.toMatchObject({
      problems: [
        { path: 'stage', value: '40,', message: 'must be one value or several with commas' },
        { path: 'dealType', value: 'co-sell,cosell', remedy: 'Only deals of these types.' },
        { path: 'direction', message: 'must be one or several of inbound, outbound, with commas, or none' },
        { path: 'country', message: 'must be one value or several with commas' },
      ],
    });
    await expect(
      desk.json('pipeline', { stage: '30', minValue: '-5', country: 'NONE' }),
    ).rejects.toMatchObject({
      problems: [
        { path: 'stage', message: 'must be one or several of 10, 20, 40, 60, 80, 100, with commas, or none' },
        { path: 'minValue', message: 'must be an amount of 0 or more, such as 10000 or 2500.50' },
        { path: 'country', value: 'NONE' },
      ],
    });
    // A deal’s stage is how far it came: narrowed by it, a conversion would answer itself.
    await expect(desk.json('conversion', { stage: '40' })).rejects.toMatchObject({
      problems: [{ path: 'stage', message: 'The report conversion has no option stage.' }],
    });
    // All that is won is at 100 %: narrowed by stage, a campaign would have brought nothing.
    await expect(desk.json('campaign-roi', { stage: '40' })).rejects.toMatchObject({
      problems: [
        {
          path: 'stage',
          message: 'The report campaign-roi has no option stage.',
          remedy: expect.stringContaining('pipeline tells by campaign'),
        },
      ],
    });
  });
});
