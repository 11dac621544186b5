import { describe, expect, test } from '@jest/globals';
import { guidOf, problems, read, refusalOf, sightings } from './reading.js';

describe('the registration file', () => {
  const HEADER =
    'Referral ID,Registration Date,Registration Type,Registration Status,Is Marketplace Transacted,Review Pending Date,Passed Date,Failed Date,Approved Date,Errors';

  test('tells of registrations only', async () => {
    const reading = await read(
      `${HEADER}\n${guidOf(1)},9/29/2021,AzureIPCoSell,Passed,Yes,9/30/2021,10/12/2021,,,\n` +
        `${guidOf(2)},9/29/2021,AzureIPCoSell,Approved,No,,,,09/29/2021,\n`,
    );
    expect(reading.kind).toBe('registrations');
    expect(sightings(reading).map(({ fields }) => fields)).toEqual([
      {
        registrationState: 'passed',
        registrationSubmittedOn: '2021-09-30',
        registrationDecidedOn: '2021-10-12',
        marketplaceTransacted: true,
      },
      {
        registrationState: 'approved',
        registrationSubmittedOn: '2021-09-29',
        registrationDecidedOn: '2021-09-29',
        marketplaceTransacted: false,
      },
    ]);
  });

  test('leaves out what Partner Center refused, and what names no referral', async () => {
    const found = problems(await read(`${HEADER}\n,,,Passed,No,,,,,A required field is missing\n`));
    expect(found.map(({ column }) => column)).toEqual(['Errors', 'Referral ID']);
  });
});

describe('the analytics export', () => {
  const HEADER =
    'Referral ID,Deal Type,Status,Referral Creation Date,Deal Review Pending Date,Deal Approved Date';

  test('of 2023 has several dates of decision, and may come with tabs', async () => {
    const row = [guidOf(1), 'Private', 'Won', '5/10/2021', '2021-06-01', '2021-06-05'].join('\t');
    const reading = await read(`${HEADER.replaceAll(',', '\t')}\n${row}\n`);
    expect(reading.kind).toBe('co-sell-analytics');
    expect(sightings(reading)[0]?.fields).toEqual({
      status: 'won',
      dealType: 'private',
      createdOn: '2021-05-10',
      registrationSubmittedOn: '2021-06-01',
      registrationDecidedOn: '2021-06-05',
    });
  });

  test('gives the moment of creation where it has a time with a zone, and the date otherwise', async () => {
    const rows = ['2021-05-10T23:30:00-02:00', '2021-05-10 23:30:00'].map(
      (at) => `${guidOf(1)},Private,Won,${at},,`,
    );
    const [exact, dated] = sightings(await read(`${HEADER}\n${rows.join('\n')}\n`));
    expect(exact?.fields).toMatchObject({ createdAt: Date.UTC(2021, 4, 11, 1, 30) });
    expect(dated?.fields).toMatchObject({ createdOn: '2021-05-10' });
  });

  test('has Swedish headers as well', async () => {
    const text = `Hänvisningskod,Avtalstyp,Status,Skapandedatum för referens,Avtalsriktning,Statusorsak\n${guidOf(1)},Co-sell,Lost,2021-05-10,Incoming,4\n`;
    expect(sightings(await read(text))[0]?.fields).toEqual({
      status: 'lost',
      dealType: 'co-sell',
      createdOn: '2021-05-10',
      direction: 'inbound',
      statusReason: 'Customer requirement not met',
    });
  });

  test('of leads is refused as such', async () => {
    const problem = await refusalOf(
      'Referral ID,Customer Name,Referral Source,Referral/Lead Type,Lead Direction,Status\n',
    );
    expect(problem.message).toContain('leads export');
  });
});

describe('our small forms', () => {
  async function recordsOf(text: string) {
    const { kind, records } = await read(text);
    return [
      kind,
      ...records.map((record) => ('row' in record && record.is !== 'reject' ? record : record.is)),
    ];
  }

  test('solutions', async () => {
    const header = 'solution_id,name,kind,incentive,valid_from,valid_until';
    const text = `${header}\nSOL-1,One,own,azure-ip-co-sell,2021-01-01,2021-07-01\nMS-1,Azure,Microsoft,,,\n`;
    expect(await recordsOf(text)).toEqual([
      'solutions',
      {
        is: 'solution',
        row: 2,
        solution: {
          solutionId: 'SOL-1',
          name: 'One',
          kind: 'own',
          incentive: 'azure-ip-co-sell',
          validFrom: '2021-01-01',
          validUntil: '2021-07-01',
        },
      },
      {
        is: 'solution',
        row: 3,
        solution: {
          solutionId: 'MS-1',
          name: 'Azure',
          kind: 'microsoft',
          incentive: null,
          validFrom: null,
          validUntil: null,
        },
      },
    ]);
    const bad = `${header}\nSOL-1,,mine,gold,2021-07-01,2021-07-01\n`;
    expect(problems(await read(bad)).map(({ column }) => column)).toEqual([
      'name',
      'kind',
      'incentive',
      'valid_until',
    ]);
  });

  test('customers', async () => {
    const text =
      'duns,name,country,managed_by_microsoft\n081466849,,,yes\n,Fabrikam,GB,unknown\n,Litware,US,\n';
    expect(await recordsOf(text)).toEqual([
      'customers',
      {
        is: 'customer',
        row: 2,
        customer: { duns: '081466849', name: null, country: null, managedByMicrosoft: true },
      },
      {
        is: 'customer',
        row: 3,
        customer: { duns: null, name: 'Fabrikam', country: 'GB', managedByMicrosoft: null },
      },
      {
        is: 'customer',
        row: 4,
        customer: { duns: null, name: 'Litware', country: 'US', managedByMicrosoft: null },
      },
    ]);
    const nobody = 'duns,name,country,managed_by_microsoft\n,,GB,no\n';
    expect(problems(await read(nobody))[0]?.message).toBe('This row names no customer.');
  });

  test('campaigns', async () => {
    const header = 'campaign_id,name,channel,start_date,end_date,budget,currency';
    expect(
      await recordsOf(`${header}\nC1,Spring,Search,2021-03-01,2021-03-01,1000,EUR\nC2,Autumn,,,,,\n`),
    ).toEqual([
      'campaigns',
      {
        is: 'campaign',
        row: 2,
        campaign: {
          campaignId: 'C1',
          name: 'Spring',
          channel: 'Search',
          startDate: '2021-03-01',
          endDate: '2021-03-01',
          budgetMinor: 100_000,
          currency: 'EUR',
        },
      },
      {
        is: 'campaign',
        row: 3,
        campaign: {
          campaignId: 'C2',
          name: 'Autumn',
          channel: null,
          startDate: null,
          endDate: null,
          budgetMinor: null,
          currency: null,
        },
      },
    ]);
    const bad = `${header}\nC1,Spring,,2021-03-02,2021-03-01,-5,\n`;
    expect(problems(await read(bad)).map(({ column }) => column)).toEqual(['end_date', 'currency', 'budget']);
  });

  test('spend, where a refund is negative', async () => {
    const header = 'campaign_id,date,amount,currency,note';
    expect(await recordsOf(`${header}\nC1,2021-03-05,-12.50,EUR,Refund\n`)).toEqual([
      'spend',
      {
        is: 'spend',
        row: 2,
        spend: { campaignId: 'C1', date: '2021-03-05', amountMinor: -1250, currency: 'EUR', note: 'Refund' },
      },
    ]);
    const bad = `${header}\n,3/5/2021,"1,5",E,\n`;
    expect(problems(await read(bad)).map(({ column }) => column)).toEqual([
      'campaign_id',
      'date',
      'currency',
      'amount',
    ]);
  });

  test('rates in either spelling, with every digit and small ones written out', async () => {
    const own = 'month;currency;usd_per_unit\n2021-05;AED;0.27224589249009701\n';
    const theirs =
      '"CurrencyCode","USDPerUnit","Month"\n"AED","0.27224589249009701","202105"\n"IDR","6.9E-05","202105"\n';
    const aed = { month: '2021-05', currency: 'AED', usdPerUnit: '0.27224589249009701' };
    expect(await recordsOf(own)).toEqual(['rates', { is: 'rate', row: 2, column: 'month', rate: aed }]);
    expect(await recordsOf(theirs)).toEqual([
      'rates',
      { is: 'rate', row: 2, column: 'Month', rate: aed },
      {
        is: 'rate',
        row: 3,
        column: 'Month',
        rate: { month: '2021-05', currency: 'IDR', usdPerUnit: '0.000069' },
      },
    ]);
    const bad = 'month,currency,usd_per_unit\n2021,XX,0\n2021-05,EUR,-1\n';
    expect(problems(await read(bad)).map(({ row, column }) => [row, column])).toEqual([
      [2, 'month'],
      [2, 'currency'],
      [2, 'usd_per_unit'],
      [3, 'usd_per_unit'],
    ]);
  });
});

describe('the kind of a file', () => {
  test('is refused when it is not the one told, naming both', async () => {
    const spend = 'campaign_id,date,amount,currency\nC1,2021-03-05,1,EUR\n';
    const problem = await refusalOf(spend, { as: 'campaigns' });
    expect(problem.message).toContain('kind campaigns, but its columns are those of spend');
    const analytics = 'Referral ID,Deal ID,Deal Type,Deal Direction,Status,Customer Name\n';
    expect((await refusalOf(analytics, { as: 'deals' })).message).toContain('those of co-sell-analytics');
    expect((await refusalOf(spend, { as: 'referrals' })).message).toContain('is a table of the kind spend');
  });

  test('that cannot be told is refused with the headers found and the nearest kind', async () => {
    const problem = await refusalOf('campaign_id,day,amount,currency\nC1,2021-03-05,1,EUR\n');
    expect(problem.message).toContain('“campaign_id”, “day”, “amount”, “currency”');
    expect(problem.message).toContain('nearest to spend, but lacks “date”');
    expect((await refusalOf('foo,bar\n1,2\n')).message).toContain('None of the columns is known');
  });

  test('told where a required column is missing names it and the nearest', async () => {
    const problem = await refusalOf('month,curency,usd_per_unit\n', { as: 'rates' });
    expect(problem).toMatchObject({
      row: 1,
      column: 'currency',
      remedy: 'Is “curency” meant to be “currency”? Rename it.',
    });
  });
});
