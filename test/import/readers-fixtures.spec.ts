import { describe, expect, test } from '@jest/globals';
import { brokenOff, fixture, problems, readPath, sightings, TAKEN_AT } from './reading.js';

function countsOf(records: readonly { readonly is: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { is } of records) counts[is] = (counts[is] ?? 0) + 1;
  return counts;
}

describe('the files Partner Center gives', () => {
  test('two pages of the API: 17 own deals, Microsoft’s and a partner’s referrals, and a lead left out', async () => {
    const first = await readPath(fixture('referrals-page-1.json'));
    const second = await readPath(fixture('referrals-page-2.json'));
    expect([first.kind, second.kind]).toEqual(['referrals', 'referrals']);
    const records = [...first.records, ...second.records];
    expect(countsOf(records)).toEqual({ sighting: 17, counterpart: 7, 'left-out': 1 });
    const counterparts = records.flatMap((record) =>
      record.is === 'counterpart' ? [record.counterpart] : [],
    );
    expect(counterparts.map(({ party, status }) => `${party} ${status}`).toSorted()).toEqual([
      'microsoft accepted',
      'microsoft accepted',
      'microsoft declined',
      'microsoft expired',
      'microsoft pending',
      'microsoft won',
      'partner pending',
    ]);
    expect(records.map(({ row }) => row)).toEqual([
      ...Array.from({ length: 13 }, (_, index) => index + 1),
      ...Array.from({ length: 12 }, (_, index) => index + 1),
    ]);
  });

  test('a won deal of the API is told of in full', async () => {
    const [deal] = sightings(await readPath(fixture('referrals-page-2.json')));
    expect(deal).toEqual({
      dealId: 'cfc6282a-bf08-5852-83bd-c5f855df9899',
      source: 'referrals',
      asOf: Date.UTC(2021, 4, 14, 12),
      hasOwnTime: true,
      contentHash: expect.stringMatching(/^[\w-]{22}$/u),
      fields: {
        status: 'won',
        engagementId: 'fc7ee123-c8bd-5f3a-9bdc-04bf47b6e837',
        name: 'Warehouse roll-out',
        organisationId: '7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d',
        invitedBy: '7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d',
        referralType: 'shared',
        sharedWithMicrosoft: true,
        direction: 'outbound',
        salesStagePercent: 100,
        location: '1000001',
        msxId: '7-MSX0004',
        customerName: 'Contoso Corporation',
        customerCity: 'Redmond',
        customerCountry: 'US',
        customerDuns: '81466849',
        estimatedCloseDate: '2021-05-20',
        valueMinor: 4_800_000,
        currency: 'USD',
        solutionIds: ['SOL-1234-PQRS'],
        solutionNames: { 'SOL-1234-PQRS': 'Contoso Supply Chain (Azure IP co-sell)' },
        createdAt: Date.UTC(2021, 4, 10, 8),
        acceptedAt: Date.UTC(2021, 4, 10, 8),
        closedAt: Date.UTC(2021, 4, 14, 12),
        registrationState: 'review-pending',
        registrationSubmittedOn: '2021-05-14',
        marketplaceTransacted: false,
        team: [
          {
            party: 'own',
            firstName: 'Bob',
            lastName: 'Partner',
            phone: '999999',
            email: 'Bob.partner@Contoso.com',
          },
          {
            party: 'own',
            firstName: 'Eva',
            lastName: 'Lind',
            phone: '+46700000100',
            email: 'eva.lind@contoso.com',
          },
        ],
      },
    });
  });

  test('the direction follows from who invited, not from the word Incoming on an own deal', async () => {
    const deals = sightings(await readPath(fixture('referrals-page-1.json')));
    const direction = new Map(deals.map(({ fields }) => [fields.name, fields.direction]));
    expect(direction.get('Approved registration')).toBe('outbound');
    expect(direction.get('Inbound: sensitive data workshop')).toBe('inbound');
  });

  test('the bulk export: the same 17 deals, with neither creation nor closing time', async () => {
    const reading = await readPath(fixture('cosell-bulk-export-43col.csv'));
    expect(reading.kind).toBe('co-sell');
    expect(countsOf(reading.records)).toEqual({ sighting: 17 });
    const [first] = sightings(reading);
    expect(first).toEqual({
      dealId: 'c6adbf3b-8741-5166-8d4d-3102a1a0f3ca',
      source: 'co-sell',
      asOf: TAKEN_AT,
      hasOwnTime: true,
      contentHash: expect.any(String),
      fields: {
        status: 'active',
        engagementId: 'f7eaae47-0b84-4ac4-b4ea-5b2587d42cee',
        name: 'UK spring deal',
        customerName: 'Contoso Corporation',
        customerCity: 'Redmond',
        customerCountry: 'US',
        customerDuns: '81466849',
        dealType: 'co-sell',
        microsoftStatus: 'pending',
        microsoftInvited: true,
        salesStagePercent: 40,
        valueMinor: 1_256_300,
        currency: 'USD',
        estimatedCloseDate: '2021-06-30',
        crmId: '34234324-sdfsdf-345345-sfd',
        campaignId: 'BingSummer2020',
        notes: 'This is a sample note',
        location: '1000001',
        solutionIds: ['SOL-1234-PQRS'],
        team: [
          {
            party: 'own',
            firstName: 'Bob',
            lastName: 'Partner',
            phone: '999999',
            email: 'Bob.partner@Contoso.com',
          },
        ],
      },
    });
  });

  test('commas, quotes and semicolons in a customer’s name survive', async () => {
    const names = sightings(await readPath(fixture('cosell-bulk-export-43col.csv'))).map(
      ({ fields }) => fields.customerName,
    );
    expect(names).toContain('Muster "Stahl" GmbH; Werk 2');
    expect(names).toContain('ООО «Пример, Групп»');
  });

  test('of a file to be uploaded, rows that ask for a new deal stay out and all that is wrong with them is told', async () => {
    const reading = await readPath(fixture('cosell-bulk-import-43col.csv'));
    expect(countsOf(reading.records)).toEqual({ reject: 9, sighting: 3 });
    expect(problems(reading).filter(({ row }) => row === 9)).toEqual([
      {
        row: 9,
        column: 'Referral ID',
        message: expect.stringContaining('no Referral ID'),
        remedy: expect.stringContaining('Create the deal in Partner Center'),
      },
      {
        row: 9,
        column: 'Estimated Close Date',
        value: '31/12/2021',
        message: expect.stringContaining('day first'),
        remedy: expect.stringContaining('12/31/2021'),
      },
    ]);
    const codes = sightings(reading).map(({ fields }) => fields.customerCountry);
    expect(codes).toEqual(['US', 'SE', 'SE']);
  });

  test('of a processed file, what Partner Center refused stays out with its reason', async () => {
    const reading = await readPath(fixture('cosell-bulk-import-43col.processed.csv'));
    expect(countsOf(reading.records)).toEqual({ reject: 8, sighting: 4 });
    const [refused] = problems(reading).filter(({ row }) => row === 11);
    expect(refused).toMatchObject({
      column: 'Errors',
      message:
        'Partner Center did not process this row: Referral is in a terminal state and cannot be modified.',
    });
    expect(sightings(reading)[0]?.fields).toMatchObject({ status: 'active', name: 'New private' });
  });

  test('the analytics export: 15 deals with a date of creation and their registrations', async () => {
    const reading = await readPath(fixture('analytics-cosell-export.csv'));
    expect(reading.kind).toBe('co-sell-analytics');
    expect(countsOf(reading.records)).toEqual({ sighting: 15 });
    const deals = new Map(sightings(reading).map((sighting) => [sighting.dealId, sighting.fields]));
    expect(deals.get('cc137760-6cb7-5b4b-8598-1a64283f4850')).toEqual({
      status: 'won',
      engagementId: '6d81705e-1963-5244-8155-b0e7df8e35f9',
      dealType: 'co-sell',
      direction: 'outbound',
      customerName: 'Contoso Corporation',
      customerCity: 'Redmond',
      customerCountry: 'US',
      location: '1000001',
      msxId: '7-MSX0017',
      valueMinor: 12_000_000,
      currency: 'USD',
      solutionIds: ['SOL-1234-PQRS'],
      solutionNames: { 'SOL-1234-PQRS': 'Contoso Supply Chain (Azure IP co-sell)' },
      createdOn: '2021-07-05',
      microsoftInvited: true,
      registrationSubmittedOn: '2021-08-30',
      registrationDecidedOn: '2021-09-02',
      marketplaceTransacted: false,
    });
    expect(deals.get('b52294d0-c817-558b-b932-4b034cc71023')).toMatchObject({
      solutionIds: ['SOL-1234-PQRS', 'SOL-9001-LITW'],
      solutionNames: { 'SOL-9001-LITW': 'Litware Add-on' },
    });
    const unanswered = deals.get('e6a41acc-848b-5e10-8974-8e65e4e1dede');
    expect(unanswered).toMatchObject({ status: 'received', direction: 'inbound' });
    expect(unanswered?.marketplaceTransacted).toBeUndefined();
  });

  test('the exchange rates, with every digit', async () => {
    const reading = await readPath(fixture('fxrates-2021.csv'));
    expect(reading.kind).toBe('rates');
    expect(reading.records).toHaveLength(56);
    expect(reading.records[2]).toEqual({
      is: 'rate',
      row: 4,
      column: 'Month',
      rate: { month: '2021-02', currency: 'CNY', usdPerUnit: '0.15438' },
    });
  });

  test('an answer of the API that is an error is called that', async () => {
    await expect(readPath(fixture('error-412.json'))).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining('preconditionFailed'),
    });
  });

  test('the list of headers is no file to import', async () => {
    await expect(readPath(fixture('bulk-headers.tsv'))).rejects.toMatchObject({
      message: expect.stringContaining('“pos_34”'),
    });
  });

  test('a file without a time of its own is marked as taken now, unless a time was given', async () => {
    const given = await readPath(fixture('analytics-cosell-export.csv'));
    const now = await readPath(fixture('analytics-cosell-export.csv'), { takenAtGiven: false });
    const api = await readPath(fixture('referrals-page-1.json'), { takenAtGiven: false });
    expect(sightings(given).every(({ hasOwnTime }) => hasOwnTime)).toBe(true);
    expect(sightings(now).some(({ hasOwnTime }) => hasOwnTime)).toBe(false);
    expect(sightings(api).every(({ hasOwnTime }) => hasOwnTime)).toBe(true);
    expect([...given.records, ...now.records, ...api.records].length).toBeGreaterThan(0);
    expect(brokenOff(given)).toEqual([]);
  });

  test('the same content has the same digest, and any change another', async () => {
    const [once, again] = [
      sightings(await readPath(fixture('cosell-bulk-export-43col.csv'))),
      sightings(await readPath(fixture('cosell-bulk-export-43col.csv'))),
    ];
    expect(again).toEqual(once);
    expect(new Set(once.map(({ contentHash }) => contentHash)).size).toBe(17);
  });
});
