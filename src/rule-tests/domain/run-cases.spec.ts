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
            unknown: [],
          },
          { criterion: null, expected: 'eligible', found: 'ineligible', tree: null, unknown: [] },
        ],
      },
      {
        name: 'renamed',
        at: { line: 5, lineColumn: 5 },
        differences: [{ criterion: 'gone', expected: 'pass', found: 'missing', tree: null, unknown: [] }],
      },
    ]);
  });

  it('whose outcome is undetermined name the criteria that leave it so, and the facts they need', async () => {
    const open = aPolicy([
      aCriterion('invited', { fact: 'microsoftInvited', operator: 'equal', value: true }),
      aCriterion('slow-and-large', {
        all: [
          { not: { fact: 'hoursFromCreationToWon', operator: 'lessThan', value: 72 } },
          {
            any: [
              { fact: 'dealValueUsd', operator: 'greaterThan', value: 100 },
              { fact: 'dealValueUsd', operator: 'lessThan', value: 10 },
            ],
          },
          // What passes or fails whatever is not known leaves nothing open.
          {
            any: [
              { fact: 'status', operator: 'isKnown' },
              { fact: 'currency', operator: 'equal', value: 'EUR' },
            ],
          },
        ],
      }),
    ]);
    const one: PolicyCase = {
      name: 'hardly known',
      at: { line: 1, lineColumn: 1 },
      facts: new Map<FactName, FactValue>([
        ['status', 'won'],
        ['microsoftInvited', true],
        ['hoursFromCreationToWon', { min: 70, max: 80 }],
      ]),
      expect: { outcome: 'eligible', criteria: new Map() },
    };
    const [failure] = await runCases(open, [one]);
    expect(failure?.differences).toEqual([
      {
        criterion: null,
        expected: 'eligible',
        found: 'undetermined',
        tree: null,
        unknown: [
          { criterion: 'slow-and-large', notGiven: ['dealValueUsd'], inPart: ['hoursFromCreationToWon'] },
        ],
      },
    ]);
  });

  it('need a deal status', async () => {
    await expect(runCases(policy, [example('bare', [], 'pending', 'unknown')])).rejects.toThrow(
      /“bare” gives no deal status/,
    );
  });
});
