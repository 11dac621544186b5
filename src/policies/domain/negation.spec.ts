import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { conditions, resolvedConditions } from '../../../test/support/policy-arbitraries.js';
import { failsForm, holdsForm, type NormalCondition } from './negation.js';
import type { Condition, Leaf } from './policy.js';
import { findOperator, OPERATORS } from './vocabulary.js';

const coSell: Leaf = { fact: 'dealType', operator: 'equal', value: 'co-sell' };
const accepted: Leaf = { fact: 'microsoftStatus', operator: 'in', value: ['accepted', 'won'] };

describe('negation normal form', () => {
  it('says when “co-sell only if Microsoft accepted” fails: co-sell, and not accepted', () => {
    const acceptance: Condition = { any: [{ not: coSell }, { condition: 'accepted', is: accepted }] };
    expect(holdsForm(acceptance)).toEqual({
      any: [{ fact: 'dealType', operator: 'notEqual', value: 'co-sell' }, accepted],
    });
    expect(failsForm(acceptance)).toEqual({
      all: [coSell, { fact: 'microsoftStatus', operator: 'notIn', value: ['accepted', 'won'] }],
    });
  });

  it('turns “at least 72 hours” into “less than 72 hours”', () => {
    const gap: Leaf = { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 };
    expect(failsForm(gap)).toEqual({ ...gap, operator: 'lessThan' });
  });

  it.each(OPERATORS.map(({ name, complement }) => [name, complement]))(
    'gives %s the complement %s, whose complement it is, for the same facts and values',
    (name, complement) => {
      const [operator, opposite] = [findOperator(name), findOperator(complement)];
      expect(opposite?.complement).toBe(name);
      expect(opposite?.types).toEqual(operator?.types);
      expect(opposite?.takes).toBe(operator?.takes);
      expect(complement).not.toBe(name);
    },
  );

  it('fails to fail exactly when it holds', () => {
    fc.assert(
      fc.property(resolvedConditions, (condition) => {
        expect(failsForm(failsForm(condition))).toEqual(holdsForm(condition));
        expect(holdsForm({ not: { not: condition } })).toEqual(holdsForm(condition));
        expect(holdsForm(holdsForm(condition))).toEqual(holdsForm(condition));
      }),
    );
  });

  it('keeps nothing but comparisons within all and any, none of them lost', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        for (const form of [holdsForm(condition), failsForm(condition)]) {
          expect(facts(form)).toEqual(facts(condition));
          expect(JSON.stringify(form)).not.toMatch(/\{"not":/);
        }
      }),
    );
  });
});

/** The facts compared, in the order of the comparisons. */
function facts(condition: Condition | NormalCondition): string[] {
  if ('all' in condition) return condition.all.flatMap(facts);
  if ('any' in condition) return condition.any.flatMap(facts);
  if ('not' in condition) return facts(condition.not);
  if ('condition' in condition) return facts(condition.is);
  return [condition.fact];
}
