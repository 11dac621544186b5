import { describe, expect, it } from '@jest/globals';
import { at } from '../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../test/support/a-policy.js';
import { anAnswer } from '../../test/support/an-answer.js';
import { renderExplanation } from './render-explanation.js';

const policy = aPolicy([
  aCriterion(
    'microsoft-acceptance',
    {
      any: [
        { not: { fact: 'dealType', operator: 'equal', value: 'co-sell' } },
        { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] },
      ],
    },
    { title: { en: 'Microsoft accepted', sv: 'Microsoft har accepterat' } },
  ),
  aCriterion(
    'creation-to-won-gap',
    { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 },
    {
      title: { en: 'At least 72 hours from creation to won' },
      onFail: 'at-risk',
      because: { en: 'The deal was won too soon.' },
      remedy: { en: 'Wait 72 hours the next time.' },
      source: {
        document: 'Manage co-sell opportunities',
        section: 'Accepted stage',
        published: '2021-05-07',
      },
    },
  ),
]);

describe('an explanation for a person', () => {
  it('begins with the outcome and goes through every criterion with its reasons', async () => {
    const told = {
      status: 'won',
      dealType: 'co-sell',
      microsoftStatus: 'accepted',
      createdAt: at('2021-06-05T00:00:00.001Z'),
      closedAt: at('2021-06-08T00:00:00Z'),
    } as const;
    expect(renderExplanation(await anAnswer(policy, told), 'en').split('\n')).toEqual([
      'AT RISK: the deal can be registered, but Microsoft may reject the registration.',
      '',
      'deal-1',
      'Judged by deal-registration 2021-05-07, 2021-06-08T00:00:00.000Z',
      '',
      '✓ Microsoft accepted',
      '  Rule:',
      '    ✓ any of:',
      '      ✗ not:',
      '        ✓ Deal type is co-sell; found: co-sell',
      '      ✓ Microsoft status is one of accepted, won; found: accepted',
      '  Source: Manage co-sell opportunities',
      '',
      '✗ At least 72 hours from creation to won',
      '  Why: The deal was won too soon.',
      '  Remedy: Wait 72 hours the next time.',
      '  Rule:',
      '    ✗ Hours from creation to won is at least 72 h; found: 71 h 59 min 59.999 s',
      '  Source: Manage co-sell opportunities, Accepted stage, 2021-05-07',
      '',
      'Cannot be repaired: the deal is closed.',
    ]);
  });

  it('goes on with what is missing and which files could tell it', async () => {
    const text = renderExplanation(await anAnswer(policy, { status: 'won', closedOn: '2021-06-08' }), 'en');
    expect(text).toMatch(/^UNDETERMINED: /);
    expect(text).toContain('? Hours from creation to won is at least 72 h; found: not known');
    expect(text.split('\n').slice(-13)).toEqual([
      'Missing:',
      '  Deal type: no file about the deal tells it',
      '    Told by files of the kind: referrals, co-sell, co-sell-analytics, deals',
      '  Microsoft status: no file about the deal tells it',
      '    Told by files of the kind: referrals, co-sell, deals',
      '  Created: no file about the deal tells it',
      '    Told by files of the kind: referrals, co-sell-analytics, deals',
      '  Won: only bounds are known: between 2021-06-08T00:00:00.000Z and 2021-06-08T23:59:59.999Z',
      '    Told by files of the kind: referrals, deals',
      '  Hours from creation to won: the time of creation or of winning is not known',
      '    Told by files of the kind: referrals, deals',
      '',
      'Nothing can be changed: the deal is closed. What is missing may still show that it is eligible.',
    ]);
  });

  it('says so when no version was in force', async () => {
    const closedAt = at('2020-01-01T00:00:00Z');
    const text = renderExplanation(await anAnswer(policy, { status: 'won', closedAt }), 'en');
    expect(text).toContain('No version of the policy was in force on the day that counts.');
  });

  it.each([
    ['zh-CN', '待定'],
    ['zh-TW', '待定'],
    ['ru', 'ОЖИДАЕТ'],
    ['sv', 'AVVAKTAR'],
  ] as const)('speaks %s, with English for what has no translation', async (language, begin) => {
    const text = renderExplanation(await anAnswer(policy, { status: 'active' }, language), language);
    expect(text.startsWith(begin)).toBe(true);
    expect(text).toContain(language === 'sv' ? 'Microsoft har accepterat' : 'Microsoft accepted');
    expect(text).toContain('At least 72 hours from creation to won');
  });

  it.each([
    [{ fact: 'incentiveTags', operator: 'contains', value: 'biz-apps-premium' }, 'Incentive tags include'],
    [{ fact: 'partnersInvited', operator: 'equal', value: true }, 'Partners invited is yes; found: no'],
    [{ fact: 'salesStagePercent', operator: 'lessThan', value: 80 }, 'is below 80 %; found: 40 %'],
    [{ fact: 'dealValueUsd', operator: 'lessThan', value: 25_000 }, '25000.00 USD; found: 24999.99 USD'],
    [{ fact: 'campaignId', operator: 'isMissing' }, 'Campaign is not known; found: (empty)'],
    [
      { fact: 'createdAt', operator: 'before', value: '2021-06-05' },
      'found: between 2021-06-05T00:00:00.000Z',
    ],
  ] as const)('puts %j into words', async (conditions, words) => {
    const told = {
      partnersInvited: false,
      salesStagePercent: 40,
      valueMinor: 2_499_999,
      currency: 'USD',
      campaignId: '',
      createdOn: '2021-06-05',
    };
    const asked = aPolicy([aCriterion('asked', conditions)]);
    expect(renderExplanation(await anAnswer(asked, told), 'en')).toContain(words);
  });

  it('says that times contradict each other rather than judging by them', async () => {
    const told = {
      status: 'won',
      createdAt: at('2021-06-08T02:30:00Z'),
      closedAt: at('2021-06-08T00:00:00Z'),
    } as const;
    expect(renderExplanation(await anAnswer(policy, told), 'en')).toContain(
      'the deal was won before it was created: one of the times is wrong',
    );
  });
});
