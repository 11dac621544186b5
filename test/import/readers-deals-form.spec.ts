import { describe, expect, test } from '@jest/globals';
import { guidOf, problems, read, sightings } from './reading.js';

describe('our own form for deals', () => {
  const FULL = {
    deal_id: 'OPP-007',
    status: 'won',
    updated_at: '2021-05-15T09:00:00+02:00',
    engagement_id: 'ENG-1',
    name: 'Harbour lights',
    deal_type: 'co-sell',
    direction: 'inbound',
    sales_stage: '100',
    all_sales_stages_marked: 'yes',
    microsoft_status: 'accepted',
    microsoft_invited: 'yes',
    partners_invited: 'no',
    marketplace_transacted: 'no',
    organisation_id: 'contoso',
    referral_type: 'shared',
    invited_by: 'msft',
    shared_with_microsoft: 'yes',
    customer_name: 'Fabrikam',
    customer_country: 'GB',
    customer_city: 'Leeds',
    customer_duns: '081466849',
    location: '1000001',
    campaign_id: 'Spring',
    crm_id: '007',
    msx_id: '7-MSX1',
    value: '1234.56',
    currency: 'GBP',
    estimated_close_date: '2021-06-30',
    solutions: 'SOL-1;SOL-2',
    solution_names: 'One;Two',
    team: 'Bob,Partner,1,bob@contoso.com;Eva,Lind,2,eva@contoso.com',
    microsoft_team: 'Sam,Seller,3,sam@microsoft.com',
    created_at: '2021-05-10T08:00:00Z',
    accepted_at: '2021-05-10T09:00:00Z',
    closed_at: '2021-05-14T12:00:00Z',
    status_reason: 'Best price',
    notes: ' as written ',
    registration_state: 'approved',
    registration_submitted_on: '2021-05-15',
    registration_decided_on: '2021-05-20',
  };

  function csv(...rows: Readonly<Record<string, string>>[]): string {
    const headers = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => headers.map((header) => `"${row[header] ?? ''}"`).join(','));
    return [headers.join(','), ...lines].join('\n');
  }

  test('carries every field a sighting can have', async () => {
    const [deal] = sightings(await read(csv(FULL)));
    expect(deal).toEqual({
      dealId: 'OPP-007',
      source: 'deals',
      asOf: Date.UTC(2021, 4, 15, 7),
      hasOwnTime: true,
      contentHash: expect.any(String),
      fields: {
        status: 'won',
        engagementId: 'ENG-1',
        name: 'Harbour lights',
        dealType: 'co-sell',
        direction: 'inbound',
        salesStagePercent: 100,
        allSalesStagesMarked: true,
        microsoftStatus: 'accepted',
        microsoftInvited: true,
        partnersInvited: false,
        marketplaceTransacted: false,
        organisationId: 'contoso',
        referralType: 'shared',
        invitedBy: 'msft',
        sharedWithMicrosoft: true,
        customerName: 'Fabrikam',
        customerCountry: 'GB',
        customerCity: 'Leeds',
        customerDuns: '081466849',
        location: '1000001',
        campaignId: 'Spring',
        crmId: '007',
        msxId: '7-MSX1',
        valueMinor: 123_456,
        currency: 'GBP',
        estimatedCloseDate: '2021-06-30',
        solutionIds: ['SOL-1', 'SOL-2'],
        solutionNames: { 'SOL-1': 'One', 'SOL-2': 'Two' },
        team: [
          { party: 'own', firstName: 'Bob', lastName: 'Partner', phone: '1', email: 'bob@contoso.com' },
          { party: 'own', firstName: 'Eva', lastName: 'Lind', phone: '2', email: 'eva@contoso.com' },
        ],
        microsoftTeam: [
          {
            party: 'microsoft',
            firstName: 'Sam',
            lastName: 'Seller',
            phone: '3',
            email: 'sam@microsoft.com',
          },
        ],
        createdAt: Date.UTC(2021, 4, 10, 8),
        acceptedAt: Date.UTC(2021, 4, 10, 9),
        closedAt: Date.UTC(2021, 4, 14, 12),
        statusReason: 'Best price',
        notes: ' as written ',
        registrationState: 'approved',
        registrationSubmittedOn: '2021-05-15',
        registrationDecidedOn: '2021-05-20',
      },
    });
  });

  test('is the same as JSON lines, with lists, numbers and truth values of JSON', async () => {
    const json = {
      ...FULL,
      value: 1234.56,
      sales_stage: 100,
      all_sales_stages_marked: true,
      partners_invited: false,
      solutions: ['SOL-1', 'SOL-2'],
      team: FULL.team.split(';'),
      unknown_key: { any: 'thing' },
    };
    const fromCsv = sightings(await read(csv(FULL)));
    expect(fromCsv).toHaveLength(1);
    const reading = await read(JSON.stringify(json));
    expect(reading.kind).toBe('deals');
    expect(sightings(reading)).toEqual(fromCsv);
  });

  test('takes dates where times are not known, and its time from the file where it has none', async () => {
    const dated = {
      deal_id: guidOf(1).toUpperCase(),
      status: 'lost',
      created_at: '2021-05-10',
      closed_at: '2021-05-14',
    };
    const [deal] = sightings(await read(csv(dated), { takenAt: 9, takenAtGiven: false }));
    expect(deal).toMatchObject({ dealId: guidOf(1), asOf: 9, hasOwnTime: false });
    expect(deal?.fields).toEqual({ status: 'lost', createdOn: '2021-05-10', closedOn: '2021-05-14' });
  });

  test('JSON nulls and missing keys tell nothing', async () => {
    const [deal] = sightings(await read('{"deal_id":"D1","status":"active","name":null,"solutions":[]}'));
    expect(deal?.fields).toEqual({ status: 'active' });
  });

  test.each([
    [
      'a deal still open that has closed',
      { closed_at: '2021-05-14', status: 'active' },
      'closed_at',
      /has not closed/u,
    ],
    ['a status of Partner Center', { status: 'Accepted' }, 'status', /received, active, won/u],
    ['no id', { deal_id: '' }, 'deal_id', /must be filled/u],
    ['an id without end', { deal_id: 'x'.repeat(201) }, 'deal_id', /200 characters/u],
    ['a date of the bulk file', { estimated_close_date: '6/30/2021' }, 'estimated_close_date', /YYYY-MM-DD/u],
    ['a time without zone', { updated_at: '2021-05-15T09:00:00' }, 'updated_at', /zone/u],
    ['acceptance without a time', { accepted_at: '2021-05-10' }, 'accepted_at', /moment in time/u],
    ['half a colleague', { team: 'Bob' }, 'team', /four parts/u],
  ])('refuses %s', async (_what, changes, column, message) => {
    const found = problems(await read(csv({ ...FULL, ...changes })));
    expect(found.map((problem) => problem.column)).toEqual([column]);
    expect(`${found[0]?.message} ${found[0]?.remedy}`).toMatch(message);
  });

  test('refuses an object where JSON should have a value', async () => {
    const [problem] = problems(await read('{"deal_id":"D1","status":"won","notes":{"a":1}}'));
    expect(problem).toMatchObject({ row: 1, column: 'notes', value: '{"a":1}' });
  });
});
