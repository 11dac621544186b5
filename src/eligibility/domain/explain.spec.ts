import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at } from '../../../test/support/a-deal.js';
import { arbitraryCondition } from '../../../test/support/arbitrary-rules.js';
import { DEAL_TYPES, MICROSOFT_STATUSES, SALES_STAGES } from '../../deals/domain/deal.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import { explain, factsUsed } from './explain.js';
import { type Facts, factsFrom } from './facts.js';

/** Facts with few possible values, so that whatever a missing one may turn out to be can be tried. */
const DOMAINS = {
  dealType: DEAL_TYPES,
  microsoftStatus: MICROSOFT_STATUSES,
  microsoftInvited: [true, false],
  salesStagePercent: SALES_STAGES,
} as const;
type SmallFact = keyof typeof DOMAINS;

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    fact: fc.constant('dealType' as const),
    operator: fc.constantFrom('equal' as const, 'notEqual' as const),
    value: fc.constantFrom(...DEAL_TYPES),
  }),
  fc.record({
    fact: fc.constant('microsoftStatus' as const),
    operator: fc.constantFrom('in' as const, 'notIn' as const),
    value: fc.uniqueArray(fc.constantFrom(...MICROSOFT_STATUSES), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    fact: fc.constant('microsoftInvited' as const),
    operator: fc.constantFrom('equal' as const, 'notEqual' as const),
    value: fc.boolean(),
  }),
  fc.record({
    fact: fc.constant('salesStagePercent' as const),
    operator: fc.constantFrom(
      'lessThan' as const,
      'lessThanInclusive' as const,
      'greaterThan' as const,
      'greaterThanInclusive' as const,
    ),
    value: fc.constantFrom(...SALES_STAGES),
  }),
);

const smallFacts: fc.Arbitrary<Partial<Facts>> = fc.record({
  dealType: fc.option(fc.constantFrom(...DOMAINS.dealType)),
  microsoftStatus: fc.option(fc.constantFrom(...DOMAINS.microsoftStatus)),
  microsoftInvited: fc.option(fc.boolean()),
  salesStagePercent: fc.option(fc.constantFrom(...DOMAINS.salesStagePercent)),
});

/** Plain two-valued logic, written apart from the code under test; only for facts that are all known. */
function isTrue(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => isTrue(part, facts));
  if ('any' in condition) return condition.any.some((part) => isTrue(part, facts));
  if ('not' in condition) return !isTrue(condition.not, facts);
  if ('condition' in condition) return isTrue(condition.is, facts);
  const actual = facts[condition.fact];
  const { operator, value } = condition;
  const listed = Array.isArray(value) ? value.map(String) : [];
  switch (operator) {
    case 'equal':
      return actual === value;
    case 'notEqual':
      return actual !== value;
    case 'in':
      return listed.includes(String(actual));
    case 'notIn':
      return !listed.includes(String(actual));
    case 'lessThan':
      return Number(actual) < Number(value);
    case 'lessThanInclusive':
      return Number(actual) <= Number(value);
    case 'greaterThan':
      return Number(actual) > Number(value);
    case 'greaterThanInclusive':
      return Number(actual) >= Number(value);
    default:
      throw new Error(`no ${operator} in this test`);
  }
}

/** Kleene's strong logic by numbers: false 0, unknown ½, true 1; "all" is the least, "any" the greatest. */
function kleene(condition: Condition, facts: Facts): number {
  if ('all' in condition) return Math.min(...condition.all.map((part) => kleene(part, facts)));
  if ('any' in condition) return Math.max(...condition.any.map((part) => kleene(part, facts)));
  if ('not' in condition) return 1 - kleene(condition.not, facts);
  if ('condition' in condition) return kleene(condition.is, facts);
  if (facts[condition.fact] === null) return 0.5;
  return isTrue(condition, facts) ? 1 : 0;
}

function* completions(facts: Partial<Facts>): Generator<Facts> {
  const names: readonly SmallFact[] = [
    'dealType',
    'microsoftStatus',
    'microsoftInvited',
    'salesStagePercent',
  ];
  const missing = names.find((name) => facts[name] === null);
  if (missing === undefined) {
    yield factsFrom(facts);
    return;
  }
  for (const value of DOMAINS[missing]) yield* completions({ ...facts, [missing]: value });
}

describe('three-valued results', () => {
  it('pass and fail hold whatever the missing facts turn out to be', () => {
    fc.assert(
      fc.property(arbitraryCondition(leaf), smallFacts, (condition, known) => {
        const { result } = explain(condition, factsFrom(known));
        fc.pre(result !== 'unknown');
        for (const facts of completions(known)) expect(isTrue(condition, facts)).toBe(result === 'pass');
      }),
      { numRuns: 300 },
    );
  });

  it('are Kleene’s', () => {
    fc.assert(
      fc.property(arbitraryCondition(leaf), smallFacts, (condition, known) => {
        const facts = factsFrom(known);
        const expected = { 0: 'fail', 0.5: 'unknown', 1: 'pass' }[String(kleene(condition, facts))];
        expect(explain(condition, facts).result).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('are never unknown when everything is known', () => {
    fc.assert(
      fc.property(arbitraryCondition(leaf), smallFacts, (condition, known) => {
        for (const facts of completions(known)) {
          expect(explain(condition, facts).result).toBe(isTrue(condition, facts) ? 'pass' : 'fail');
          return;
        }
      }),
    );
  });
});

describe('an explanation', () => {
  const condition: Condition = {
    condition: 'microsoft-answered',
    is: {
      any: [
        { not: { fact: 'dealType', operator: 'equal', value: 'co-sell' } },
        { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] },
      ],
    },
  };

  it('shows the condition as written, with what was found and what came of each part', () => {
    expect(explain(condition, factsFrom({ dealType: 'co-sell' }))).toEqual({
      condition: 'microsoft-answered',
      is: {
        any: [
          {
            not: { fact: 'dealType', operator: 'equal', value: 'co-sell', actual: 'co-sell', result: 'pass' },
            result: 'fail',
          },
          {
            fact: 'microsoftStatus',
            operator: 'in',
            value: ['accepted', 'won'],
            actual: null,
            result: 'unknown',
          },
        ],
        result: 'unknown',
      },
      result: 'unknown',
    });
  });

  it('shows instants as ISO text, bounds as from and to, and hours to the last digit', () => {
    const facts = factsFrom({
      createdAt: at('2021-06-05T10:00:00Z'),
      wonAt: { min: at('2021-06-08T00:00:00Z'), max: at('2021-06-08T23:59:59.999Z') },
      hoursFromCreationToWon: 259_199_999 / 3_600_000,
      incentiveTags: { known: ['azure-ip-co-sell'], complete: false },
    });
    const asked: Condition = {
      all: [
        { fact: 'createdAt', operator: 'before', value: '2021-06-06' },
        { fact: 'wonAt', operator: 'after', value: '2021-06-08' },
        { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 },
        { fact: 'incentiveTags', operator: 'contains', value: 'biz-apps-premium' },
        { fact: 'campaignId', operator: 'isKnown' },
      ],
    };
    expect(factsUsed(explain(asked, facts))).toEqual({
      createdAt: '2021-06-05T10:00:00.000Z',
      wonAt: { from: '2021-06-08T00:00:00.000Z', to: '2021-06-08T23:59:59.999Z' },
      hoursFromCreationToWon: 71.99999972222223,
      incentiveTags: { known: ['azure-ip-co-sell'], complete: false },
      campaignId: null,
    });
  });
});
