import { expect, it } from '@jest/globals';
import { aDeal } from '../support/a-deal.js';
import { aBook, spent } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { ReportDesk, tableOf } from './report-harness.js';

const usd = (dollars: number) => ({ valueMinor: dollars * 100, currency: 'USD' });

eachDatabase('a report narrowed by ids', ({ open }) => {
  const swedish = aDeal({ dealId: 'swedish', campaignId: 'spring', ...usd(100) });
  const german = aDeal({ dealId: 'german', campaignId: 'autumn', ...usd(30) });
  const unknown = aDeal({ dealId: 'unknown', ...usd(7) });

  it('tells a campaign of the name none from no campaign', async () => {
    const desk = new ReportDesk(await open());
    const named = { ...german, campaignId: 'none' };
    await desk.holds(aBook({ deals: [swedish, named, unknown], spend: [spent('none', '2021-05-01', 500)] }));
    const asked = async (campaign: string) => {
      const { rows } = tableOf(await desk.json('campaign-roi', { campaign }), 'campaigns');
      return rows.map((row) => [row.campaign_id ?? row.campaign, row.spend_usd, row.open_usd]);
    };
    expect(await asked('none')).toEqual([['(no campaign)', 0, 7]]);
    expect(await asked('"none"')).toEqual([['none', 5, 30]]);
    expect(await asked('none,"none"')).toEqual([
      ['none', 5, 30],
      ['(no campaign)', 0, 7],
    ]);
  });

  it('finds an id with a comma or a double quote, written as in CSV', async () => {
    const desk = new ReportDesk(await open());
    const fair = { ...german, campaignId: 'fair, Oslo', location: '5" screens', organisationId: '"own"' };
    await desk.holds(aBook({ deals: [swedish, fair, unknown] }));
    const asked = async (filter: Readonly<Record<string, string>>) => {
      const { figures, parameters } = await desk.json('pipeline', filter);
      return [figures.deals, ...Object.keys(filter).map((name) => parameters[name])];
    };
    expect(await asked({ campaign: '"fair, Oslo"' })).toEqual([1, '"fair, Oslo"']);
    expect(await asked({ campaign: ' "fair, Oslo" , spring,none' })).toEqual([3, '"fair, Oslo",spring,none']);
    expect(await asked({ location: '5" screens', organisation: '"""own"""' })).toEqual([
      1,
      '5" screens',
      '"""own"""',
    ]);
    // Without quotes they are two.
    expect(await asked({ campaign: 'fair, Oslo' })).toEqual([0, 'fair,Oslo']);
    const message = expect.stringMatching(
      /^must be one value or several with commas, .*"fair, Oslo",spring$/,
    );
    await expect(desk.json('pipeline', { campaign: '"fair, Oslo' })).rejects.toMatchObject({
      problems: [{ path: 'campaign', value: '"fair, Oslo', message }],
    });
  });
});
