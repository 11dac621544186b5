import { describe, expect, it } from '@jest/globals';
import { aDeal, at } from '../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { SolutionCatalogue } from '../../catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../deals/domain/deal.js';
import type { Condition, Policy } from '../../policies/domain/policy.js';
import { RateTable } from '../../rates/domain/rate-table.js';
import { buildFacts } from './build-facts.js';
import { missingFacts } from './missing.js';
import { reasonText } from './words/reason-text.js';
import { wordsIn } from './words/words-in.js';

const context = {
  day: '2021-07-01',
  solutions: new SolutionCatalogue([], []),
  rates: new RateTable(null, []),
  customerManaged: null,
};

function policyOf(...conditions: readonly Condition[]): Policy {
  return aPolicy(conditions.map((condition, index) => aCriterion(`c${index}`, condition)));
}

function missing(told: Partial<Deal>, ...conditions: readonly Condition[]): Record<string, string> {
  const deal = aDeal(told);
  const facts = buildFacts(deal, context);
  const entries = missingFacts([policyOf(...conditions)], [], deal, facts, context);
  return Object.fromEntries(
    entries.map(({ fact, reason }) => [fact, reasonText(fact, reason, wordsIn('en'))]),
  );
}

const GAP: Condition = { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 };
const VALUE: Condition = { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: 25_000 };
const MANAGED: Condition = { fact: 'customerManagedByMicrosoft', operator: 'equal', value: true };
const SOLUTION: Condition = { fact: 'hasIncentiveEligibleSolution', operator: 'equal', value: true };

describe('what is missing for a verdict', () => {
  it('names the fact asked for and those it is computed from, in the catalogue’s order', () => {
    const told = missing({ status: 'won' }, GAP);
    expect(Object.entries(told)).toEqual([
      ['createdAt', 'no file about the deal tells it'],
      ['wonAt', 'no file tells when the deal was won'],
      ['hoursFromCreationToWon', 'the time of creation or of winning is not known'],
    ]);
  });

  it('leaves out what is known exactly, and shows the bounds of what is not', () => {
    const closedAt = at('2021-06-08T12:00:00Z');
    expect(missing({ status: 'won', createdOn: '2021-06-05', closedAt }, GAP)).toEqual({
      createdAt: 'only bounds are known: between 2021-06-05T00:00:00.000Z and 2021-06-05T23:59:59.999Z',
      hoursFromCreationToWon: 'only bounds are known: between 60 h 0.001 s and 84 h',
    });
  });

  it('says why a value has no figure in US dollars', () => {
    const closed = { status: 'won', closedAt: at('2021-06-08T12:00:00Z') } as const;
    expect(missing(closed, VALUE)).toEqual({ dealValueUsd: 'no file gives the deal’s value' });
    expect(missing({ ...closed, valueMinor: 1 }, VALUE)).toEqual({
      dealValueUsd: 'no file gives the currency of the value',
    });
    expect(missing({ ...closed, valueMinor: 1, currency: 'EUR' }, VALUE)).toEqual({
      dealValueUsd: 'no EUR rate for 2021-03 to 2021-06',
    });
    expect(missing({ status: 'won', valueMinor: 1, currency: 'EUR' }, VALUE)).toEqual({
      dealValueUsd: 'the month the deal closed in, whose rate counts, is not known',
    });
  });

  it('names the solutions that are not in the catalogue, and customers that are not in the file', () => {
    const solutions = [
      { solutionId: 's-1', name: 'Contoso Lake' },
      { solutionId: 's-2', name: null },
    ];
    expect(missing({ status: 'won', solutions }, SOLUTION, MANAGED)).toEqual({
      hasIncentiveEligibleSolution: 'not in the solution catalogue: Contoso Lake, s-2',
      customerManagedByMicrosoft: 'the customer is not in the customers file, or the file does not say',
    });
  });

  it('is nothing where the rest decides', () => {
    expect(
      missing(
        { dealType: 'private' },
        { any: [{ not: MANAGED }, { fact: 'dealType', operator: 'equal', value: 'private' }] },
      ),
    ).toEqual({});
    expect(missing({ status: 'active' }, GAP)).toHaveProperty('wonAt', 'the deal is not won');
  });

  it('names each fact once, with the files that carry it', () => {
    const deal = aDeal({ status: 'won' });
    const facts = buildFacts(deal, context);
    const policies = [policyOf(MANAGED, MANAGED), policyOf(MANAGED)];
    const entries = missingFacts(policies, ['wonAt'], deal, facts, context);
    expect(entries.map(({ fact, carriedBy }) => [fact, carriedBy])).toEqual([
      ['wonAt', ['referrals', 'deals']],
      ['customerManagedByMicrosoft', ['customers']],
    ]);
  });
});
