import { describe, expect, it } from '@jest/globals';
import { aDeal, at } from '../../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../../test/support/a-policy.js';
import { SolutionCatalogue } from '../../../catalogues/domain/solution-catalogue.js';
import { type Deal, DEAL_STATUSES, isClosed, MICROSOFT_STATUSES } from '../../../deals/domain/deal.js';
import type { Outcome } from '../../../policies/domain/outcome.js';
import type { Condition, Policy } from '../../../policies/domain/policy.js';
import { RateTable } from '../../../rates/domain/rate-table.js';
import { buildFacts } from '../build-facts.js';
import { alwaysBy, calendarFrom } from './calendar.js';
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
): Prospects {
  const deal = aDeal(told);
  const known = { ...context, customerManaged };
  return prospectsOf(outcome, deal, buildFacts(deal, known), known, calendarFrom(context.day, policies), NOW);
}

const policyOf = (...conditions: readonly Condition[]): Policy =>
  aPolicy(conditions.map((condition, index) => aCriterion(`c${index}`, condition)));
const MANAGED: Condition = { fact: 'customerManagedByMicrosoft', operator: 'equal', value: true };
const ANSWERED: Condition = { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] };
const OUTBOUND: Condition = { fact: 'direction', operator: 'equal', value: 'outbound' };

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
