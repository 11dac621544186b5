import { describe, expect, it } from '@jest/globals';
import { policyWithCondition, refusals } from '../../../test/support/policy-text.js';
import { parsePolicy } from './parse-policy.js';

const LEAF = '{ "fact": "dealType", "operator": "isKnown" }';

const REFUSED: [what: string, condition: string, problems: string[]][] = [
  [
    'an empty all',
    '{ "all": [] }',
    [
      '11:30 $.criteria[0].conditions.all “all” has no conditions, so every deal would pass. Add a condition, or remove the whole “all”.',
    ],
  ],
  [
    'an empty any within an any',
    '{ "any": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }, { "any": [] }] }',
    [
      '11:105 $.criteria[0].conditions.any[1].any “any” has no conditions, so every deal would pass. Add a condition, or remove the whole “any”.',
    ],
  ],
  [
    'any and all in one node',
    '{ "any": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }], "all": [{ "fact": "status", "operator": "equal", "value": "lost" }] }',
    [
      '11:21 $.criteria[0].conditions A condition can have only one of all, any, not, condition and fact; this one has “all” and “any”. Put each in a condition of its own, within one “all” or “any”.',
    ],
  ],
  [
    'a comparison and a not in one node',
    '{ "fact": "dealType", "operator": "isKnown", "not": { "fact": "dealType", "operator": "equal", "value": "co-sell" } }',
    [
      '11:21 $.criteria[0].conditions A condition can have only one of all, any, not, condition and fact; this one has “not” and “fact”. Put each in a condition of its own, within one “all” or “any”.',
    ],
  ],
  [
    'all that is no list',
    '{ "all": { "fact": "dealType", "operator": "equal", "value": "co-sell" } }',
    [
      '11:30 $.criteria[0].conditions.all “all” takes a list of conditions, not an object. Write the conditions between square brackets: [ { … } ].',
    ],
  ],
  [
    'not with a list',
    '{ "not": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }] }',
    [
      '11:30 $.criteria[0].conditions.not “not” takes one condition, not a list. Write { "not": { "any": [ … ] } } for “none of these”.',
    ],
  ],
  [
    'an empty condition',
    '{ }',
    [
      '11:21 $.criteria[0].conditions The condition is empty. Give it one of all, any, not, condition or fact.',
    ],
  ],
  [
    'a condition that is a list',
    '[{ "fact": "dealType", "operator": "equal", "value": "co-sell" }]',
    ['11:21 $.criteria[0].conditions A condition must be an object, not a list. Write it as { … }.'],
  ],
  [
    'a misspelt key',
    '{ "fact": "dealType", "operator": "equal", "vlaue": "co-sell" }',
    ['11:64 $.criteria[0].conditions.vlaue “vlaue” is not a key of a condition. Did you mean “value”?'],
  ],
  [
    'an unknown key far from any known',
    '{ "all": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }], "weight": 3 }',
    [
      '11:97 $.criteria[0].conditions.weight “weight” is not a key of a condition. Remove it; the keys are all, any, not, condition, fact, operator, value.',
    ],
  ],
  [
    'a misspelt kind of condition',
    '{ "anny": [] }',
    ['11:23 $.criteria[0].conditions.anny “anny” is not a key of a condition. Did you mean “any”?'],
  ],
  [
    'an operator beside all',
    '{ "all": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }], "operator": "equal" }',
    ['11:97 $.criteria[0].conditions.operator “operator” has no place beside “all”. Remove it.'],
  ],
  [
    'a comparison without a fact',
    '{ "operator": "equal", "value": 3 }',
    ['11:21 $.criteria[0].conditions The comparison names no fact. Add the key “fact”.'],
  ],
  [
    'a path',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell", "path": "$.x" }',
    [
      '11:84 $.criteria[0].conditions.path “path” is not allowed in a condition: facts have no parts to reach into. Remove it.',
    ],
  ],
  [
    'params',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell", "params": { } }',
    [
      '11:84 $.criteria[0].conditions.params “params” is not allowed in a condition: facts take no parameters. Remove it.',
    ],
  ],
  [
    'a priority',
    '{ "all": [{ "fact": "dealType", "operator": "equal", "value": "co-sell" }], "priority": 2 }',
    [
      '11:97 $.criteria[0].conditions.priority “priority” is not allowed in a condition: it would leave comparisons out of the explanation. Remove it.',
    ],
  ],
  [
    'a shared condition where there are none',
    '{ "condition": "registrable" }',
    [
      '11:36 $.criteria[0].conditions.condition There is no shared condition “registrable”. Define it under “conditions” at the top of the file.',
    ],
  ],
  [
    'a key that reaches into JavaScript',
    '{ "fact": "dealType", "operator": "isKnown", "__proto__": { "value": 1 } }',
    [
      '11:66 $.criteria[0].conditions.__proto__ “__proto__” is not allowed as a key. Remove it, or use another name.',
    ],
  ],
];

const REFUSED_SHARED: [what: string, condition: string, shared: string, problems: string[]][] = [
  [
    'an unknown shared condition',
    '{ "condition": "registable" }',
    '{ "registrable": { "fact": "dealType", "operator": "equal", "value": "co-sell" } }',
    [
      '11:36 $.criteria[0].conditions.condition There is no shared condition “registable”. Did you mean “registrable”?',
    ],
  ],
  [
    'a shared condition that refers to itself',
    '{ "condition": "a" }',
    '{ "a": { "not": { "condition": "a" } } }',
    [
      '6:48 $.conditions.a.not.condition The shared condition “a” refers to itself: a → a. Remove one of these references.',
    ],
  ],
  [
    'shared conditions that refer to one another',
    '{ "condition": "a" }',
    '{ "a": { "all": [{ "condition": "b" }] }, "b": { "condition": "a" } }',
    [
      '6:79 $.conditions.b.condition The shared condition “a” refers to itself: a → b → a. Remove one of these references.',
    ],
  ],
  [
    'a shared condition with a name that is none',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell" }',
    '{ "Big Deal": { "fact": "dealType", "operator": "equal", "value": "co-sell" } }',
    [
      '6:19 $.conditions["Big Deal"] “Big Deal” cannot be a name here. Use lower-case letters and digits in words joined by single hyphens, at most 64 characters.',
    ],
  ],
  [
    'shared conditions that are a list',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell" }',
    '[]',
    [
      '6:17 $.conditions The shared conditions must be an object, not a list. Write them as { "name": { … } }.',
    ],
  ],
  [
    'a wrong shared condition that nobody uses',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell" }',
    '{ "unused": { "any": [] } }',
    [
      '6:38 $.conditions.unused.any “any” has no conditions, so every deal would pass. Add a condition, or remove the whole “any”.',
    ],
  ],
];

describe('a condition in a rule file', () => {
  it.each(REFUSED)('is refused as %s', (_, condition, problems) => {
    expect(refusals(policyWithCondition(condition))).toEqual(problems);
  });

  it('may be nested in every way', () => {
    const condition = `{ "all": [${LEAF}, { "any": [${LEAF}] }, { "not": { "all": [{ "not": ${LEAF} }] } }] }`;
    expect(refusals(policyWithCondition(condition))).toEqual([]);
  });
});

describe('shared conditions', () => {
  it.each(REFUSED_SHARED)('are refused as %s', (_, condition, shared, problems) => {
    expect(refusals(policyWithCondition(condition, shared))).toEqual(problems);
  });

  it('stand in their place under their name, and may go unused', () => {
    const shared = `{ "typed": { "not": { "condition": "known" } }, "known": ${LEAF}, "unused": ${LEAF} }`;
    const text = policyWithCondition(
      '{ "any": [{ "condition": "typed" }, { "condition": "known" }] }',
      shared,
    );
    const leaf = { fact: 'dealType', operator: 'isKnown' };
    const known = { condition: 'known', is: leaf };
    expect(parsePolicy(text, '2021-05-07.json').policy?.criteria[0]?.conditions).toEqual({
      any: [{ condition: 'typed', is: { not: known } }, known],
    });
  });

  it('cannot swell a small file into millions of comparisons', () => {
    const doubling = Array.from(
      { length: 30 },
      (_, n) => `"c${n}": { "all": [{ "condition": "c${n + 1}" }, { "condition": "c${n + 1}" }] }`,
    );
    const shared = `{ ${doubling.join(', ')}, "c30": ${LEAF} }`;
    expect(refusals(policyWithCondition('{ "condition": "c0" }', shared))).toEqual([
      '7:15 $.criteria The criteria make more than 500 comparisons once shared conditions stand in their place. Use “in” with a list instead of one comparison for each value, or split the policy.',
      '11:21 $.criteria[0].conditions The condition is nested 62 levels deep once shared conditions stand in their place; at most 32 are allowed. Join nested conditions of the same kind.',
    ]);
  });

  it('cannot refer to one another without end', () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => `"c${n}": { "condition": "c${n + 1}" }`);
    const shared = `{ ${chain.join(', ')}, "c20000": ${LEAF} }`;
    const [first] = refusals(policyWithCondition('{ "condition": "c0" }', shared));
    expect(first).toMatch(
      /^6:\d+ \$\.conditions\.c31\.condition Shared conditions refer to one another over more than 32 levels\./,
    );
  });
});
