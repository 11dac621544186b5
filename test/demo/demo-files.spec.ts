import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CounterpartSighting, Sighting, SightingFields } from '../../src/deals/domain/sighting.js';
import { ANALYTICS_COLUMNS } from '../../src/demo/domain/analytics-csv.js';
import { generateBook } from '../../src/demo/domain/book.js';
import type { BookOptions } from '../../src/demo/domain/build-deal.js';
import { BULK_COLUMNS } from '../../src/demo/domain/bulk-csv.js';
import { DEMO_TAKEN_AT } from '../../src/demo/domain/calendar.js';
import type { DemoDeal } from '../../src/demo/domain/demo-deal.js';
import { leadReferral } from '../../src/demo/domain/lead-json.js';
import { referralsOf } from '../../src/demo/domain/referral-json.js';
import { textOf, writeDemoFiles } from '../../src/demo/write-demo-files.js';
import type { ImportRecord } from '../../src/import/domain/record.js';
import { openFile } from '../../src/import/readers/open-file.js';
import { utcDay } from '../../src/kernel/instants.js';

/** What the readers make of the files of a book. */
interface ReadBook {
  readonly kinds: Readonly<Record<string, string>>;
  readonly records: readonly ImportRecord[];
  readonly sightings: readonly Sighting[];
  readonly counterparts: readonly CounterpartSighting[];
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealproof-demo-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(options: BookOptions): Promise<ReadBook> {
  const kinds: Record<string, string> = {};
  const records: ImportRecord[] = [];
  for (const path of await writeDemoFiles(folder, options)) {
    const opened = await openFile(path, { takenAt: DEMO_TAKEN_AT, takenAtGiven: true, ownOrganisations: [] });
    kinds[basename(path)] = opened.kind;
    for await (const batch of opened.records) records.push(...batch);
  }
  return {
    kinds,
    records,
    sightings: records.flatMap((record) => (record.is === 'sighting' ? [record.sighting] : [])),
    counterparts: records.flatMap((record) => (record.is === 'counterpart' ? [record.counterpart] : [])),
  };
}

/** What every format that tells it must tell alike. Deal types are left out: the API states none. */
const SHARED_FIELDS = [
  'engagementId',
  'name',
  'status',
  'direction',
  'salesStagePercent',
  'customerName',
  'customerCountry',
  'customerCity',
  'customerDuns',
  'location',
  'campaignId',
  'crmId',
  'msxId',
  'valueMinor',
  'currency',
  'estimatedCloseDate',
  'solutionIds',
  'team',
  'statusReason',
  'notes',
  'marketplaceTransacted',
  'registrationSubmittedOn',
  'registrationDecidedOn',
] as const satisfies readonly (keyof SightingFields)[];

/** The shared fields that two sightings of one deal both tell, as each tells them. */
function toldByBoth(a: SightingFields, b: SightingFields): readonly [unknown, unknown] {
  const both = SHARED_FIELDS.filter((field) => a[field] !== undefined && b[field] !== undefined);
  return [both.map((field) => [field, a[field]]), both.map((field) => [field, b[field]])];
}

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}

/** What happened to a deal, as far as a source can know: the parts that a source does not tell are left out. */
function truthFor(source: Sighting['source'], deal: DemoDeal): Partial<SightingFields> {
  const typed = ['co-sell', 'partner-led', 'private'].includes(deal.dealType);
  const everywhere = {
    status: deal.status,
    customerName: deal.customer.name,
    valueMinor: deal.valueMinor,
    solutionIds: deal.solutions,
    ...(typed && source !== 'referrals' && { dealType: deal.dealType }),
  };
  if (source === 'co-sell-analytics') return { ...everywhere, createdOn: utcDay(deal.created.ms) };
  if (source === 'co-sell') {
    return { ...everywhere, ...(deal.microsoft !== null && { microsoftStatus: deal.microsoft.status }) };
  }
  const closedAt = deal.closed === null ? {} : { closedAt: deal.closed.ms };
  return { ...everywhere, createdAt: deal.created.ms, ...closedAt };
}

/** Sources that must tell of a deal, whatever else does. */
function surestSource(deal: DemoDeal): Sighting['source'] {
  return deal.onlyInBulk ? 'co-sell' : 'referrals';
}

describe('the files of the demo book', () => {
  test('are all recognised by their content, and every row of them goes in', async () => {
    const { kinds, records } = await read({ seed: 1, deals: 1500 });
    expect(records.filter(({ is }) => is === 'reject')).toEqual([]);
    expect(records.filter(({ is }) => is === 'left-out').length).toBeGreaterThan(10);
    expect(kinds).toEqual({
      'solutions.csv': 'solutions',
      'customers.csv': 'customers',
      'campaigns.csv': 'campaigns',
      'spend.csv': 'spend',
      'rates.csv': 'rates',
      'referrals-2020-q4.json': 'referrals',
      'referrals-2021-q1.json': 'referrals',
      'referrals-2021-q2.json': 'referrals',
      'referrals-2021-q3.json': 'referrals',
      'referrals-2021-q4.json': 'referrals',
      'referrals-2022-q1.json': 'referrals',
      'referrals-2022-q2.json': 'referrals',
      'referrals-2022-q3.json': 'referrals',
      'co-sell-analytics.csv': 'co-sell-analytics',
      'co-sell-export.csv': 'co-sell',
    });
  });

  test('tell the same of a deal, and what really happened to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 0xffffffff }), fc.integer({ min: 1, max: 400 }), async (seed, deals) => {
        const { sightings, counterparts } = await read({ seed, deals });
        for (const deal of generateBook({ seed, deals }).deals()) {
          const own = sightings.filter(({ dealId }) => dealId === deal.dealId);
          expect(own.map(({ source }) => source)).toContain(surestSource(deal));
          for (const { source, fields } of own) expect(fields).toMatchObject(truthFor(source, deal));
          for (const [one, other] of pairs(own)) {
            const [fromOne, fromOther] = toldByBoth(one.fields, other.fields);
            expect(fromOne).toEqual(fromOther);
          }
          const microsoft = counterparts.filter(
            ({ engagementId, party }) => engagementId === deal.engagementId && party === 'microsoft',
          );
          const expected = deal.microsoft === null || deal.onlyInBulk ? [] : [deal.microsoft.status];
          expect(microsoft.map(({ status }) => status)).toEqual(expected);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('stay the same when they are written again, and leave nothing else behind', async () => {
    const paths = await writeDemoFiles(folder, { seed: 3, deals: 40 });
    const names = paths.map((path) => basename(path));
    expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
    for (const file of generateBook({ seed: 3, deals: 40 }).files) {
      expect(await readFile(join(folder, file.name), 'utf8')).toBe([...textOf(file)].join(''));
    }
  });
});

function fixture(name: string): Promise<string> {
  return readFile(join('test/fixtures', name), 'utf8');
}

describe('the shapes of the demo files', () => {
  test('the bulk CSV has the 43 columns of the layout, and more only for further solutions and people', async () => {
    const table = (await fixture('bulk-headers.tsv')).trim().split('\n').slice(1);
    const layout = table
      .map((line) => line.split('\t'))
      .map(([, position, english]) => ({ position: Number(position), english }))
      .toSorted((a, b) => a.position - b.position)
      .map(({ english }) => english);
    expect(layout).toHaveLength(43);
    expect(BULK_COLUMNS.filter((column) => !/^(Solution|Team member) [2-9]$/.test(column))).toEqual(layout);
  });

  test('the analytics export has its 44 columns', async () => {
    expect(ANALYTICS_COLUMNS).toHaveLength(44);
    const [header] = (await fixture('analytics-cosell-export.csv')).split(/\r?\n/);
    expect(`\uFEFF${ANALYTICS_COLUMNS.join(',')}`).toBe(header);
  });

  test('exports begin with a byte order mark and end lines with CR LF, own forms do neither', async () => {
    await writeDemoFiles(folder, { seed: 1, deals: 100 });
    for (const name of ['co-sell-export.csv', 'co-sell-analytics.csv']) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text.startsWith('\uFEFF')).toBe(true);
      expect(text.endsWith('\r\n')).toBe(true);
    }
    const solutions = await readFile(join(folder, 'solutions.csv'), 'utf8');
    expect(solutions.startsWith('solution_id,name,kind,incentive,valid_from,valid_until\n')).toBe(true);
    expect(solutions).not.toContain('\r');
  });

  test('referrals and leads have the fields of real ones', async () => {
    const known = new Map<string, Set<string>>();
    for (const page of ['referrals-page-1.json', 'referrals-page-2.json']) {
      const { value }: { value: Record<string, unknown>[] } = JSON.parse(await fixture(page));
      for (const referral of value) {
        const kind = referral['qualification'] === 'Direct' ? 'lead' : 'co-sell';
        known.set(kind, new Set([...(known.get(kind) ?? []), ...Object.keys(referral)]));
      }
    }
    const [deal] = [...generateBook({ seed: 1, deals: 1 }).deals()];
    if (deal === undefined) throw new Error('a book of one deal has one');
    const { customer, created } = deal;
    const lead = leadReferral({ referralId: 'a', engagementId: 'b', customer, created });
    for (const referral of referralsOf(deal)) {
      expect(new Set(Object.keys(referral))).toEqual(known.get('co-sell'));
    }
    expect(new Set(Object.keys(lead))).toEqual(known.get('lead'));
  });
});
