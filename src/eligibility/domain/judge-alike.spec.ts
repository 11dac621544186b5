import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryCondition, arbitraryFacts, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { judgeCriteria } from './engine.js';
import { factsFrom } from './facts.js';
import { AlikeJudge } from './judge-alike.js';

describe('judging deals that compare alike together', () => {
  it('gives each what the rule engine gives it alone', async () => {
    const arbitraryConditions = fc.array(arbitraryCondition(arbitraryLeaf), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        arbitraryConditions,
        fc.array(arbitraryFacts, { minLength: 1, maxLength: 20 }),
        async (conditions, deals) => {
          const policy = aPolicy(conditions.map((condition, index) => aCriterion(`c${index}`, condition)));
          const alike = new AlikeJudge();
          for (const facts of deals) {
            expect(await alike.judge(policy, facts)).toEqual(await judgeCriteria(policy, facts));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('runs the engine once for deals whose comparisons all come out the same', async () => {
    const policy = aPolicy(
      ['co-sell', 'private'].map((value) =>
        aCriterion(value, { fact: 'dealType', operator: 'equal', value }),
      ),
    );
    const alike = new AlikeJudge();
    const first = await alike.judge(policy, factsFrom({ dealType: 'co-sell', campaignId: 'spring' }));
    const second = await alike.judge(policy, factsFrom({ dealType: 'co-sell', campaignId: 'autumn' }));
    expect(second).toBe(first);
  });

  it('asks the engine again as soon as one comparison comes out otherwise', async () => {
    const gap = { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 } as const;
    const policy = aPolicy([aCriterion('gap', gap)]);
    const alike = new AlikeJudge();
    const results = [];
    for (const hours of [71, 71.5, null, 72, 73, { min: 71, max: 73 }]) {
      const [judged] = await alike.judge(policy, factsFrom({ hoursFromCreationToWon: hours }));
      results.push(judged?.result);
    }
    expect(results).toEqual(['fail', 'fail', 'unknown', 'pass', 'pass', 'unknown']);
  });

  it('keeps policies apart', async () => {
    const [won, lost] = ['won', 'lost'].map((value) =>
      aPolicy([aCriterion('status', { fact: 'status', operator: 'equal', value })]),
    );
    const alike = new AlikeJudge();
    const facts = factsFrom({ status: 'won' });
    expect(won && (await alike.judge(won, facts))).toEqual([{ id: 'status', result: 'pass' }]);
    expect(lost && (await alike.judge(lost, facts))).toEqual([{ id: 'status', result: 'fail' }]);
  });
});
