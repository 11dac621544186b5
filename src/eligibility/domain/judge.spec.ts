import { describe, expect, it } from '@jest/globals';
import { aDeal, at } from '../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../deals/domain/deal.js';
import type { Policy } from '../../policies/domain/policy.js';
import { RateTable } from '../../rates/domain/rate-table.js';
import { buildFacts } from './build-facts.js';
import { byName, choosePolicy } from './choose-policy.js';
import { type Judgement, judgeDeal } from './judge.js';

const sharedWithMicrosoft = aCriterion('deal-type', {
  fact: 'dealType',
  operator: 'in',
  value: ['co-sell', 'partner-led'],
});
const gap = aCriterion(
  'gap',
  { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 },
  { onFail: 'at-risk' },
);
const coSellOnly = aCriterion('co-sell', { fact: 'dealType', operator: 'equal', value: 'co-sell' });

const first = aPolicy([coSellOnly], {
  version: '2020-09-22',
  effective: { from: '2020-09-22', until: '2021-02-03' },
});
const second = aPolicy([sharedWithMicrosoft], {
  version: '2021-02-03',
  effective: { from: '2021-02-03', until: '2021-05-07' },
});
const third = aPolicy([sharedWithMicrosoft, gap], { version: '2021-05-07' });
const draft = aPolicy([coSellOnly], { version: '2021-08-20', status: 'inactive' });
const versions = [first, second, third, draft];

async function judged(told: Partial<Deal>, day = '2021-07-01', policies = versions): Promise<Judgement> {
  const deal = aDeal(told);
  const facts = buildFacts(deal, {
    day,
    solutions: new SolutionCatalogue([], []),
    rates: new RateTable(null, []),
    customerManaged: null,
  });
  return judgeDeal(deal.status, choosePolicy(policies, deal, day), facts);
}

async function summary(told: Partial<Deal>, day?: string, policies?: Policy[]): Promise<readonly unknown[]> {
  const { policy, outcome, versionUncertain } = await judged(told, day, policies);
  return [policy?.version ?? null, outcome, versionUncertain];
}

const won = (closedAt: string): Partial<Deal> => ({
  status: 'won',
  dealType: 'partner-led',
  createdAt: at('2020-01-01T00:00:00Z'),
  closedAt: at(closedAt),
});

describe('the version that judges a won deal', () => {
  it.each([
    ['2021-02-02T23:59:59.999Z', '2020-09-22', 'ineligible'],
    ['2021-02-03T00:00:00.000Z', '2021-02-03', 'eligible'],
    ['2021-05-06T23:59:59.999Z', '2021-02-03', 'eligible'],
    ['2021-05-07T00:00:00.000Z', '2021-05-07', 'eligible'],
    ['2021-05-07T01:00:00.000+02:00', '2021-02-03', 'eligible'],
    ['2021-09-01T00:00:00.000Z', '2021-05-07', 'eligible'],
  ])('won at %s is the one in force on that UTC day: %s', async (closedAt, version, outcome) => {
    expect(await summary(won(closedAt))).toEqual([version, outcome, false]);
  });

  it('is none before the first version, which leaves the deal undetermined', async () => {
    expect(await summary(won('2020-09-21T23:59:59.999Z'))).toEqual([null, 'undetermined', false]);
  });

  it('is that of its day when only the day is known', async () => {
    const told = { ...won('2021-05-07T00:00:00Z'), closedAt: null, closedOn: '2021-05-06' };
    expect(await summary(told)).toEqual(['2021-02-03', 'eligible', false]);
  });
});

describe('the version that judges any other deal', () => {
  it.each([
    ['active', '2021-05-06', '2021-02-03', 'pending'],
    ['active', '2021-05-07', '2021-05-07', 'pending'],
    ['lost', '2021-05-06', '2021-02-03', 'ineligible'],
    ['received', '2020-09-21', null, 'pending'],
  ] as const)('%s on %s: %s', async (status, day, version, outcome) => {
    expect(await summary({ status, closedAt: at('2020-12-01T00:00:00Z') }, day)).toEqual([
      version,
      outcome,
      false,
    ]);
  });
});

describe('a deal whose won day is known only within bounds', () => {
  const between = (from: string | null, until: string | null, dealType: Deal['dealType']): Partial<Deal> => ({
    status: 'won',
    dealType,
    closedNotBefore: from === null ? null : at(from),
    closedNotAfter: until === null ? null : at(until),
  });

  it('is judged by the one version that was in force all the while', async () => {
    const told = between('2021-02-03T00:00:00Z', '2021-05-06T23:59:59.999Z', 'partner-led');
    expect(await summary(told)).toEqual(['2021-02-03', 'eligible', false]);
  });

  it('is undetermined when several may apply, whatever the latest says', async () => {
    const told = between('2021-05-06T00:00:00Z', '2021-05-07T00:00:00Z', 'partner-led');
    expect(await summary(told)).toEqual(['2021-05-07', 'undetermined', true]);
  });

  it('is ineligible when every version that may apply says so', async () => {
    const told = between('2020-12-01T00:00:00Z', '2021-06-01T00:00:00Z', 'private');
    expect(await summary(told)).toEqual(['2021-05-07', 'ineligible', false]);
  });

  it('is undetermined when an earlier version would have let it pass', async () => {
    const stricter = aPolicy([coSellOnly], { version: '2021-05-07' });
    const told = between('2021-05-01T00:00:00Z', '2021-06-01T00:00:00Z', 'partner-led');
    expect(await summary(told, '2021-07-01', [second, stricter])).toEqual([
      '2021-05-07',
      'undetermined',
      true,
    ]);
  });

  it('is never eligible when on some possible day no version was in force', async () => {
    const told = between('2020-09-21T00:00:00Z', '2020-10-01T00:00:00Z', 'co-sell');
    expect(await summary(told)).toEqual(['2020-09-22', 'undetermined', true]);
  });

  it('is not certain of a version that ended on the last possible day', async () => {
    const told = between('2021-05-06T00:00:00Z', '2021-05-07T00:00:00Z', 'partner-led');
    expect(await summary(told, '2021-07-01', [second])).toEqual(['2021-02-03', 'undetermined', true]);
  });

  it('has every version up to its upper bound as a candidate when nothing bounds it from below', async () => {
    expect(await summary(between(null, '2021-03-01T00:00:00Z', 'private'))).toEqual([
      '2021-02-03',
      'ineligible',
      false,
    ]);
  });

  it('has every version up to the day of evaluation as a candidate when nothing is known', async () => {
    expect(await summary(between(null, null, 'partner-led'), '2021-04-01')).toEqual([
      '2021-02-03',
      'undetermined',
      true,
    ]);
    expect(await summary(between(null, null, 'private'), '2021-04-01')).toEqual([
      '2021-02-03',
      'ineligible',
      false,
    ]);
  });

  it('is undetermined for certain when no version was in force in all that time', async () => {
    const told = between('2020-01-01T00:00:00Z', '2020-02-01T00:00:00Z', 'co-sell');
    expect(await summary(told)).toEqual([null, 'undetermined', false]);
  });
});

describe('a version asked for by name', () => {
  it('judges whatever the day, active or not', async () => {
    const deal = aDeal({ status: 'won', dealType: 'co-sell', closedAt: at('2019-01-01T00:00:00Z') });
    const facts = buildFacts(deal, {
      day: '2021-07-01',
      solutions: new SolutionCatalogue([], []),
      rates: new RateTable(null, []),
      customerManaged: null,
    });
    const { policy, outcome } = await judgeDeal('won', byName(draft), facts);
    expect([policy?.version, outcome]).toEqual(['2021-08-20', 'eligible']);
  });
});
