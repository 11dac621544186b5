import { describe, expect, test } from '@jest/globals';
import type { SightingFields } from '../../src/deals/domain/sighting.js';
import { type BulkRow, bulkFile, GOOD, headersOf, translatedHeaders } from './co-sell-table.js';
import { guidOf, problems, read, refusalOf, sightings } from './reading.js';

/** What a row of the bulk file tells, made of the good row with some cells changed. */
async function told(changes: BulkRow): Promise<SightingFields | undefined> {
  return sightings(await read(bulkFile([{ ...GOOD, ...changes }])))[0]?.fields;
}

/** What is wrong with a row of the bulk file. */
async function wrong(changes: BulkRow) {
  return problems(await read(bulkFile([{ ...GOOD, ...changes }])));
}

describe('the layouts of the bulk file', () => {
  test('34 columns and 43 tell the same but for what the first lacks', async () => {
    const [old] = sightings(await read(bulkFile([GOOD], headersOf('A'))));
    const [wide] = sightings(await read(bulkFile([GOOD], headersOf('B'))));
    expect(headersOf('A')).toHaveLength(34);
    expect(headersOf('B')).toHaveLength(43);
    expect(wide?.fields).toEqual({
      ...old?.fields,
      location: '1000001',
      microsoftTeam: [
        {
          party: 'microsoft',
          firstName: 'Sam',
          lastName: 'Seller',
          phone: '999999',
          email: 'Sam.seller@Microsoft.com',
        },
      ],
    });
  });

  test('columns may stand in any order and have unknown ones between them', async () => {
    const backwards = ['Segment', ...headersOf('B').toReversed(), 'Matched Category'];
    const reading = await read(bulkFile([GOOD], backwards));
    expect(sightings(reading)).toEqual(sightings(await read(bulkFile([GOOD]))));
  });

  test('the renamed columns of 2023 are known', async () => {
    const shown = headersOf('B').map((header) => {
      if (header === 'MPN ID') return 'PartnerID (formerly MPN ID)';
      return header === 'Declined/Lost reason' ? 'Declined/Lost/Error reason' : header;
    });
    const lost = { ...GOOD, 'Partner Referral Status': 'Closed', 'Partner Referral Substatus': 'Lost' };
    const [seen] = sightings(
      await read(bulkFile([{ ...lost, 'Declined/Lost reason': '2' }], headersOf('B'), shown)),
    );
    expect(seen?.fields).toMatchObject({ location: '1000001', statusReason: 'Customer did not respond' });
  });

  test('solutions and team members come in any number and are ordered by it', async () => {
    const headers = [...headersOf('B'), 'Solution 12', 'Solution 2', 'Team member 2'];
    const more = {
      'Solution 12': 'SOL-12',
      'Solution 2': 'SOL-2, EUR',
      'Team member 2': 'Eva,Lind,1,eva@contoso.com',
    };
    const [seen] = sightings(await read(bulkFile([{ ...GOOD, ...more }], headers)));
    expect(seen?.fields.solutionIds).toEqual(['SOL-1234-PQRS', 'SOL-2', 'SOL-12']);
    expect(seen?.fields.team?.map(({ firstName }) => firstName)).toEqual(['Bob', 'Eva']);
  });

  test('a solution named twice counts once', async () => {
    const [seen] = sightings(
      await read(bulkFile([{ ...GOOD, 'Solution 2': 'SOL-1234-PQRS' }], [...headersOf('B'), 'Solution 2'])),
    );
    expect(seen?.fields.solutionIds).toEqual(['SOL-1234-PQRS']);
  });

  test.each([
    ['zh-CN', 3],
    ['zh-TW', 4],
    ['ru', 5],
    ['sv of spring 2021', 6],
    ['sv of autumn 2021', 7],
  ])('headers in %s are known in every spelling', async (_language, column) => {
    const english = sightings(await read(bulkFile([GOOD], headersOf('A'))));
    const variants = translatedHeaders(column);
    expect(variants.length).toBeGreaterThan(0);
    for (const shown of variants) {
      const reading = await read(bulkFile([GOOD], headersOf('A'), shown));
      expect(reading.kind).toBe('co-sell');
      expect(sightings(reading)).toEqual(english);
    }
  });
});

describe('a row of the bulk file', () => {
  test.each([
    ['Yes', 'Yes', 'co-sell'],
    ['Yes', '', 'co-sell'],
    ['No', 'Yes', 'partner-led'],
    ['No', 'No', 'private'],
    ['否', '是', 'partner-led'],
    ['No', '', undefined],
    ['', 'Yes', undefined],
  ])('help %s and sharing %s make it %s', async (help, share, type) => {
    const changes = { 'Microsoft help required?': help, 'Share with Microsoft sales team': share };
    expect((await told(changes))?.dealType).toBe(type);
  });

  test('with neither question answered is co-sell where Microsoft has a referral, and anything otherwise', async () => {
    const blank = { 'Microsoft help required?': '', 'Share with Microsoft sales team': '' };
    expect((await told(blank))?.dealType).toBe('co-sell');
    const silent = await told({ ...blank, 'Microsoft Referral Status': '' });
    expect(silent?.dealType).toBeUndefined();
    expect(silent?.microsoftStatus).toBeUndefined();
    expect(silent?.microsoftInvited).toBeUndefined();
  });

  test('an empty cell tells nothing: it is neither null nor empty text', async () => {
    const [seen] = sightings(
      await read(
        bulkFile([
          {
            'Referral ID': guidOf(1),
            'Partner Referral Status': 'New',
            'Partner Referral Substatus': 'Pending',
            Notes: '   ',
          },
        ]),
      ),
    );
    expect(seen?.fields).toEqual({ status: 'received' });
  });

  test('New and Accepted with an id is a deal just created', async () => {
    const created = { 'Partner Referral Status': 'New', 'Partner Referral Substatus': 'Accepted' };
    expect((await told(created))?.status).toBe('active');
  });

  test('ids go into lower case', async () => {
    const id = 'ABCDEF00-0000-4000-8000-000000000001';
    const [seen] = sightings(await read(bulkFile([{ ...GOOD, 'Referral ID': id }])));
    expect(seen?.dealId).toBe(id.toLowerCase());
  });

  test('money is kept in minor units of its currency, a worthless deal included', async () => {
    expect(await told({ 'Estimated Deal Value': '900000', Currency: 'JPY' })).toMatchObject({
      valueMinor: 900_000,
    });
    expect(await told({ 'Estimated Deal Value': '0' })).toMatchObject({ valueMinor: 0, currency: 'SEK' });
    const without = await told({ 'Estimated Deal Value': '' });
    expect(without?.valueMinor).toBeUndefined();
    expect(without?.currency).toBeUndefined();
  });
});

describe('what is wrong with a row is told with its place and a remedy', () => {
  test.each<[string, BulkRow, string, string | undefined, RegExp]>([
    ['no id', { 'Referral ID': '' }, 'Referral ID', undefined, /no Referral ID/u],
    [
      'a false id',
      { 'Referral ID': 'ebacdkdc-0b84' },
      'Referral ID',
      'ebacdkdc-0b84',
      /not an id of Partner Center/u,
    ],
    ['no status', { 'Partner Referral Status': '' }, 'Partner Referral Status', undefined, /must be filled/u],
    [
      'a pair that cannot be',
      { 'Partner Referral Substatus': 'Pending' },
      'Partner Referral Substatus',
      'Pending',
      /Active cannot have the substatus Pending/u,
    ],
    [
      'closed as an error',
      { 'Partner Referral Status': 'Closed', 'Partner Referral Substatus': 'Error' },
      'Partner Referral Substatus',
      'Error',
      /as an error/u,
    ],
    [
      'Microsoft’s status misspelt',
      { 'Microsoft Referral Status': 'Acepted' },
      'Microsoft Referral Status',
      'Acepted',
      /Did you mean “Accepted”/u,
    ],
    ['an unknown stage', { 'Sales Stage': '35' }, 'Sales Stage', '35', /not a sales stage/u],
    ['thousands', { 'Estimated Deal Value': '12,563' }, 'Estimated Deal Value', '12,563', /plain number/u],
    ['a debt', { 'Estimated Deal Value': '-5' }, 'Estimated Deal Value', '-5', /negative/u],
    ['no currency', { Currency: '' }, 'Currency', undefined, /must be filled/u],
    ['a false currency', { Currency: 'SEKK' }, 'Currency', 'SEKK', /Did you mean SEK/u],
    [
      'a date day first',
      { 'Estimated Close Date': '31/12/2021' },
      'Estimated Close Date',
      '31/12/2021',
      /day first/u,
    ],
    ['a country by name', { 'Customer Country': 'Sweden' }, 'Customer Country', 'Sweden', /two letters/u],
    ['a rounded D-U-N-S', { 'Customer D-U-N-S ID': '8.1E+07' }, 'Customer D-U-N-S ID', '8.1E+07', /as text/u],
    [
      'a reason of no number',
      { 'Declined/Lost reason': '9' },
      'Declined/Lost reason',
      '9',
      /stands for no reason/u,
    ],
    ['two solutions in a cell', { 'Solution 1': 'A;B' }, 'Solution 1', 'A;B', /column of its own/u],
    ['half a colleague', { 'Team member 1': 'Bob' }, 'Team member 1', 'Bob', /four parts/u],
    [
      'neither yes nor no',
      { 'Microsoft help required?': '2' },
      'Microsoft help required?',
      '2',
      /neither yes nor no/u,
    ],
    [
      'refused already',
      { Errors: 'Deal is locked' },
      'Errors',
      'Deal is locked',
      /did not process.*Deal is locked/u,
    ],
  ])('%s', async (_what, changes, column, value, message) => {
    const [problem, ...others] = await wrong(changes);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ row: 2, column });
    expect(problem?.value).toBe(value);
    expect(`${problem?.message} ${problem?.remedy}`).toMatch(message);
  });

  test('all of it at once, with the headers as the file has them', async () => {
    const shown = translatedHeaders(7)[0] ?? [];
    const bad = {
      ...GOOD,
      'Referral ID': 'x',
      Currency: 'ABC',
      'Estimated Close Date': '13/13/2021',
      'Sales Stage': '5',
    };
    const found = problems(await read(bulkFile([GOOD, bad], headersOf('A'), shown)));
    expect(found.map(({ row, column, value }) => [row, column, value])).toEqual([
      [3, 'Hänvisningskod', 'x'],
      [3, 'Försäljningsstadie', '5'],
      [3, 'Valuta', 'ABC'],
      [3, 'Beräknat stängningsdatum', '13/13/2021'],
    ]);
  });

  test('a bad row stops none of the good ones', async () => {
    const reading = await read(
      bulkFile([GOOD, { ...GOOD, 'Sales Stage': '5' }, { ...GOOD, 'Referral ID': guidOf(3) }]),
    );
    expect(reading.records.map(({ is, row }) => [row, is])).toEqual([
      [2, 'sighting'],
      [3, 'reject'],
      [4, 'sighting'],
    ]);
  });
});

describe('the header row of the bulk file', () => {
  test('must have the columns that tell which deal and its status; a misspelt one is pointed out', async () => {
    const shown = headersOf('B').map((header) =>
      header === 'Partner Referral Substatus' ? 'Partner Referal Substate' : header,
    );
    const problem = await refusalOf(bulkFile([GOOD], headersOf('B'), shown), { as: 'co-sell' });
    expect(problem).toMatchObject({ row: 1, column: 'Partner Referral Substatus' });
    expect(problem.remedy).toContain('“Partner Referal Substate”');
    expect((await refusalOf(bulkFile([GOOD], headersOf('B'), shown))).message).toMatch(
      /nearest to co-sell, but lacks “Partner Referral Substatus”/u,
    );
  });

  test('must not have a column twice, in whatever language', async () => {
    const problem = await refusalOf(bulkFile([GOOD], [...headersOf('B'), 'Valuta']));
    expect(problem.message).toBe('The columns “Currency” and “Valuta” mean the same.');
  });
});
