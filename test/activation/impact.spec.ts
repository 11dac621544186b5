import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeChangedDeals } from '../../src/activation/impact-file.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { FactContexts } from '../../src/eligibility/fact-contexts.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { aDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { changedOf, impactOf, judgeOneByOne, type TwoRules } from './brute-force.js';
import { Desk, DRAFT, DRAFT_FILE } from './desk.js';

const HOUR = 3_600_000;

/** Deals that fail, pass and leave open any of the draft's criteria, won under any version or not at all. */
const deals: fc.Arbitrary<readonly Deal[]> = fc
  .array(
    fc.record({
      status: fc.constantFrom('won', 'won', 'won', 'won', 'lost', 'active'),
      dealType: fc.constantFrom('co-sell', 'co-sell', 'partner-led', 'private', null),
      microsoftStatus: fc.constantFrom('accepted', 'accepted', 'declined', null),
      solutionIds: fc.constantFrom(['SOL-1'], ['SOL-1'], ['SOL-2'], [], ['ghost'], null),
      createdAt: fc.option(
        fc.integer({ min: 0, max: 120 }).map((day) => Date.UTC(2021, 3, 20) + day * 24 * HOUR),
      ),
      hours: fc.constantFrom(1, 71, 72, 73, 400, null),
      campaignId: fc.constantFrom('spring-2021', 'Åre', null),
      valueMinor: fc.constantFrom(null, 0, 2_499_999, 2_500_000, 2_500_001, 90_000_000),
      currency: fc.constantFrom('USD', 'USD', 'EUR', 'JPY'),
      customerDuns: fc.constantFrom('081466849', null),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ solutionIds, hours, ...told }, index) => {
      const { createdAt, status } = told;
      const closedAt =
        createdAt === null || hours === null || status === 'active' ? null : createdAt + hours * HOUR;
      return aDeal({
        ...told,
        dealId: `deal-${String(index).padStart(2, '0')}`,
        solutions: solutionIds?.map((solutionId) => ({ solutionId, name: null })) ?? null,
        closedAt,
        customerName: 'Fabrikam Inc',
        customerCountry: 'US',
      });
    }),
  );

/** What a draft may ask less and otherwise, so that deals are gained, lost, or only change. */
const draftEdits = fc.record({
  without: fc.constantFrom('deal-type', 'microsoft-acceptance', 'creation-to-won-gap', 'deal-value', null),
  onFail: fc.constantFrom('ineligible', 'at-risk'),
});

function edited(text: string, from: string, { without, onFail }: { without: string | null; onFail: string }) {
  const draft: { criteria: { id: string }[] } = JSON.parse(text);
  const criteria = draft.criteria.filter(({ id }) => id !== without);
  const stricter = criteria.map((each) => (each.id === 'managed-customer' ? { ...each, onFail } : each));
  return JSON.stringify({ ...draft, criteria: stricter, effective: { from, until: null } });
}

/** Puts deals into the book in place of those it has. */
async function fill(desk: Desk, given: readonly Deal[]): Promise<void> {
  const { database } = desk.book;
  for (const table of ['deal_solutions', 'deals']) await database.writer(table).delete();
  await new DealsStore(database).saveDeals(given, { importId: 1, recordedAt: 1 });
}

/** The rules now and under the draft, as an admin would write them by hand. */
async function twoRules(rulesDir: string, from: string, wholeBook: boolean): Promise<TwoRules> {
  const active = ({ policies }: { readonly policies: readonly Policy[] }): readonly Policy[] =>
    policies.filter(({ status }) => status === 'active');
  const file = (version: string): string => `deal-registration/${version}.json`;
  const text = (version: string): string => readFileSync(join(rulesDir, file(version)), 'utf8');
  const overlay = new Map([
    [file(DRAFT), text(DRAFT).replace('"inactive"', '"active"')],
    [file('2021-05-07'), text('2021-05-07').replace('"until": null', `"until": "${from}"`)],
  ]);
  const then = await loadPolicyFolder(rulesDir, overlay);
  expect(then.problems).toEqual([]);
  const draft = then.policies.find(({ version }) => version === DRAFT);
  if (draft === undefined) throw new Error('The draft is not in the folder.');
  return {
    before: active(await loadPolicyFolder(rulesDir)),
    after: active(then),
    draft,
    wholeBook,
    day: '2021-10-01',
  };
}

eachDatabase('the impact of a draft', (homes) => {
  it('is what judging every deal before and after, one by one, comes to', async () => {
    const desk = await Desk.open(await homes.create());
    const file = join(desk.rulesDir, DRAFT_FILE);
    const original = readFileSync(file, 'utf8');
    // They name criteria that the drafts below do not have; an impact needs none.
    rmSync(file.replace('.json', '.cases.json'));
    await fc.assert(
      fc.asyncProperty(
        deals,
        fc.constantFrom('2021-05-08', '2021-06-15', '2021-08-01', '2021-12-01'),
        draftEdits,
        fc.boolean(),
        async (given, from, edits, wholeBook) => {
          writeFileSync(file, edited(original, from, edits));
          await fill(desk, given);
          const rules = await twoRules(desk.rulesDir, from, wholeBook);
          const judged = await judgeOneByOne(given, desk.book.app.get(FactContexts), rules);
          const listed: string[] = [];
          const impact = await desk.impact({
            wholeBook,
            onChanged: async (changed) => {
              listed.push(...changed.map(({ deal }) => deal.dealId));
            },
          });
          expect(impact).toMatchObject(impactOf(judged, rules.draft));
          expect(listed).toEqual(changedOf(judged).map(({ deal }) => deal.dealId));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('holds for a book of several batches, the last of them full', async () => {
    const desk = await Desk.open(await homes.create());
    const many = Array.from({ length: 4000 }, (_, index) =>
      aDeal({ dealId: `deal-${String(index).padStart(4, '0')}`, status: 'won', dealType: 'private' }),
    );
    await fill(desk, many);
    const seen: number[] = [];
    const impact = await desk.impact({ onProgress: (done) => seen.push(done) });
    expect([impact.deals, seen.at(-1)]).toEqual([4000, 4000]);
  });

  it('sees one moment of the book, and does not hold once files came in meanwhile', async () => {
    const desk = await Desk.open(await homes.create());
    const [reached, onReached] = signal();
    const [imported, onImported] = signal();
    const computing = desk.impact({
      onChanged: async () => {
        onReached();
        await imported;
      },
    });
    await reached;
    await desk.import('campaigns.csv');
    onImported();
    expect(await computing).toMatchObject({ deals: 5, lastImportId: 4 });
    await expect(desk.activate()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stores no verdict', async () => {
    const desk = await Desk.open(await homes.create());
    const decisions = 'select * from decisions order by deal_id, sequence';
    const read = () => desk.book.database.rows(desk.book.database.reader, decisions, []);
    const before = await read();
    await desk.impact();
    expect(await read()).toEqual(before);
  });

  it('lists the deals for a spreadsheet, which runs none of their texts', async () => {
    const desk = await Desk.open(await homes.create());
    await fill(desk, [
      aDeal({
        dealId: '=HYPERLINK("x")',
        name: '  =1+1',
        campaignId: '@c',
        status: 'won',
        dealType: 'private',
        closedAt: Date.UTC(2021, 5, 3),
        valueMinor: 100,
        currency: 'USD',
      }),
    ]);
    const file = join(mkdtempSync(join(tmpdir(), 'dealproof-list-')), 'list.csv');
    await writeChangedDeals(file, (onChanged) => desk.impact({ onChanged }));
    expect(readFileSync(file, 'utf8')).toBe(
      [
        '\uFEFFDeal id,Deal,Deal type,Campaign id,Closed in,Value (USD),Version before,Version after,Outcome before,Outcome after,Criteria that change',
        `"'=HYPERLINK(""x"")",'  =1+1,private,'@c,2021-06,1.00,2021-05-07,${DRAFT},ineligible,ineligible,deal-value: not asked → fail; managed-customer: not asked → unknown`,
        '',
      ].join('\r\n'),
    );
  });

  it('writes the list to a new file only', async () => {
    const desk = await Desk.open(await homes.create());
    const file = join(mkdtempSync(join(tmpdir(), 'dealproof-list-')), 'deals.csv');
    const listed = (): Promise<unknown> => writeChangedDeals(file, (onChanged) => desk.impact({ onChanged }));
    for (const name of [`${file}.part`, file]) {
      writeFileSync(name, 'of somebody else');
      await expect(listed()).rejects.toMatchObject({ code: 'invalid-input', problems: [{ file: name }] });
      expect(readFileSync(name, 'utf8')).toBe('of somebody else');
    }
  });

  it('refuses what is no draft', async () => {
    const desk = await Desk.open(await homes.create());
    const refusals = [
      'nothing.json',
      'deal-registration/2021-05-07.json',
      DRAFT_FILE.replace('.', '.cases.'),
    ];
    const codes = refusals.map((path) => desk.impact({}, path).catch((error: unknown) => Object(error).code));
    expect(await Promise.all(codes)).toEqual(['invalid-input', 'invalid-rules', 'invalid-rules']);
  });
});

function signal(): readonly [Promise<void>, () => void] {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, () => give()];
}
