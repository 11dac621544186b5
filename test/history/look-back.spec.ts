import { beforeAll, expect, it } from '@jest/globals';
import { parseMoment } from '../../src/kernel/instants.js';
import { eachDatabase } from '../support/each-database.js';
import type { Book } from '../support/open-book.js';
import { june, tellStory } from '../support/told-book.js';

eachDatabase('looking back', (homes) => {
  let book: Book;
  beforeAll(async () => {
    ({ book } = await tellStory(await homes.create()));
  });

  const explain = (deal: string, asOf?: string, knownAt?: string) =>
    book.eligibility.explain(deal, {
      ...(asOf === undefined ? {} : { asOf: momentOf(asOf) }),
      ...(knownAt === undefined ? {} : { knownAt: momentOf(knownAt) }),
    });
  const results = async (deal: string, asOf?: string, knownAt?: string) => {
    const { outcome, version, criteria } = await explain(deal, asOf, knownAt);
    const of = (id: string): string => criteria.find((each) => each.id === id)?.result ?? '-';
    return {
      outcome,
      version,
      microsoft: of('microsoft-acceptance'),
      solution: of('incentive-eligible-solution'),
    };
  };

  it('sees the deal as it was, with what is known of that time now', async () => {
    const open = { outcome: 'pending', version: '2021-05-07', solution: 'pass' };
    // A late file told the solution: it was so from 2 June at 10 o'clock on.
    expect(await results('d1', '2021-06-02T09:00:00Z')).toEqual({
      ...open,
      microsoft: 'fail',
      solution: 'unknown',
    });
    expect(await results('d1', '2021-06-03')).toEqual({ ...open, microsoft: 'fail' });
    expect(await results('d1', '2021-06-04')).toEqual({ ...open, microsoft: 'pass' });
    // Won on 9 June at 7 o'clock, as a file of the day after says.
    expect(await results('d1', '2021-06-09T06:59:59.999Z')).toMatchObject({ outcome: 'pending' });
    expect(await results('d1', '2021-06-09T07:00:00Z')).toMatchObject({ outcome: 'eligible' });
  });

  it('sees the deal as far as it was known then', async () => {
    const open = { outcome: 'pending', version: '2021-05-07' };
    // On 4 June Microsoft had accepted; the book learnt it on the 5th, and the solution on the 8th.
    expect(await results('d1', '2021-06-04', '2021-06-04')).toEqual({
      ...open,
      microsoft: 'fail',
      solution: 'unknown',
    });
    expect(await results('d1', '2021-06-04', '2021-06-05')).toEqual({
      ...open,
      microsoft: 'pass',
      solution: 'unknown',
    });
    expect(await results('d1', '2021-06-04', '2021-06-08')).toEqual({
      ...open,
      microsoft: 'pass',
      solution: 'pass',
    });
    expect(await results('d1', '2021-06-10', '2021-06-10')).toMatchObject({ outcome: 'pending' });
    expect(await results('d1', '2021-06-10', '2021-06-11')).toMatchObject({ outcome: 'eligible' });
    // Without a time as of which, it is that at which it was known.
    expect(await results('d1', undefined, '2021-06-04')).toEqual(
      await results('d1', '2021-06-04', '2021-06-04'),
    );
  });

  it('goes by the rules that were in force, and by rates and customers as they were known', async () => {
    const value = async (asOf: string, knownAt?: string) => {
      const { version, criteria } = await explain('d2', asOf, knownAt);
      const of = (id: string) => criteria.find((each) => each.id === id);
      return [version, of('deal-value')?.facts.dealValueUsd, of('managed-customer')?.result];
    };
    // The new rules were made known on 15 June at 8 o'clock, for the whole of that day.
    expect(await value('2021-06-15T07:00:00Z', '2021-06-15T07:30:00Z')).toEqual([
      '2021-05-07',
      undefined,
      undefined,
    ]);
    expect(await value('2021-06-15T07:00:00Z', '2021-06-15T08:00:00Z')).toEqual([
      '2021-08-20',
      24_600,
      'unknown',
    ]);
    expect(await value('2021-06-16', '2021-06-17')).toEqual(['2021-08-20', 24_600, 'unknown']);
    expect(await value('2021-06-16', '2021-06-19')).toEqual(['2021-08-20', 25_625, 'unknown']);
    expect(await value('2021-06-16', '2021-06-21')).toEqual(['2021-08-20', 25_625, 'pass']);
    expect(await value('2021-06-16')).toEqual(['2021-08-20', 25_625, 'fail']);
    expect(await value('2021-06-14')).toEqual(['2021-05-07', undefined, undefined]);
  });

  it('says as of when it looked, and how old the newest word on the deal was', async () => {
    expect((await explain('d1')).lookBack).toBeNull();
    expect((await explain('d1', '2021-06-03', '2021-06-06T10:00:00Z')).lookBack).toEqual({
      asOf: '2021-06-03T23:59:59.999Z',
      knownAt: '2021-06-06T10:00:00.000Z',
      toldAt: '2021-06-02T05:00:00.000Z',
    });
    // Today is not over: it stands for now.
    expect((await explain('d1', '2021-06-30')).lookBack).toEqual({
      asOf: '2021-06-30T00:00:00.000Z',
      knownAt: null,
      toldAt: '2021-06-10T05:00:00.000Z',
    });
  });

  it('as of now, with all that is known, it is the verdict as it is', async () => {
    for (const deal of ['d1', 'd2']) {
      const { lookBack: _, ...now } = await explain(deal);
      expect(await explain(deal, '2021-06-30', '2021-06-30')).toMatchObject(now);
    }
  });

  it.each([
    [
      'd1',
      '2021-06-01T09:00:00Z',
      undefined,
      'not-found',
      'What was known of the deal begins at 2021-06-02T05:00:00.000Z.',
    ],
    ['d1', '2021-05-01', undefined, 'not-found', 'The deal was created at 2021-06-01T08:00:00.000Z.'],
    [
      'd1',
      undefined,
      '2021-06-02T05:59:00Z',
      'not-found',
      'The book had learnt nothing of the deal by then.',
    ],
    ['d1', undefined, '2020-01-01', 'not-found', 'The book had learnt nothing of the deal by then.'],
    [
      'd1',
      '2021-07-01',
      undefined,
      'invalid-input',
      'One can look back, not ahead: this time is yet to come.',
    ],
    [
      'd1',
      undefined,
      '2999-01-01',
      'invalid-input',
      'One can look back, not ahead: this time is yet to come.',
    ],
    [
      'd1',
      '2021-06-12',
      '2021-06-10',
      'invalid-input',
      'Nobody could know yet how the deal would be at a later time.',
    ],
    ['d9', '2021-06-12', undefined, 'not-found', expect.stringContaining('No imported file')],
  ])('refuses %s as of %s, known at %s', async (deal, asOf, knownAt, code, message) => {
    await expect(explain(deal, asOf, knownAt)).rejects.toMatchObject({
      code,
      problems: [{ message, remedy: expect.stringMatching(/2021-06|Referral ID/) }],
    });
  });

  it('has replayed: at each import the deal is what the book then held', async () => {
    const { changes } = await book.history.of('d1');
    expect(changes.map(({ recordedAt }) => recordedAt)).toEqual([
      june(2, 6),
      june(5, 6),
      june(8, 6),
      june(11, 6),
    ]);
    expect(changes[2]?.changes).toEqual([
      { field: 'solutions', from: null, to: [{ solutionId: 'S-1', name: null }] },
    ]);
  });
});

function momentOf(text: string) {
  const moment = parseMoment(text);
  if (moment === undefined) throw new Error(`${text} is no time`);
  return moment;
}
