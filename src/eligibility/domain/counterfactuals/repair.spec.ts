import { describe, expect, it } from '@jest/globals';
import { aDeal, at } from '../../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../../test/support/a-policy.js';
import { addMonths } from '../../../kernel/instants.js';
import { SolutionCatalogue } from '../../../catalogues/domain/solution-catalogue.js';
import { type Deal, DEAL_STATUSES, isClosed, MICROSOFT_STATUSES } from '../../../deals/domain/deal.js';
import type { Outcome } from '../../../policies/domain/outcome.js';
import type { Condition, Policy } from '../../../policies/domain/policy.js';
import { RateTable } from '../../../rates/domain/rate-table.js';
import { buildFacts } from '../build-facts.js';
import { alwaysBy, calendarFrom } from './calendar.js';
import { type Moments, momentsOf } from './moments.js';
import { openDeal } from './open-deal.js';
import { type Prospects, prospectsOf } from './repair.js';

const NOW = at('2021-06-05T12:00:00Z');
const context = {
  day: '2021-06-05',
  solutions: new SolutionCatalogue([], []),
  rates: new RateTable(null, []),
  customerManaged: null,
};

function prospects(
  told: Partial<Deal>,
  policies: readonly Policy[],
  customerManaged: boolean | null = null,
  outcome: Outcome = 'pending',
  rates = context.rates,
): Prospects {
  const deal = aDeal(told);
  const known = { ...context, customerManaged, rates };
  return prospectsOf(outcome, deal, buildFacts(deal, known), known, calendarFrom(context.day, policies), NOW);
}

const policyOf = (...conditions: readonly Condition[]): Policy =>
  aPolicy(conditions.map((condition, index) => aCriterion(`c${index}`, condition)));
const MANAGED: Condition = { fact: 'customerManagedByMicrosoft', operator: 'equal', value: true };
const ANSWERED: Condition = { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] };
const OUTBOUND: Condition = { fact: 'direction', operator: 'equal', value: 'outbound' };

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
const YEARS_OF_RATES = range(24).map((index) => ({
  month: addMonths('2021-06', index),
  currency: 'EUR',
  usdPerUnit: String(1.1 + index / 100),
}));
/** Microsoft's one answer cannot be both; that shows only once everything else has been tried. */
const TWO_ANSWERS: Condition = {
  all: [
    { fact: 'microsoftStatus', operator: 'in', value: ['accepted'] },
    { fact: 'microsoftStatus', operator: 'in', value: ['won'] },
  ],
};
/** Values, campaigns and hours that each may not come together: 51 comparisons, nearly all combinations allowed. */
const MANY_COMBINATIONS: Condition = {
  all: [
    ...range(17).map((index): Condition => ({
      any: [
        { fact: 'dealValueUsd', operator: 'notEqual', value: 1000 * index },
        { fact: 'campaignId', operator: 'notEqual', value: `c${index}` },
        { fact: 'hoursFromCreationToWon', operator: 'greaterThan', value: 10 * index },
      ],
    })),
    TWO_ANSWERS,
  ],
};
const SHARED: Partial<Deal> = {
  dealType: 'private',
  direction: 'outbound',
  microsoftStatus: 'none',
  createdAt: at('2021-06-04T10:00:00Z'),
  solutions: [],
  valueMinor: 20_000_00,
  currency: 'EUR',
};

describe('a search that would take too long', () => {
  const inEuros = new RateTable(1, YEARS_OF_RATES);

  it('is given up, and says so', () => {
    const long = policyOf(MANY_COMBINATIONS, MANY_COMBINATIONS, MANY_COMBINATIONS);
    const { repair } = prospects(SHARED, [long], true, 'pending', inEuros);
    expect(repair).toMatchObject({ possible: null, reason: 'given-up', isComplete: false });
  });

  it('still names a criterion that stands against the deal for good, and says that others may', () => {
    const inbound: Condition = { fact: 'direction', operator: 'equal', value: 'inbound' };
    const long = policyOf(MANY_COMBINATIONS, MANY_COMBINATIONS, inbound, MANY_COMBINATIONS);
    const { repair } = prospects(SHARED, [long], true, 'pending', inEuros);
    expect(repair).toMatchObject({
      possible: false,
      reason: 'frozen',
      isComplete: false,
      criteria: ['c2'],
      facts: ['direction'],
    });
  });

  it('tells the set that was found, if not every one of very many alternatives', () => {
    const campaigns = range(9_990).map((index) => `c${index}`);
    const one = policyOf({ fact: 'campaignId', operator: 'in', value: campaigns });
    const { counterfactuals, repair } = prospects(SHARED, [one]);
    expect(counterfactuals).toHaveLength(1);
    expect(counterfactuals[0]?.changes[0]).toMatchObject({ lever: 'campaign', facts: { campaignId: 'c0' } });
    expect(repair).toMatchObject({ reason: 'open', isComplete: false });
  });
});

describe('how far ahead is looked', () => {
  const WORTH_MORE: Condition = { fact: 'dealValueUsd', operator: 'greaterThan', value: 25_000 };
  const distant = new RateTable(1, [
    { month: '2021-06', currency: 'EUR', usdPerUnit: '1.2' },
    { month: '9990-12', currency: 'EUR', usdPerUnit: '2' },
  ]);
  const momentsFor = (policy: Policy, rates: RateTable): Moments => {
    const deal = aDeal(SHARED);
    const around = { ...context, rates };
    const open = openDeal(deal, around, buildFacts(deal, around), NOW);
    return momentsOf(open, calendarFrom(context.day, [policy]), NOW);
  };

  it('is ten years, and what may change later is said to be left out', () => {
    const { times, lookedUntil } = momentsFor(policyOf(WORTH_MORE), distant);
    expect(times.map(({ instant }) => instant)).toEqual([NOW, at('2021-10-01T00:00:00Z')]);
    expect(lookedUntil).toBe(at('9990-12-01T00:00:00Z'));
    const { repair } = prospects(SHARED, [policyOf(WORTH_MORE, MANAGED)], false, 'pending', distant);
    expect(repair).toMatchObject({ reason: 'frozen', lookedUntil });
  });

  it('is not at exchange rates where no rule asks for the value', () => {
    expect(momentsFor(policyOf(OUTBOUND), new RateTable(1, YEARS_OF_RATES))).toMatchObject({
      times: [{ instant: NOW }],
      lookedUntil: null,
    });
    expect(momentsFor(policyOf(WORTH_MORE), new RateTable(1, YEARS_OF_RATES)).times).toHaveLength(25);
  });

  it('is at a thousand moments, of more the first', () => {
    const hours: Condition = {
      fact: 'hoursFromCreationToWon',
      operator: 'in',
      value: range(2_000).map((index) => 100 + index),
    };
    const { times, lookedUntil } = momentsFor(policyOf(hours), context.rates);
    expect(times).toHaveLength(1_000);
    expect(lookedUntil).toBeGreaterThan(times.at(-1)?.instant ?? Infinity);
  });
});

describe('what is not known', () => {
  it('is named where the repair hangs on it, a computed fact by what it is computed from', () => {
    const waited: Condition = { fact: 'hoursFromCreationToWon', operator: 'greaterThan', value: 72 };
    const { repair } = prospects({ direction: 'outbound' }, [policyOf(waited, MANAGED, OUTBOUND)]);
    expect(repair).toMatchObject({
      reason: 'not-known',
      facts: ['createdAt', 'customerManagedByMicrosoft'],
    });
  });
});

describe('whether a deal can be made eligible', () => {
  it('is no question for an eligible deal', () => {
    expect(prospects({ status: 'won' }, [policyOf(MANAGED)], true, 'eligible')).toEqual({
      counterfactuals: [],
      repair: null,
    });
  });

  it.each(DEAL_STATUSES.filter(isClosed))('has one answer for a deal that is %s: it is closed', (status) => {
    const { counterfactuals, repair } = prospects({ status }, [policyOf(MANAGED)], false, 'ineligible');
    expect(counterfactuals).toEqual([]);
    expect(repair).toMatchObject({ possible: false, reason: 'closed' });
  });

  it('is no where what never changes stands against it, and names that', () => {
    const { counterfactuals, repair } = prospects(
      { direction: 'inbound' },
      [policyOf(MANAGED, OUTBOUND)],
      true,
    );
    expect(counterfactuals).toEqual([]);
    expect(repair).toEqual({
      possible: false,
      reason: 'frozen',
      isComplete: true,
      criteria: ['c1'],
      facts: ['direction'],
      lookedUntil: null,
    });
  });

  it('is not known where it hangs on what is not known', () => {
    expect(prospects({}, [policyOf(MANAGED)]).repair).toMatchObject({ possible: null, reason: 'not-known' });
    expect(prospects({}, [policyOf(ANSWERED)]).repair).toMatchObject({ possible: null, reason: 'not-known' });
    // However the customer turns out, the direction stands against it.
    const both = policyOf(MANAGED, OUTBOUND);
    expect(prospects({ direction: 'inbound' }, [both]).repair).toMatchObject({
      possible: false,
      reason: 'frozen',
    });
  });

  it.each(MICROSOFT_STATUSES)('hangs on where Microsoft stands: %s', (microsoftStatus) => {
    const { repair } = prospects({ dealType: 'co-sell', microsoftStatus }, [policyOf(ANSWERED)]);
    const isOpen = ['pending', 'accepted', 'won'].includes(microsoftStatus);
    expect(repair).toMatchObject({ possible: isOpen, reason: isOpen ? 'open' : 'frozen' });
  });

  it('is no where no version is in force, now or later', () => {
    const ended = aPolicy([aCriterion('c', MANAGED)], {
      effective: { from: '2021-01-01', until: '2021-06-01' },
    });
    expect(prospects({}, [ended], true).repair).toMatchObject({ possible: false, reason: 'no-version' });
    const deal = aDeal({});
    const known = { ...context, customerManaged: true };
    const facts = buildFacts(deal, known);
    expect(prospectsOf('pending', deal, facts, known, alwaysBy(ended), NOW).repair).toMatchObject({
      possible: true,
    });
  });
});
