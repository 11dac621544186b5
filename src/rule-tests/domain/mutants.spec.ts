import { describe, expect, it } from '@jest/globals';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import { mutantsOf } from './mutants.js';

/** The mutants of a version with one criterion of this condition: where, what, and the condition it becomes. */
function mutantsFor(conditions: Condition): readonly (readonly [string, string, Condition | undefined])[] {
  const policy = aPolicy([aCriterion('one', conditions)]);
  return mutantsOf(policy)
    .mutants.filter(({ path }) => path.includes('.conditions'))
    .map(({ path, change, policy: mutant }) => [
      path.replace('$.criteria[0].conditions', '…'),
      change.replace(/^.*: /, ''),
      mutant.criteria[0]?.conditions,
    ]);
}

const valuesOf = (leaf: Leaf): readonly unknown[] =>
  mutantsFor(leaf).flatMap(([path, , changed]) =>
    path.includes('value') && changed !== undefined && 'fact' in changed ? [changed.value] : [],
  );

describe('mutants of a comparison', () => {
  it('turn its operator round, and shut its bound out or let it in', () => {
    const operators = (leaf: Leaf): readonly string[] =>
      mutantsFor(leaf).flatMap(([path, change]) => (path.endsWith('operator') ? [change] : []));
    expect(operators({ fact: 'wonAt', operator: 'before', value: '2021-05-07' })).toEqual([
      '“before” exchanged for “onOrAfter”',
      '“before” exchanged for “onOrBefore”',
    ]);
    expect(operators({ fact: 'currency', operator: 'isKnown' })).toEqual([
      '“isKnown” exchanged for “isMissing”',
    ]);
  });

  it.each<[Leaf, readonly unknown[]]>([
    [
      { fact: 'hoursFromCreationToWon', operator: 'lessThan', value: 72 },
      [259_200_001 / 3_600_000, 259_199_999 / 3_600_000],
    ],
    // Between two milliseconds: the bound moves to either of them.
    [
      { fact: 'hoursFromCreationToWon', operator: 'lessThan', value: 71.9999997 },
      [259_199_999 / 3_600_000, 259_199_998 / 3_600_000],
    ],
    [{ fact: 'dealValueUsd', operator: 'greaterThan', value: 25_000 }, [25_000.01, 24_999.99]],
    [{ fact: 'salesStagePercent', operator: 'equal', value: 40 }, [60, 20]],
    [{ fact: 'salesStagePercent', operator: 'lessThanInclusive', value: 100 }, [80]],
    [{ fact: 'wonAt', operator: 'after', value: '2021-02-28' }, ['2021-03-01', '2021-02-27']],
    [
      { fact: 'wonAt', operator: 'after', value: '2021-05-07T02:00:00+02:00' },
      ['2021-05-07T00:00:00.001Z', '2021-05-06T23:59:59.999Z'],
    ],
    [{ fact: 'wonAt', operator: 'after', value: '9999-12-31' }, ['9999-12-30']],
    [{ fact: 'status', operator: 'equal', value: 'expired' }, ['received']],
    [{ fact: 'currency', operator: 'equal', value: 'EUR' }, []],
    [{ fact: 'microsoftInvited', operator: 'equal', value: true }, []],
  ])('move the value of %j by the fact’s smallest step', (leaf, values) => {
    expect(valuesOf(leaf)).toEqual(values);
  });

  it('drop each entry of a list, and add each that the fact can have', () => {
    const deal = { fact: 'dealType', operator: 'in', value: ['co-sell', 'partner-led'] } as const;
    expect(mutantsFor(deal).slice(1)).toEqual([
      ['….value[0]', '“co-sell” dropped from the list', { ...deal, value: ['partner-led'] }],
      ['….value[1]', '“partner-led” dropped from the list', { ...deal, value: ['co-sell'] }],
      ['….value', '“private” added to the list', { ...deal, value: [...deal.value, 'private'] }],
      ['….value', '“partner-to-partner” added to the list', expect.anything()],
      ['….value', '“solution-assessment” added to the list', expect.anything()],
    ]);
    // An empty list is no list.
    expect(valuesOf({ fact: 'currency', operator: 'in', value: ['EUR'] })).toEqual([]);
  });

  it('of a very long list drop the first entries only, and tell how many they leave', () => {
    const value = Array.from({ length: 60 }, (_, n) => `MPN-${n}`);
    const policy = aPolicy([aCriterion('offices', { fact: 'location', operator: 'in', value })]);
    const { mutants, entriesLeftOut } = mutantsOf(policy);
    expect(mutants.filter(({ change }) => change.includes('dropped from'))).toHaveLength(50);
    expect(entriesLeftOut).toBe(10);
  });
});

describe('mutants of a group', () => {
  const a: Leaf = { fact: 'microsoftInvited', operator: 'isKnown' };
  const b: Leaf = { fact: 'partnersInvited', operator: 'isKnown' };
  const besidesOperators = (condition: Condition) =>
    mutantsFor(condition).filter(([path]) => !path.endsWith('operator'));

  it('swap all and any, drop each part, and take “not” away', () => {
    expect(besidesOperators({ all: [a, { not: b }] })).toEqual([
      ['….all', '“all” exchanged for “any”', { any: [a, { not: b }] }],
      ['….all[0]', '“microsoftInvited isKnown” dropped', { all: [{ not: b }] }],
      ['….all[1]', '“not (partnersInvited isKnown)” dropped', { all: [a] }],
      ['….all[1].not', '“not” removed', { all: [a, b] }],
    ]);
  });

  it('leave a group of one part alone: it is that part', () => {
    expect(besidesOperators({ any: [a] })).toEqual([]);
  });
});

describe('mutants of a version', () => {
  it('change a shared condition once, wherever it is used', () => {
    const fair: Leaf = { fact: 'microsoftInvited', operator: 'isKnown' };
    const shared: Condition = { condition: 'is-fair', is: fair };
    const policy = aPolicy([
      aCriterion('one', shared),
      aCriterion('two', { not: shared }),
      aCriterion('three', { fact: 'currency', operator: 'isKnown' }),
    ]);
    const [mutant, ...others] = mutantsOf(policy).mutants.filter(({ path }) => path.includes('is-fair'));
    expect(others).toEqual([]);
    expect(mutant?.path).toBe('$.conditions["is-fair"].operator');
    const unfair: Condition = { condition: 'is-fair', is: { ...fair, operator: 'isMissing' } };
    expect(mutant?.policy.criteria.map(({ conditions }) => conditions)).toEqual([
      unfair,
      { not: unfair },
      { fact: 'currency', operator: 'isKnown' },
    ]);
    expect(mutant?.policy.criteria[2]).toBe(policy.criteria[2]);
  });

  it('swap what a failing criterion does, and drop the criterion', () => {
    const policy = aPolicy([
      aCriterion('one', { fact: 'currency', operator: 'isKnown' }),
      aCriterion('two', { fact: 'location', operator: 'isKnown' }, { onFail: 'at-risk' }),
    ]);
    const mutants = mutantsOf(policy).mutants.filter(({ path }) => !path.includes('conditions'));
    expect(mutants.map(({ path, change }) => [path, change])).toEqual([
      ['$.criteria[0].onFail', 'one: onFail “ineligible” exchanged for “at-risk”'],
      ['$.criteria[0]', 'one: the whole criterion dropped'],
      ['$.criteria[1].onFail', 'two: onFail “at-risk” exchanged for “ineligible”'],
      ['$.criteria[1]', 'two: the whole criterion dropped'],
    ]);
    expect(
      mutants.map(({ policy: mutant }) => mutant.criteria.map(({ id, onFail }) => `${id} ${onFail}`)),
    ).toEqual([
      ['one at-risk', 'two at-risk'],
      ['two at-risk'],
      ['one ineligible', 'two ineligible'],
      ['one ineligible'],
    ]);
  });
});
