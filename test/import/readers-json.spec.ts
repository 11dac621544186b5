import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { brokenOff, fixture, guidOf, problems, read, refusalOf, sightings } from './reading.js';

/** A referral of the API with the least it must have, and what a test adds. */
function referral(changes: object = {}): object {
  return {
    id: guidOf(1),
    engagementId: guidOf(900),
    organizationId: guidOf(500),
    status: 'Active',
    substatus: 'Accepted',
    updatedDateTime: '2021-05-14T12:00:00.0000000Z',
    ...changes,
  };
}

async function told(changes: object) {
  return sightings(await read(JSON.stringify([referral(changes)])))[0]?.fields;
}

async function wrong(changes: object) {
  return problems(await read(JSON.stringify([referral(changes)])));
}

describe('the layout of a JSON file', () => {
  const page = readFileSync(fixture('referrals-page-2.json'), 'utf8');
  const records: unknown[] = JSON.parse(page).value;

  test.each([
    ['an array', JSON.stringify(records)],
    ['a list in one line', JSON.stringify({ value: records, '@odata.nextLink': 'http://example.com' })],
    ['one record a line', records.map((each) => JSON.stringify(each)).join('\n')],
    [
      'one record a line, with a mark and Windows line ends',
      `\uFEFF${records.map((each) => JSON.stringify(each)).join('\r\n')}\r\n`,
    ],
    ['indented records one after the other', records.map((each) => JSON.stringify(each, null, 2)).join('\n')],
  ])('may be %s', async (_what, text) => {
    const expected = await read(page);
    expect(expected.records).toHaveLength(12);
    expect(await read(text)).toEqual(expected);
  });

  test('may be two pages in one file', async () => {
    const reading = await read(
      `${JSON.stringify({ value: records })}\n${JSON.stringify({ value: records })}`,
    );
    expect(reading.records.map(({ row }) => row)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
  });

  test('may be a single referral', async () => {
    expect(sightings(await read(JSON.stringify(referral(), null, 2)))).toHaveLength(1);
    expect(sightings(await read(JSON.stringify(referral())))).toHaveLength(1);
  });

  test('may be a list without any', async () => {
    expect(await read('{"@odata.count": 0, "value": []}')).toEqual({ kind: 'referrals', records: [] });
    expect(await read('[]', { as: 'deals' })).toEqual({ kind: 'deals', records: [] });
  });

  test('of a file far larger than a piece of it gives all records in order', async () => {
    const list = {
      value: Array.from({ length: 3000 }, (_, index) => referral({ id: guidOf(index), name: 'Жé🚀' })),
    };
    for (const text of [JSON.stringify(list), JSON.stringify(list, null, 1)]) {
      const deals = sightings(await read(text));
      expect(deals.map(({ dealId }) => dealId)).toEqual(list.value.map((_, index) => guidOf(index)));
      expect(deals.every(({ fields }) => fields.name === 'Жé🚀')).toBe(true);
    }
  });
});

describe('a JSON file that is not whole', () => {
  const list = JSON.stringify({ value: [1, 2, 3].map((index) => referral({ id: guidOf(index) })) });

  test('gives the records before the cut', async () => {
    const reading = await read(list.slice(0, -60));
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual([guidOf(1), guidOf(2)]);
    expect(problems(reading)).toEqual([
      { row: 3, message: expect.stringContaining('cut off'), remedy: expect.stringContaining('again') },
    ]);
    expect(brokenOff(reading)).toEqual([3]);
  });

  test('gives them wherever it is cut, and never half a record', async () => {
    const whole = sightings(await read(list));
    for (let length = list.indexOf('}'); length < list.length; length += 37) {
      const reading = await read(list.slice(0, length + 1));
      const deals = sightings(reading);
      expect(deals).toEqual(whole.slice(0, deals.length));
      expect(brokenOff(reading)).toHaveLength(length < list.length - 1 ? 1 : 0);
    }
  });

  test('with a fault inside gives the records before it', async () => {
    const broken = list.replace(`"${guidOf(2)}"`, `"${guidOf(2)}`);
    const reading = await read(broken);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual([guidOf(1)]);
    expect(brokenOff(reading)).toEqual([2]);
  });

  test('of lines loses the bad line only, and the last where it was cut', async () => {
    const [first, second, third] = [1, 2, 3].map((index) => JSON.stringify(referral({ id: guidOf(index) })));
    const reading = await read(`${first}\n{"id": oops}\n\n${second}\n${third?.slice(0, 40)}`);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual([guidOf(1), guidOf(2)]);
    expect(problems(reading).map(({ row, message }) => `${row}: ${message}`)).toEqual([
      '2: This record is not valid JSON.',
      '4: The file ends in the middle of this record: it was cut off.',
    ]);
    expect(brokenOff(reading)).toEqual([4]);
  });

  test.each([
    ['garbage', '{"value": [oops'],
    ['a brace', '{'],
    ['a cut first record', list.slice(0, 40)],
  ])('is refused when it begins with %s', async (_what, text) => {
    expect(await refusalOf(text)).toMatchObject({ row: 1, remedy: expect.stringContaining('again') });
  });

  test.each([
    ['list', (text: string) => `{"value":[${JSON.stringify(referral())},${text}]}`],
    ['file of lines', (text: string) => `${JSON.stringify(referral())}\n${text}\n`],
  ])('with a record of over a million characters ends the reading of a %s', async (_what, around) => {
    const reading = await read(around(JSON.stringify(referral({ name: 'x'.repeat(3_000_000) }))));
    expect(sightings(reading)).toHaveLength(1);
    expect(problems(reading)).toEqual([
      expect.objectContaining({ row: 2, message: expect.stringContaining('longer than') }),
    ]);
    expect(brokenOff(reading)).toEqual([2]);
  });
});

describe('JSON of something else', () => {
  test('is refused with the properties it has', async () => {
    expect((await refusalOf('[{"foo": 1, "bar": 2}]')).message).toContain('foo, bar');
    expect((await refusalOf('{"dealid": "D1", "status": "won"}')).remedy).toBe(
      'Did you mean deal_id for dealid?',
    );
    expect((await refusalOf('[1, 2]')).message).toContain('no properties');
  });

  test('is refused where another kind was told', async () => {
    const problem = await refusalOf(JSON.stringify([referral()]), { as: 'co-sell' });
    expect(problem.message).toMatch(/kind co-sell, but it is JSON of the kind referrals/u);
  });
});

describe('a referral', () => {
  test('with nulls and empty texts tells nothing of them', async () => {
    const empty = {
      name: '',
      externalReferenceId: '',
      campaignId: null,
      salesStage: null,
      details: { notes: ' ' },
    };
    expect(await told(empty)).toEqual({
      status: 'active',
      engagementId: guidOf(900),
      organisationId: guidOf(500),
    });
  });

  test('has its time to the millisecond, and without one is refused', async () => {
    const list = [
      referral({ updatedDateTime: '2021-05-14T12:00:00.1239999Z' }),
      referral({ updatedDateTime: null }),
    ];
    const reading = await read(JSON.stringify(list), { takenAt: 5, takenAtGiven: false });
    expect(sightings(reading)).toHaveLength(1);
    expect(sightings(reading)[0]).toMatchObject({
      asOf: Date.UTC(2021, 4, 14, 12, 0, 0, 123),
      hasOwnTime: true,
    });
    expect(problems(reading)).toMatchObject([{ row: 2, path: '/updatedDateTime' }]);
  });

  test('closed when it says so, but only if it is closed', async () => {
    const at = { closedDateTime: '2021-05-14T12:00:00Z' };
    expect(await told({ ...at, status: 'Closed', substatus: 'Won' })).toMatchObject({
      closedAt: Date.UTC(2021, 4, 14, 12),
    });
    expect((await told(at))?.closedAt).toBeUndefined();
  });

  test('may have its customer’s name escaped for HTML', async () => {
    expect(await told({ customerProfile: { name: 'M&#252;ller &amp; S&ouml;hne' } })).toMatchObject({
      customerName: 'Müller & Söhne',
    });
    expect(await told({ customerProfile: { name: 'AT&T', ids: {} } })).toMatchObject({
      customerName: 'AT&T',
    });
  });

  test('has its value as a number or as text', async () => {
    for (const dealValue of [12563.5, '12563.5']) {
      expect(await told({ details: { dealValue, currency: 'USD' } })).toMatchObject({
        valueMinor: 1_256_350,
        currency: 'USD',
      });
    }
  });

  test('has its solutions in order and once each, and none where the list is empty', async () => {
    const solutions = [{ id: 'B', name: 'Beta' }, { id: 'A', name: null }, { id: 'B' }];
    expect(await told({ details: { requirements: { solutions } } })).toMatchObject({
      solutionIds: ['B', 'A'],
      solutionNames: { B: 'Beta' },
    });
    expect(await told({ details: { requirements: { solutions: [] } } })).toMatchObject({ solutionIds: [] });
    expect((await told({}))?.solutionIds).toBeUndefined();
  });

  test('tells of its registration', async () => {
    const registrations = [
      {
        registrationDateTime: '2021-05-14T23:00:00Z',
        statusHistory: {
          reviewPendingDateTime: '2021-05-15T01:00:00Z',
          failedDateTime: '2021-05-20T08:00:00Z',
        },
        solutionDetails: [
          { marketplaceTransactionDetails: { isMarketplaceTransacted: false } },
          { marketplaceTransactionDetails: { isMarketplaceTransacted: true } },
        ],
      },
    ];
    expect(await told({ registrationStatus: 'Failed', registrations })).toMatchObject({
      registrationState: 'failed',
      registrationSubmittedOn: '2021-05-15',
      registrationDecidedOn: '2021-05-20',
      marketplaceTransacted: true,
    });
  });

  test('of another partner is a counterpart once we know which organisations are ours', async () => {
    const list = JSON.stringify([referral(), referral({ id: guidOf(2), organizationId: guidOf(501) })]);
    const { records } = await read(list, { ownOrganisations: [guidOf(500)] });
    expect(records.map(({ is }) => is)).toEqual(['sighting', 'counterpart']);
    expect((await read(list)).records.map(({ is }) => is)).toEqual(['sighting', 'sighting']);
  });
});

describe('what is wrong with a referral is told with its path', () => {
  test.each<[string, object, string, RegExp]>([
    ['no id', { id: null }, '/id', /missing/u],
    ['a number for a name', { name: 5 }, '/name', /something else/u],
    ['a list for an object', { details: [] }, '/details', /something else/u],
    ['a false id', { id: 'x' }, '/id', /not an id/u],
    ['a pair that cannot be', { substatus: 'Won' }, '/substatus', /cannot have the substatus Won/u],
    ['closed as an error', { status: 'Closed', substatus: 'Error' }, '/substatus', /as an error/u],
    ['an unknown stage', { salesStage: 'Discover' }, '/salesStage', /not a sales stage/u],
    ['a time without zone', { createdDateTime: '2021-05-10T08:00:00' }, '/createdDateTime', /zone/u],
    ['a value without currency', { details: { dealValue: 5 } }, '/details/currency', /no currency/u],
    ['a debt', { details: { dealValue: -5, currency: 'USD' } }, '/details/dealValue', /negative/u],
    [
      'an unknown registration',
      { registrationStatus: 'Maybe' },
      '/registrationStatus',
      /not a registration state/u,
    ],
    ['a NUL', { name: 'a\0b' }, '/name', /NUL/u],
    ['half a character', { details: { notes: 'a\uD800' } }, '/details/notes', /not UTF-8/u],
    [
      'Microsoft’s without engagement',
      { organizationId: 'msft', engagementId: null },
      '/engagementId',
      /engagement/u,
    ],
  ])('%s', async (_what, changes, path, message) => {
    const [problem, ...others] = await wrong(changes);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ row: 1, path });
    expect(`${problem?.message} ${problem?.remedy}`).toMatch(message);
  });

  test('all of it at once', async () => {
    const bad = {
      salesStage: '7',
      details: { dealValue: 'many', currency: 'XX1' },
      customerProfile: { address: { country: 'Utopia' } },
    };
    expect((await wrong(bad)).map(({ path }) => path)).toEqual([
      '/salesStage',
      '/customerProfile/address/country',
      '/details/currency',
      '/details/dealValue',
    ]);
  });

  test('a record that is no object, or nested without end, is refused by itself', async () => {
    const deep = `${'['.repeat(400)}${']'.repeat(400)}`;
    const text = [
      JSON.stringify(referral()),
      '7',
      `{"id":${deep}}`,
      JSON.stringify(referral({ id: guidOf(2) })),
    ].join('\n');
    const reading = await read(text);
    expect(reading.records.map(({ is }) => is)).toEqual(['sighting', 'reject', 'reject', 'sighting']);
  });
});
