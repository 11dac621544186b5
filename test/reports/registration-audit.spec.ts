import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { bookDeal } from '../../src/deals/domain/book-deal.js';
import type { Deal, RegistrationState } from '../../src/deals/domain/deal.js';
import type { Sighting, SightingFields } from '../../src/deals/domain/sighting.js';
import type { Outcome } from '../../src/policies/domain/outcome.js';
import { aDeal, at } from '../support/a-deal.js';
import { aBook, aRate, type SamplePolicy, type SampleVerdict } from '../support/book-builder.js';
import { eachDatabase } from '../support/each-database.js';
import { sighting } from '../support/sightings.js';
import { ReportDesk, rowWhere, tableOf } from './report-harness.js';

const FEBRUARY: SamplePolicy = {
  version: '2021-02-03',
  hash: 'sha256:february',
  from: '2021-02-03',
  criteria: [
    { id: 'deal-type', title: 'Deal type', because: 'the type is wrong' },
    { id: 'won', title: 'Won', because: 'it is not won' },
  ],
};
const MAY: SamplePolicy = {
  version: '2021-05-07',
  hash: 'sha256:may',
  from: '2021-05-07',
  criteria: [
    { id: 'won', title: 'Marked won', because: 'it is not won' },
    { id: 'deal-type', title: 'Deal type', because: 'the type is wrong' },
    { id: 'gap', title: '72 hours', because: 'it was won too soon' },
  ],
};

function won(dealId: string, closedOn: string | null, told: Partial<Deal> = {}): Deal {
  return aDeal({ dealId, status: 'won', closedOn, valueMinor: 100_00, currency: 'USD', ...told });
}

/** A verdict by its results in the policy's order: + passes, - fails, ? unknown. */
function verdict(dealId: string, outcome: Outcome, policy: SamplePolicy, results: string): SampleVerdict {
  const mask = (mark: string): number =>
    [...results].reduce((sum, result, bit) => (result === mark ? sum + 2 ** bit : sum), 0);
  return { dealId, outcome, policy, passMask: mask('+'), failMask: mask('-') };
}

eachDatabase('the registration audit', ({ open }) => {
  it('puts first what needs attention, and within it the earliest win', async () => {
    const desk = new ReportDesk(await open());
    const cases: [string, string | null, Outcome | null, RegistrationState | null][] = [
      ['fine', '2021-05-01', 'eligible', 'approved'],
      ['undecided', '2021-05-02', 'undetermined', null],
      ['risky', '2021-05-03', 'at-risk', 'submitted'],
      ['filed-in-vain', '2021-05-04', 'ineligible', 'submitted'],
      ['not-worth-it', '2021-05-05', 'ineligible', 'none'],
      ['missed-late', '2021-05-08', 'eligible', 'none'],
      ['missed-when', null, 'eligible', 'incomplete'],
      ['missed-early', '2021-05-06', 'eligible', 'none'],
      ['missed-early-b', '2021-05-06', 'eligible', 'none'],
      ['unheard-of', '2021-05-07', 'eligible', null],
      ['rejected', '2021-05-09', 'eligible', 'failed'],
      ['unjudged', '2021-05-10', null, null],
      ['judged-too-early', '2021-05-11', 'pending', null],
    ];
    await desk.holds(
      aBook({
        deals: cases.map(([dealId, on, , state]) => won(dealId, on, { registrationState: state })),
        policies: [MAY],
        verdicts: cases.flatMap(([dealId, , outcome]) =>
          outcome === null ? [] : [verdict(dealId, outcome, MAY, '+++')],
        ),
      }),
    );
    const report = await desk.json('registration-audit');
    expect(tableOf(report, 'deals').rows.map((row) => [row.exception, row.deal_id])).toEqual([
      ['Eligible, not registered', 'missed-early'],
      ['Eligible, not registered', 'missed-early-b'],
      ['Eligible, not registered', 'missed-late'],
      ['Eligible, not registered', 'missed-when'],
      ['Eligible, registration not known', 'unheard-of'],
      ['Eligible, registration declined', 'rejected'],
      ['Registered, not eligible', 'filed-in-vain'],
      ['At risk', 'risky'],
      ['Undetermined', 'undecided'],
      ['Not evaluated since it was won', 'unjudged'],
      ['Not evaluated since it was won', 'judged-too-early'],
      ['None', 'fine'],
      ['None', 'not-worth-it'],
    ]);
    const exceptions = tableOf(report, 'exceptions');
    expect(exceptions.rows.map((row) => row.deals)).toEqual([4, 1, 1, 1, 1, 1, 2, 2]);
    expect(exceptions.totals).toMatchObject({ deals: 13, value_usd: 1300 });
    expect(report.figures.exceptions).toBe(11);
    expect(rowWhere(exceptions, 'exception', 'Not evaluated since it was won').what_to_do).toBe(
      'Run dealproof evaluate. Reports on an earlier day stay as they are.',
    );
  });

  it('has a column for each criterion of every version in use, and words for what fails', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: [
          won('old', '2021-03-01', {
            name: 'Migration',
            customerName: 'Contoso',
            dealType: 'co-sell',
            createdAt: at('2021-02-01T10:00:00Z'),
            closedAt: at('2021-03-01T10:00:00Z'),
            registrationState: 'submitted',
            registrationSubmittedOn: '2021-03-05',
          }),
          won('new', '2021-06-01', { valueMinor: 5000, currency: 'JPY' }),
        ],
        rates: [aRate('2021-06', 'JPY', '0.01')],
        policies: [MAY, FEBRUARY, { ...MAY, version: '2021-08-20', hash: 'sha256:unused', criteria: [] }],
        verdicts: [verdict('old', 'ineligible', FEBRUARY, '-+'), verdict('new', 'undetermined', MAY, '+?-')],
      }),
    );
    const report = await desk.json('registration-audit');
    const table = tableOf(report, 'deals');
    expect(table.columns.map(({ key, title }) => [key, title]).slice(12, 15)).toEqual([
      ['criterion:deal-type', 'Deal type'],
      ['criterion:won', 'Marked won'],
      ['criterion:gap', '72 hours'],
    ]);
    expect(rowWhere(table, 'deal_id', 'old')).toMatchObject({
      exception: 'Registered, not eligible',
      deal: 'Migration',
      customer: 'Contoso',
      created_at: '2021-02-01T10:00:00.000Z',
      won_at: '2021-03-01T10:00:00.000Z',
      won_on: '2021-03-01',
      value: 100,
      currency: 'USD',
      value_usd: 100,
      'criterion:deal-type': 'fail',
      'criterion:won': 'pass',
      'criterion:gap': null,
      fails: 'Deal type: the type is wrong',
      not_known: null,
      policy_version: '2021-02-03',
      policy_hash: 'sha256:february',
      registration: 'submitted',
      submitted_on: '2021-03-05',
    });
    expect(rowWhere(table, 'deal_id', 'new')).toMatchObject({
      value: 5000,
      value_usd: 50,
      fails: '72 hours: it was won too soon',
      not_known: 'Deal type',
    });
  });

  it('reckons what each criterion costs: the deals that fail it alone', async () => {
    const desk = new ReportDesk(await open());
    await desk.holds(
      aBook({
        deals: ['a', 'b', 'c', 'd'].map((dealId) => won(dealId, '2021-06-01')),
        policies: [MAY],
        verdicts: [
          verdict('a', 'at-risk', MAY, '++-'),
          verdict('b', 'ineligible', MAY, '+--'),
          verdict('c', 'undetermined', MAY, '?+-'),
          verdict('d', 'eligible', MAY, '+++'),
        ],
      }),
    );
    const criteria = tableOf(await desk.json('registration-audit'), 'criteria');
    expect(criteria.rows).toMatchObject([
      { criterion: 'won', passes: 3, fails: 0, unknown: 1, fails_alone: 0, cost_usd: 0 },
      { criterion: 'deal-type', passes: 3, fails: 1, unknown: 0, fails_alone: 0, cost_usd: 0 },
      { criterion: 'gap', passes: 1, fails: 3, unknown: 0, fails_alone: 1, cost_usd: 100 },
    ]);
  });

  it('keeps to wins of the period in the zone, and shows those it cannot place', async () => {
    const desk = new ReportDesk(await open());
    const closedAt = at('2021-06-30T22:30:00Z');
    await desk.holds(
      aBook({
        deals: [
          won('at-the-edge', '2021-06-30', { closedAt }),
          won('when', null),
          won('bounded', null, {
            closedNotBefore: at('2021-07-02T00:00:00Z'),
            closedNotAfter: at('2021-07-09T00:00:00Z'),
          }),
          aDeal({ dealId: 'open' }),
        ],
      }),
    );
    const july = { from: '2021-07-01', to: '2021-08-01' };
    const stockholm = await desk.json('registration-audit', { ...july, zone: 'Europe/Stockholm' });
    expect(tableOf(stockholm, 'deals').rows.map((row) => [row.deal_id, row.won_on])).toEqual([
      ['at-the-edge', '2021-07-01'],
      ['bounded', null],
    ]);
    expect(tableOf(stockholm, 'balance').rows.map((row) => row.deals)).toEqual([2, 0, 1, 0, 1]);
    const utc = await desk.json('registration-audit', july);
    expect(tableOf(utc, 'deals').rows.map((row) => row.deal_id)).toEqual(['bounded']);
  });

  it('shows of a past day what files had told of registrations, also those that tell nothing else', async () => {
    const desk = new ReportDesk(await open());
    const told = (dealId: string, day: string, fields: SightingFields, more: Partial<Sighting> = {}) =>
      sighting(fields, { dealId, source: 'deals', asOf: at(`${day}T12:00:00Z`), ...more });
    const closed = { status: 'won', closedAt: at('2021-06-05T12:00:00Z') } as const;
    const files = [
      // Nobody told of the deal itself until July, nor when it was won.
      [
        told('filed', '2021-06-10', { registrationState: 'submitted' }, { source: 'registrations' }),
        told('filed', '2021-07-01', { status: 'won' }, { source: 'co-sell' }),
        told('filed', '2021-07-20', { registrationState: 'approved' }, { source: 'registrations' }),
      ],
      // Days without a state.
      [
        told('dated', '2021-06-10', { ...closed, registrationSubmittedOn: '2021-06-08' }),
        told('dated', '2021-07-10', { ...closed, registrationDecidedOn: '2021-07-09' }),
      ],
    ];
    const deals = files.flatMap((sightings) => {
      const deal = bookDeal(sightings, { counterparts: [], isAssessment: () => false });
      return deal === null ? [] : [deal];
    });
    await desk.holds(aBook({ deals, sightings: files.flat() }));
    const { rows } = tableOf(await desk.json('registration-audit', { asOf: '2021-06-30' }), 'deals');
    expect(rows.map((row) => [row.deal_id, row.registration, row.submitted_on, row.decided_on])).toEqual([
      ['dated', null, '2021-06-08', null],
      ['filed', 'submitted', null, null],
    ]);
  });

  it('has its columns in the order in which its versions had come into force as was known then', async () => {
    const database = await open();
    const desk = new ReportDesk(database);
    await desk.holds(
      aBook({
        deals: [won('old', '2021-03-01'), won('new', '2021-06-01')],
        policies: [FEBRUARY, MAY],
        verdicts: [verdict('old', 'eligible', FEBRUARY, '++'), verdict('new', 'eligible', MAY, '+++')],
      }),
    );
    const columns = async (options: Readonly<Record<string, string>>) => {
      const table = tableOf(await desk.json('registration-audit', options), 'deals');
      return table.columns.map(({ key }) => key).filter((key) => key.startsWith('criterion:'));
    };
    const known = await columns({ knownAt: '2021-08-01' });
    expect(known).toEqual(['criterion:deal-type', 'criterion:won', 'criterion:gap']);
    // In September it is decided that the rules of May are to have held since January.
    const set = { rule_set_id: 2, recorded_at: at('2021-09-01T12:00:00Z') };
    const about = { action: 'edited', by: 'Alva', digest: '', files: '[]' };
    await database.writer('rule_sets').insert({ ...set, ...about });
    const { version, hash } = MAY;
    const member = { policy: 'deal-registration', version, hash, text_sha256: '' };
    await database
      .writer('rule_set_members')
      .insert({ rule_set_id: 2, ...member, effective_from: '2021-01-01' });
    expect(await columns({})).toEqual(['criterion:won', 'criterion:deal-type', 'criterion:gap']);
    expect(await columns({ knownAt: '2021-08-01' })).toEqual(known);
  });

  it('is of one moment of the book to its last row, however slowly it is read', async () => {
    const database = await open();
    const desk = new ReportDesk(database);
    const ids = Array.from({ length: 6000 }, (_, index) => `deal-${index}`);
    await desk.holds(aBook({ deals: ids.map((dealId) => won(dealId, '2021-06-01', { name: 'Contoso' })) }));
    const body = new PassThrough();
    const written = desk.reports.write('registration-audit', {}, { format: 'csv' }, body);
    let text = '';
    for await (const chunk of body) {
      if (text === '') await database.execute(`update deals set name = 'Fabrikam'`);
      text += String(chunk);
    }
    await written;
    expect([text.split('Contoso').length - 1, text.split('Fabrikam').length - 1]).toEqual([6000, 0]);
  });

  it('reads a book of many pages, each deal once and in order', async () => {
    const desk = new ReportDesk(await open());
    const ids = Array.from({ length: 10_500 }, (_, index) => `deal-${String(index).padStart(5, '0')}`);
    await desk.holds(
      aBook({
        deals: ids.map((dealId, index) =>
          won(dealId, index % 7 === 0 ? null : `2021-06-${String((index % 28) + 1).padStart(2, '0')}`, {
            registrationState: index % 2 === 0 ? 'none' : null,
          }),
        ),
        policies: [MAY],
        verdicts: ids.map((dealId) => verdict(dealId, 'eligible', MAY, '+++')),
      }),
    );
    const rows = tableOf(await desk.json('registration-audit'), 'deals').rows;
    const keys = rows.map(
      (row) => `${row.exception === 'Eligible, not registered' ? 1 : 2} ${row.won_on ?? '9'} ${row.deal_id}`,
    );
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(rows.map((row) => row.deal_id)).size).toBe(10_500);
  });
});
