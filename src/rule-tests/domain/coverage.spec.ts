import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { arbitraryCondition, arbitraryFacts, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { ALL_SMALL_DEALS, isTrue, smallLeaf } from '../../../test/support/small-deals.js';
import { compare, comparisonsOf } from '../../eligibility/domain/comparisons.js';
import { explain } from '../../eligibility/domain/explain.js';
import type { Facts } from '../../eligibility/domain/facts.js';
import { allOf, anyOf, opposite } from '../../eligibility/domain/result.js';
import type { Result } from '../../policies/domain/outcome.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { Condition } from '../../policies/domain/policy.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import { coverageOf, turningComparisons } from './coverage.js';
import { Effort } from './find-deal.js';
import { isTurning } from './questions.js';
import { judgeCases } from './run-cases.js';

/** What a condition comes to when its comparisons come out as listed, whatever the facts: flips are made in the list. */
function comesTo(condition: Condition, results: Result[]): Result {
  if ('fact' in condition) return results.shift() ?? 'unknown';
  if ('condition' in condition) return comesTo(condition.is, results);
  if ('not' in condition) return opposite(comesTo(condition.not, results));
  return 'all' in condition
    ? allOf(condition.all.map((part) => comesTo(part, results)))
    : anyOf(condition.any.map((part) => comesTo(part, results)));
}

/** By trying: whether a comparison is known, and the whole comes out the opposite way when it alone does. */
function turnsByTrying(condition: Condition, results: readonly Result[], index: number): boolean {
  const one = results[index] ?? 'unknown';
  if (one === 'unknown') return false;
  const whole = comesTo(condition, [...results]);
  return whole !== 'unknown' && comesTo(condition, results.with(index, opposite(one))) === opposite(whole);
}

const condition = arbitraryCondition(arbitraryLeaf);

describe('a comparison that alone turns a result', () => {
  it('is one whose opposite would give the opposite result, all others being as they are', () => {
    fc.assert(
      fc.property(condition, arbitraryFacts, (rule, facts) => {
        const results = comparisonsOf(rule).map((leaf) => compare(leaf, facts));
        const turning = results.flatMap((_, index) => (turnsByTrying(rule, results, index) ? [index] : []));
        expect(turningComparisons(explain(rule, facts))).toEqual(turning);
      }),
      { numRuns: 2000 },
    );
  });

  it('is looked for in all deals there can be: one is found, or there is none', () => {
    fc.assert(
      fc.property(
        arbitraryCondition(smallLeaf),
        fc.nat(),
        fc.constantFrom('pass', 'fail'),
        (rule, nth, way) => {
          const comparisons = comparisonsOf(rule);
          const index = nth % comparisons.length;
          const shows = (deal: Facts): boolean => {
            const results = comparisons.map((leaf) => compare(leaf, deal));
            return results[index] === way && turnsByTrying(rule, results, index);
          };
          const found = new Effort().find(isTurning(rule, index, way));
          expect(isTrue(found, ALL_SMALL_DEALS, shows)).toBe(true);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('coverage of a policy version by its cases', () => {
  const policy = aPolicy([
    aCriterion('acceptance', {
      any: [
        { fact: 'dealType', operator: 'notEqual', value: 'co-sell' },
        { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] },
      ],
    }),
  ]);
  const aCase = (
    name: string,
    facts: readonly (readonly [FactName, FactValue])[],
    result: Result,
  ): PolicyCase => ({
    name,
    at: { line: 1, lineColumn: 1 },
    facts: new Map([['status', 'won'], ...facts]),
    expect: {
      outcome: result === 'pass' ? 'eligible' : result === 'fail' ? 'ineligible' : 'undetermined',
      criteria: new Map([['acceptance', result]]),
    },
  });
  const accepted = aCase(
    'accepted',
    [
      ['dealType', 'co-sell'],
      ['microsoftStatus', 'accepted'],
    ],
    'pass',
  );
  const declined = aCase(
    'declined',
    [
      ['dealType', 'co-sell'],
      ['microsoftStatus', 'declined'],
    ],
    'fail',
  );
  const partnerLed = aCase(
    'partner-led',
    [
      ['dealType', 'partner-led'],
      ['microsoftStatus', 'declined'],
    ],
    'pass',
  );
  const states = async (cases: readonly PolicyCase[]) =>
    coverageOf(policy, await judgeCases(policy, cases), new Effort());

  it('is whole when of every comparison two cases show both ways in which it decides', async () => {
    expect(await states([accepted, declined, partnerLed])).toMatchObject([
      { path: '$.criteria[0].conditions.any[0]', state: 'shown', shownBy: ['partner-led', 'declined'] },
      { path: '$.criteria[0].conditions.any[1]', state: 'shown', shownBy: ['accepted', 'declined'] },
    ]);
  });

  it('names two cases that agree in all other comparisons, where there are such', async () => {
    const mostOf = aPolicy([
      aCriterion('acceptance', {
        all: [
          { fact: 'dealType', operator: 'equal', value: 'co-sell' },
          {
            any: [
              { fact: 'microsoftInvited', operator: 'equal', value: true },
              { fact: 'currency', operator: 'equal', value: 'USD' },
            ],
          },
        ],
      }),
    ]);
    const told = (
      name: string,
      dealType: string,
      microsoftInvited: boolean,
      currency: string,
      result: Result,
    ) =>
      aCase(
        name,
        [
          ['dealType', dealType],
          ['microsoftInvited', microsoftInvited],
          ['currency', currency],
        ],
        result,
      );
    const cases = [
      told('invited', 'co-sell', true, 'EUR', 'pass'),
      told('in dollars', 'co-sell', false, 'USD', 'pass'),
      told('both', 'co-sell', true, 'USD', 'pass'),
      told('private, both', 'private', true, 'USD', 'fail'),
      told('private, in dollars', 'private', false, 'USD', 'fail'),
    ];
    const [dealType] = await coverageOf(mostOf, await judgeCases(mostOf, cases), new Effort());
    expect(dealType?.shownBy).toEqual(['in dollars', 'private, in dollars']);
  });

  it('says what no case shows, and by which deal one could', async () => {
    expect(await states([accepted, partnerLed])).toMatchObject([
      {
        state: 'not-shown',
        shownBy: null,
        missing: [
          {
            comesOut: 'fail',
            facts: new Map([
              ['status', 'won'],
              ['dealType', 'co-sell'],
              ['microsoftStatus', 'none'],
            ]),
          },
        ],
      },
      { state: 'not-shown', missing: [{ comesOut: 'fail' }] },
    ]);
  });

  it('counts no case that leaves the result unknown, masks the comparison, or does not come out', async () => {
    const masked = aCase(
      'masked',
      [
        ['dealType', 'partner-led'],
        ['microsoftStatus', 'accepted'],
      ],
      'pass',
    );
    const unknown = aCase('unknown', [['dealType', 'co-sell']], 'unknown');
    const wrong = aCase(
      'wrong',
      [
        ['dealType', 'co-sell'],
        ['microsoftStatus', 'declined'],
      ],
      'pass',
    );
    for (const one of [masked, unknown, wrong]) {
      const [, acceptance] = await states([one]);
      expect(acceptance?.missing.map(({ comesOut }) => comesOut)).toEqual(['pass', 'fail']);
    }
  });

  it('counts no case that does not say what it expects of the criterion', async () => {
    const silent = { ...declined, expect: { ...declined.expect, criteria: new Map<string, Result>() } };
    const [, acceptance] = await states([accepted, silent]);
    expect(acceptance?.state).toBe('not-shown');
  });

  it('tells a comparison that no deal can turn on', async () => {
    const twice = aPolicy([
      aCriterion('value', {
        any: [
          { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: 10 },
          { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: 20 },
        ],
      }),
    ]);
    const found = await coverageOf(twice, [], new Effort());
    expect(found.map(({ state }) => state)).toEqual(['not-shown', 'redundant']);
  });
});
