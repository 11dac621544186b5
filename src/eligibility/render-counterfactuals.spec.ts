import { describe, expect, it } from '@jest/globals';
import { anAnswer } from '../../test/support/an-answer.js';
import { aCriterion, aPolicy } from '../../test/support/a-policy.js';
import type { Condition } from '../policies/domain/policy.js';
import { LANGUAGES } from '../policies/domain/read-parts.js';
import { counterfactualLines } from './render-counterfactuals.js';

/** A rule with a place for every lever. */
const EVERYTHING: readonly Condition[] = [
  { fact: 'dealType', operator: 'equal', value: 'co-sell' },
  { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] },
  { fact: 'partnersInvited', operator: 'equal', value: true },
  { fact: 'incentiveTags', operator: 'containsAny', value: ['azure-ip-co-sell', 'biz-apps-premium'] },
  { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: 25_000 },
  { fact: 'currency', operator: 'in', value: ['EUR', 'USD'] },
  { fact: 'campaignId', operator: 'equal', value: 'spring-2021' },
  { fact: 'allSalesStagesMarked', operator: 'equal', value: true },
  { fact: 'marketplaceTransacted', operator: 'equal', value: true },
  { fact: 'wonAt', operator: 'onOrAfter', value: '2021-06-10' },
  { fact: 'wonAt', operator: 'before', value: '2021-07-01' },
];
const policy = aPolicy(EVERYTHING.map((condition, index) => aCriterion(`c${index}`, condition)));
const DEAL = { status: 'received', dealType: 'private', direction: 'outbound', solutions: [] } as const;

describe('the changes that would make a deal eligible, for a person', () => {
  it('are steps in the order in which they are done, each with what would do as well', async () => {
    expect(counterfactualLines(await anAnswer(policy, DEAL), 'en')).toEqual([
      '',
      'What would make it eligible:',
      '  1. Accept the invitation',
      '     Ask Microsoft for help (the deal becomes co-sell)',
      '     Invite another partner',
      '     Add a solution with the incentive Azure IP Co-sell',
      '       or: Add a solution with the incentive Business Applications Premium',
      '     Set the estimated value to 25000.00 USD',
      '     State the value in EUR',
      '       or: State the value in USD',
      '     Set the campaign to spring-2021',
      '     Mark all sales stages complete',
      '     Transact the deal on the marketplace',
      '     Microsoft accepts the invitation',
      '       or: Microsoft marks the deal won',
      '     Wait until 2021-06-10T00:00Z to mark it won',
      '     Mark the deal won before 2021-07-01T00:00Z',
    ]);
  });

  it('are numbered where one of several sets is enough', async () => {
    const either = aPolicy([
      aCriterion('either', {
        any: [
          { fact: 'campaignId', operator: 'notEqual', value: 'spring-2021' },
          { fact: 'dealType', operator: 'notEqual', value: 'private' },
        ],
      }),
    ]);
    const told = { status: 'active', dealType: 'private', campaignId: 'spring-2021' } as const;
    expect(counterfactualLines(await anAnswer(either, told), 'en')).toEqual([
      '',
      'What would make it eligible, any one of:',
      '  1. Share the deal with Microsoft sellers (it becomes partner-led)',
      '     Mark the deal won',
      '  2. Invite another partner',
      '     Mark the deal won',
      '  3. Set the campaign to one that the rule does not name',
      '     Mark the deal won',
    ]);
  });

  it('give way to why there are none', async () => {
    const managed = aPolicy([
      aCriterion('inbound', { fact: 'direction', operator: 'equal', value: 'inbound' }),
      aCriterion('managed', { fact: 'customerManagedByMicrosoft', operator: 'equal', value: true }),
    ]);
    const lines = async (told: Parameters<typeof anAnswer>[1]): Promise<readonly string[]> =>
      counterfactualLines(await anAnswer(managed, told), 'en');
    expect(await lines({ status: 'active', direction: 'outbound' })).toEqual([
      '',
      'Cannot be repaired: no change makes these criteria pass: inbound. What never changes: Direction.',
    ]);
    expect(await lines({ status: 'active', direction: 'inbound' })).toEqual([
      '',
      'Whether it can be made eligible is not known: that hangs on what is missing. Missing: Customer managed by Microsoft (told by files of the kind customers).',
    ]);
    const contradiction = aPolicy([
      aCriterion('spring', { fact: 'campaignId', operator: 'equal', value: 'spring-2021' }),
      aCriterion('summer', { fact: 'campaignId', operator: 'equal', value: 'summer-2021' }),
    ]);
    expect(counterfactualLines(await anAnswer(contradiction, {}), 'en')).toEqual([
      '',
      'Cannot be repaired: no change makes these criteria pass: spring, summer.',
    ]);
    expect(await lines({ status: 'lost' })).toEqual(['', 'Cannot be repaired: the deal is closed.']);
  });

  it('say from when on nothing was looked at', async () => {
    const later = aPolicy([
      aCriterion('later', { fact: 'wonAt', operator: 'onOrAfter', value: '2031-07-01' }),
      aCriterion('outbound', { fact: 'direction', operator: 'equal', value: 'outbound' }),
    ]);
    const told = { status: 'active', direction: 'outbound' } as const;
    expect(counterfactualLines(await anAnswer(later, told), 'en')).toEqual([
      '',
      'Cannot be repaired: no change makes these criteria pass: later. What may change from 2031-07-01T00:00Z on was not looked at.',
    ]);
    const until = aPolicy([aCriterion('until', { fact: 'wonAt', operator: 'before', value: '2031-07-01' })]);
    expect(counterfactualLines(await anAnswer(until, told), 'en').slice(2)).toEqual([
      '  1. Mark the deal won',
      'What may change from 2031-07-01T00:00Z on was not looked at.',
    ]);
  });

  it('are told in every language, each in its own words', async () => {
    const told = await Promise.all(
      LANGUAGES.map(async (language) => {
        const lines = counterfactualLines(await anAnswer(policy, DEAL, language), language);
        return lines.filter((line) => line !== '').map((line) => line.replace(/^[ \d.]*/, ''));
      }),
    );
    const [english] = told;
    expect(english).toHaveLength(16);
    for (const lines of told) expect(lines).toHaveLength(16);
    expect(new Set(told.flat()).size).toBe(LANGUAGES.length * 16);
  });
});
