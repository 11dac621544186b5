import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryCondition, arbitraryFacts, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import type { Condition, Policy } from '../../policies/domain/policy.js';
import { judgeCriteria } from './engine.js';
import { explain } from './explain.js';
import { type Facts, factsFrom } from './facts.js';
import { explainResults } from './judge.js';

const GAP: Condition = { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 };
const ACCEPTED: Condition = {
  any: [
    { fact: 'dealType', operator: 'notEqual', value: 'co-sell' },
    { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] },
  ],
};

async function judge(condition: Condition, facts: Partial<Facts>): Promise<string | undefined> {
  const results = await judgeCriteria(aPolicy([aCriterion('asked', condition)]), factsFrom(facts));
  return results[0]?.result;
}

const arbitraryPolicy: fc.Arbitrary<Policy> = fc
  .array(arbitraryCondition(arbitraryLeaf), { minLength: 1, maxLength: 5 })
  .map((conditions) => aPolicy(conditions.map((condition, index) => aCriterion(`c${index}`, condition))));

describe('a criterion', () => {
  it('passes, fails, or is unknown when what it asks for is missing', async () => {
    expect(await judge(GAP, { hoursFromCreationToWon: 72 })).toBe('pass');
    expect(await judge(GAP, { hoursFromCreationToWon: 259_199_999 / 3_600_000 })).toBe('fail');
    expect(await judge(GAP, {})).toBe('unknown');
    expect(await judge(GAP, { hoursFromCreationToWon: { min: 48.1, max: 72.1 } })).toBe('unknown');
  });

  it('is decided by one part when the other is missing but makes no difference', async () => {
    expect(await judge(ACCEPTED, { dealType: 'partner-led' })).toBe('pass');
    expect(await judge(ACCEPTED, { dealType: 'co-sell' })).toBe('unknown');
    expect(await judge(ACCEPTED, { dealType: 'co-sell', microsoftStatus: 'expired' })).toBe('fail');
    expect(await judge(ACCEPTED, { microsoftStatus: 'accepted' })).toBe('pass');
    expect(await judge(ACCEPTED, { microsoftStatus: 'expired' })).toBe('unknown');
  });

  it('does not turn into a pass by negating what is missing', async () => {
    const condition: Condition = { not: { fact: 'dealValueUsd', operator: 'lessThan', value: 25_000 } };
    expect(await judge(condition, {})).toBe('unknown');
    expect(await judge(condition, { dealValueUsd: 25_000 })).toBe('pass');
    expect(await judge(condition, { dealValueUsd: 24_999.99 })).toBe('fail');
  });

  it('may ask whether a fact is known, which is never unknown for a fact that is missing', async () => {
    const known: Condition = { fact: 'campaignId', operator: 'isKnown' };
    expect(await judge(known, {})).toBe('fail');
    expect(await judge({ not: known }, {})).toBe('pass');
    expect(await judge(known, { campaignId: '' })).toBe('pass');
  });

  it('keeps its place: results come in the order of the policy', async () => {
    const policy = aPolicy([aCriterion('z', GAP), aCriterion('a', ACCEPTED), aCriterion('m', GAP)]);
    const results = await judgeCriteria(policy, factsFrom({ hoursFromCreationToWon: 80 }));
    expect(results).toEqual([
      { id: 'z', result: 'pass' },
      { id: 'a', result: 'unknown' },
      { id: 'm', result: 'pass' },
    ]);
  });
});

describe('the rule engine and our own walk', () => {
  it('agree on every criterion of any policy, whatever is known of a deal', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPolicy, arbitraryFacts, async (policy, facts) => {
        const results = await judgeCriteria(policy, facts);
        const walked = policy.criteria.map(({ id, conditions }) => ({
          id,
          result: explain(conditions, facts).result,
        }));
        expect(results).toEqual(walked);
      }),
      { numRuns: 500 },
    );
  });

  it('must agree: an explanation that contradicts the verdict is refused', () => {
    const policy = aPolicy([aCriterion('gap', GAP)]);
    const facts = factsFrom({ hoursFromCreationToWon: 71 });
    expect(() => explainResults(policy, [{ id: 'gap', result: 'pass' }], facts)).toThrow(
      /engine says pass of gap .* explanation says fail/,
    );
  });
});

describe('runs that overlap', () => {
  it('each give what they give alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryPolicy,
        fc.array(arbitraryFacts, { minLength: 2, maxLength: 8 }),
        async (policy, deals) => {
          const alone = [];
          for (const facts of deals) alone.push(await judgeCriteria(policy, facts));
          const together = await Promise.all(deals.map((facts) => judgeCriteria(policy, facts)));
          expect(together).toEqual(alone);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('facts that are not complete', () => {
  it('are refused rather than judged', async () => {
    const { status: _left, ...rest } = factsFrom({});
    const incomplete: Facts = Object.assign(Object.create(null), rest);
    await expect(judgeCriteria(aPolicy([aCriterion('gap', GAP)]), incomplete)).rejects.toThrow(
      /fact status was not given/,
    );
  });
});
