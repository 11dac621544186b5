import { describe, expect, it } from '@jest/globals';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import type { Outcome, Result } from '../../policies/domain/outcome.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { FactName, FactValue } from '../../policies/domain/vocabulary.js';
import { runCases } from './run-cases.js';

const policy = aPolicy([
  aCriterion('gap', { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 }),
]);

const example = (
  name: string,
  facts: readonly (readonly [FactName, FactValue])[],
  outcome: Outcome,
  gap: Result,
): PolicyCase => ({
  name,
  at: { line: 5, lineColumn: 5 },
  facts: new Map(facts),
  expect: { outcome, criteria: new Map([['gap', gap]]) },
});

describe('worked examples of a policy version', () => {
  it('that come out as expected are no failures', async () => {
    const cases = [
      example(
        'enough',
        [
          ['status', 'won'],
          ['hoursFromCreationToWon', 72],
        ],
        'eligible',
        'pass',
      ),
      example('not told', [['status', 'won']], 'undetermined', 'unknown'),
    ];
    expect(await runCases(policy, cases)).toEqual([]);
  });

  it('that do not come out say what was expected and what was found', async () => {
    const cases = [
      example(
        'hopeful',
        [
          ['status', 'won'],
          ['hoursFromCreationToWon', 71],
        ],
        'eligible',
        'pass',
      ),
      {
        ...example('renamed', [['status', 'active']], 'pending', 'unknown'),
        expect: { outcome: 'pending' as const, criteria: new Map([['gone', 'pass' as const]]) },
      },
    ];
    expect(await runCases(policy, cases)).toEqual([
      {
        name: 'hopeful',
        at: { line: 5, lineColumn: 5 },
        differences: [
          {
            criterion: 'gap',
            expected: 'pass',
            found: 'fail',
            tree: {
              fact: 'hoursFromCreationToWon',
              operator: 'greaterThanInclusive',
              value: 72,
              actual: 71,
              result: 'fail',
            },
          },
          { criterion: null, expected: 'eligible', found: 'ineligible', tree: null },
        ],
      },
      {
        name: 'renamed',
        at: { line: 5, lineColumn: 5 },
        differences: [{ criterion: 'gone', expected: 'pass', found: 'missing', tree: null }],
      },
    ]);
  });

  it('need a deal status', async () => {
    await expect(runCases(policy, [example('bare', [], 'pending', 'unknown')])).rejects.toThrow(
      /“bare” gives no deal status/,
    );
  });
});
