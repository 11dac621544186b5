import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant } from '../../src/kernel/instants.js';
import { ReportsService } from '../../src/reports/reports.service.js';
import { eachDatabase } from '../support/each-database.js';
import { gate } from '../support/gate.js';
import { Book } from '../support/open-book.js';
import { arbitraryStory, type Snapshot, type Story } from './arbitrary-stories.js';
import { type JsonReport, ReportDesk, rowWhere, tableOf } from './report-harness.js';

const DAY = 86_400_000;
const HEAD =
  'deal_id,updated_at,status,sales_stage,value,currency,created_at,closed_at,direction,campaign_id,registration_state,solutions\n';
const QUESTIONS = [
  ['pipeline', {}],
  ['pipeline', { asOf: '2021-06-30', by: 'solution', since: 'quarter' }],
  ['campaign-roi', {}],
  ['campaign-roi', { asOf: '2021-08-31', solution: 'S-1', direction: 'inbound' }],
  ['conversion', { asOf: '2021-09-30', zone: 'Asia/Kolkata' }],
  ['conversion', {}],
  ['registration-audit', { by: 'campaign' }],
  ['registration-audit', { asOf: '2021-08-31', by: 'direction', solution: 'S-1', zone: 'America/New_York' }],
] as const;

/** A line of a file that shows a deal as it was at one time of its story. */
function lineOf(story: Story, snapshot: Snapshot, solution: string): string {
  const { at, status, stage, valueMinor, currency, closedAt, registration } = snapshot;
  return [
    story.dealId,
    formatInstant(at),
    status,
    stage,
    currency === 'JPY' ? valueMinor : valueMinor / 100,
    currency,
    formatInstant(story.createdAt),
    closedAt === null ? '' : formatInstant(closedAt),
    story.direction,
    story.campaignId ?? '',
    registration ?? '',
    solution,
  ].join(',');
}

/** Files in the order in which they come, each with lines from anywhere in the stories: early ones may come late. */
const arbitraryFiles = fc
  .record({
    stories: fc.array(arbitraryStory, { minLength: 25, maxLength: 25 }),
    turns: fc.array(fc.tuple(fc.nat(2), fc.constantFrom('', 'S-1', 'S-2')), {
      minLength: 200,
      maxLength: 200,
    }),
  })
  .map(({ stories, turns }) => {
    const files: string[][] = [[], [], []];
    let place = 0;
    for (const [index, drawn] of stories.entries()) {
      const story = { ...drawn, dealId: `deal-${index}` };
      for (const snapshot of story.snapshots) {
        const [file = 0, solution = ''] = turns[(place += 1) % turns.length] ?? [];
        files[file]?.push(lineOf(story, snapshot, solution));
      }
    }
    return files.map((lines) => `${HEAD}${lines.join('\n')}\n`);
  });

/** All that a report says, but for what it was asked. */
function said(report: JsonReport): JsonReport {
  return { ...report, parameters: {} };
}

eachDatabase('A report on what was known at an earlier time', ({ create }) => {
  it('is the report that was made then, whatever was learnt, decided and corrected since', async () => {
    const property = fc.asyncProperty(arbitraryFiles, async (files) => {
      let now = Date.UTC(2023, 11, 1);
      const book = await Book.open(await create(), now);
      const made: { readonly knownAt: string; readonly reports: readonly unknown[] }[] = [];
      const ask = async (more: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> => {
        const desk = new ReportDesk(book.database, now);
        const reports: unknown[] = [];
        for (const [name, options] of QUESTIONS) {
          reports.push(said(await desk.json(name, { ...options, ...more })));
        }
        return reports;
      };
      for (const [index, file] of files.entries()) {
        now += 60 * DAY;
        book.setNow(now);
        const lists = {
          'rates.csv': `month,currency,usd_per_unit\n2021-0${index + 4},EUR,1.1${index}\n2024-0${index + 1},JPY,0.00${index + 1}\n`,
          'campaigns.csv': `campaign_id,name,channel,start_date\nA,Spring ${index},mail,2021-03-01\n`,
          'spend.csv': `campaign_id,date,amount,currency\nA,2021-04-0${index + 1},10${index},USD\n`,
          'solutions.csv': `solution_id,name,kind,incentive,valid_from,valid_until\nS-1,Lake ${index},${index % 2 === 0 ? 'own' : 'assessment'},azure-ip-co-sell,,\n`,
          [`deals-${index}.csv`]: file,
        };
        for (const [name, text] of Object.entries(lists)) {
          expect([name, await book.importText(name, text)]).toMatchObject([name, { rejected: 0 }]);
        }
        now += DAY;
        book.setNow(now);
        if (index !== 1) await book.eligibility.evaluate();
        now += DAY;
        made.push({ knownAt: formatInstant(now), reports: await ask() });
      }
      now += 40 * DAY;
      for (const { knownAt, reports } of made) expect(await ask({ knownAt })).toEqual(reports);
      await book.close();
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  });

  it('tells what an audit said, apart from where the deals stood by what is known now', async () => {
    const book = await Book.open(await create(), Date.UTC(2021, 5, 20));
    const head = 'deal_id,updated_at,status,closed_at,value,currency,created_at,registration_state\n';
    const told = (day: number, rest: string): string => `d1,2021-06-${day}T08:00:00Z,${rest}\n`;
    const won = 'won,2021-06-18T08:00:00Z,1000,USD,2021-06-01T08:00:00Z';
    await book.importText('june.csv', head + told(15, 'active,,1000,USD,2021-06-01T08:00:00Z,'));
    await book.eligibility.evaluate();
    book.setNow(Date.UTC(2021, 6, 5));
    await book.importText('july.csv', head + told(25, `${won},submitted`));
    book.setNow(Date.UTC(2021, 6, 6, 12));
    await book.eligibility.evaluate();
    book.setNow(Date.UTC(2021, 6, 20));
    const desk = new ReportDesk(book.database, Date.UTC(2021, 6, 20));
    const audit = async (options: Readonly<Record<string, string>>) => {
      const { rows } = tableOf(await desk.json('registration-audit', options), 'deals');
      return rows.map(({ outcome, registration }) => [outcome, registration]);
    };
    // Nobody had told of the win by then.
    expect(await audit({ knownAt: '2021-06-30' })).toEqual([]);
    // It was won by then, as is known now; what had been decided of it was decided while it was open.
    expect(await audit({ asOf: '2021-06-30' })).toEqual([['pending', 'submitted']]);
    expect(await audit({ asOf: '2021-06-24' })).toEqual([['pending', null]]);
    // The file had come, and no evaluation since.
    expect(await audit({ knownAt: '2021-07-05' })).toEqual([['pending', 'submitted']]);
    expect(await audit({ asOf: '2021-07-06' })).toEqual([['undetermined', 'submitted']]);
    expect(await audit({})).toEqual([['undetermined', 'submitted']]);
    const balance = tableOf(await desk.json('registration-audit', { asOf: '2021-06-17' }), 'balance');
    expect(rowWhere(balance, 'line', 'Won after the as-of moment').deals).toBe(1);
    // In the morning of that day nobody knew what would be decided at noon.
    const morning = { asOf: '2021-07-06', knownAt: '2021-07-06T09:00:00Z' };
    expect(await audit(morning)).toEqual([['pending', 'submitted']]);
  });

  it('is of the moment at which its turn came, however long it waited for others', async () => {
    const book = await Book.open(await create(), Date.UTC(2021, 5, 20, 9));
    const deal = (id: string): string => `deal_id,updated_at,status\n${id},2021-06-15T08:00:00Z,active\n`;
    await book.importText('early.csv', deal('d1'));
    const others = gate();
    const reading = Array.from({ length: 4 }, () => book.database.snapshot(() => others.opened));
    const ask = (options: Readonly<Record<string, string>>) =>
      book.app
        .get(ReportsService)
        .withReport('pipeline', options, async ({ asOf, figures }) => ({ asOf, figures }));
    const report = ask({});
    book.setNow(Date.UTC(2021, 5, 20, 10));
    await book.importText('late.csv', deal('d2'));
    book.setNow(Date.UTC(2021, 5, 20, 11));
    others.open();
    await Promise.all(reading);
    const { asOf } = await report;
    expect(await ask({ knownAt: formatInstant(asOf) })).toEqual(await report);
  });

  it('says that a currency had no rates yet, and what to do', async () => {
    const book = await Book.open(await create(), Date.UTC(2021, 6, 5));
    await book.importText('rates.csv', 'month,currency,usd_per_unit\n2021-06,EUR,1.2\n');
    const desk = new ReportDesk(book.database, Date.UTC(2021, 6, 20));
    await desk.json('pipeline', { currency: 'EUR' });
    await expect(desk.json('pipeline', { currency: 'EUR', knownAt: '2021-06-30' })).rejects.toMatchObject({
      problems: [
        {
          path: 'currency',
          message: 'The book had no exchange rate of “EUR” yet at 2021-06-30T23:59:59.999Z.',
          remedy: 'Reports can be shown in USD; others need a later knownAt.',
        },
      ],
    });
  });
});
