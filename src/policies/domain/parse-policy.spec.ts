import { describe, expect, it } from '@jest/globals';
import { POLICY_TEXT, policyWith, policyWithCondition, refusals } from '../../../test/support/policy-text.js';
import { contentHash } from './canonical-json.js';
import { parsePolicy } from './parse-policy.js';

const REFUSED: [what: string, piece: string, replacement: string, problems: string[]][] = [
  [
    'a misspelt key at the top',
    '"status"',
    '"staus"',
    ['4:3 $.staus “staus” is not a key of the policy. Did you mean “status”?'],
  ],
  [
    'an unknown key at the top',
    '"status": "active",',
    '"status": "active", "owner": "Ann",',
    [
      '4:23 $.owner “owner” is not a key of the policy. Remove it; the keys are policy, version, status, effective, title, criteria, $schema, conditions.',
    ],
  ],
  [
    'an unknown key in a criterion',
    '"onFail"',
    '"priority": 1, "onFail"',
    [
      '12:7 $.criteria[0].priority “priority” is not a key of the criterion. Remove it; the keys are id, title, conditions, onFail, because, remedy, source.',
    ],
  ],
  [
    'an unknown key in a source',
    '"document": "Manage co-sell opportunities"',
    '"document": "Manage co-sell opportunities", "page": 3',
    [
      '15:63 $.criteria[0].source.page “page” is not a key of the source. Remove it; the keys are document, published, section.',
    ],
  ],
  [
    'a missing key',
    '\n  "status": "active",',
    '',
    ['1:1 $ “status” is missing from the policy. Add the key “status”.'],
  ],
  [
    'a key missing from a criterion',
    '\n      "onFail": "ineligible",',
    '',
    ['8:5 $.criteria[0] “onFail” is missing from the criterion. Add the key “onFail”.'],
  ],
  [
    'a key missing from a source',
    '"document": "Manage co-sell opportunities"',
    '"section": "Accepted stage"',
    ['15:17 $.criteria[0].source “document” is missing from the source. Add the key “document”.'],
  ],
  [
    'a key written twice',
    '"status": "active",',
    '"status": "active", "status": "inactive",',
    [
      '4:23 $.status The key “status” is written twice in one object; it stands in line 4 already. Keep one of the two.',
    ],
  ],
  [
    'a wrong status',
    '"active"',
    '"activ"',
    ['4:13 $.status “activ” is not one of active, inactive. Did you mean “active”?'],
  ],
  [
    'a status far from any known',
    '"active"',
    '"on"',
    ['4:13 $.status “on” is not one of active, inactive. Write "active" or "inactive".'],
  ],
  [
    'a wrong onFail',
    '"ineligible"',
    '"warn"',
    ['12:17 $.criteria[0].onFail “warn” is not one of ineligible, at-risk. Write "ineligible" or "at-risk".'],
  ],
  [
    'a schema reference that is no text',
    '"policy":',
    '"$schema": 7, "policy":',
    ['2:14 $.$schema A text is needed here, not a number. Write it between double quotes.'],
  ],
  [
    'a policy name with spaces',
    '"deal-registration"',
    '"Deal Registration"',
    [
      '2:13 $.policy “Deal Registration” cannot be a name here. Use lower-case letters and digits in words joined by single hyphens, at most 64 characters.',
    ],
  ],
  [
    'a version that the file is not named after',
    '"version": "2021-05-07"',
    '"version": "2021-05-08"',
    [
      '3:14 $.version The version is “2021-05-08”, but the file is named “2021-05-07.json”. Name the file 2021-05-08.json, or correct the version.',
    ],
  ],
  [
    'a version that cannot be a file name',
    '"version": "2021-05-07"',
    '"version": "../2021"',
    [
      '3:14 $.version “../2021” cannot be the name of a version. Use letters, digits and hyphens, at most 64 characters; a date is a good name.',
    ],
  ],
  [
    'a version that is a number',
    '"version": "2021-05-07"',
    '"version": 2021',
    ['3:14 $.version A text is needed here, not a number. Write it between double quotes.'],
  ],
  [
    'a first day that the calendar does not have',
    '"from": "2021-05-07"',
    '"from": "2021-02-30"',
    [
      '5:26 $.effective.from “2021-02-30” is not a date of the calendar. Write the day as YYYY-MM-DD, for instance 2021-05-07.',
    ],
  ],
  [
    'a last day in another form',
    '"until": null',
    '"until": "1 June 2021"',
    [
      '5:49 $.effective.until “1 June 2021” is not a date of the calendar. Write the day as YYYY-MM-DD, for instance 2021-05-07.',
    ],
  ],
  [
    'an end on the first day',
    '"until": null',
    '"until": "2021-05-07"',
    [
      '5:49 $.effective.until The policy would end on 2021-05-07, but it begins on 2021-05-07. “until” is the first day on which it is no longer in force: a later day, or null for no end.',
    ],
  ],
  [
    'an end before the beginning',
    '"until": null',
    '"until": "2021-01-01"',
    [
      '5:49 $.effective.until The policy would end on 2021-01-01, but it begins on 2021-05-07. “until” is the first day on which it is no longer in force: a later day, or null for no end.',
    ],
  ],
  [
    'no end given at all',
    ', "until": null',
    '',
    ['5:16 $.effective “until” is missing from the effective range. Add the key “until”.'],
  ],
  [
    'an effective range that is a text',
    '{ "from": "2021-05-07", "until": null }',
    '"2021-05-07"',
    ['5:16 $.effective The effective range must be an object, not a text. Write it as { … }.'],
  ],
  [
    'a title in an unknown language',
    '{ "en": "Deal registration" }',
    '{ "en": "Deal registration", "de": "Geschäftsregistrierung" }',
    ['6:41 $.title.de “de” is not a language that texts can have. Use en, zh-CN, zh-TW, ru or sv.'],
  ],
  [
    'a language in the wrong case',
    '{ "en": "Deal registration" }',
    '{ "en": "Deal registration", "zh-cn": "交易注册" }',
    ['6:41 $.title["zh-cn"] “zh-cn” is not a language that texts can have. Did you mean “zh-CN”?'],
  ],
  [
    'a title without English',
    '{ "en": "Deal registration" }',
    '{ "sv": "Avtalsregistrering" }',
    ['6:12 $.title The English text is missing. Add the key “en”; other languages fall back on it.'],
  ],
  [
    'a title that is a plain text',
    '{ "en": "Deal registration" }',
    '"Deal registration"',
    ['6:12 $.title A text for each language is needed here, not a single text. Write it as { "en": "…" }.'],
  ],
  [
    'an empty text',
    '"It is of another type."',
    '" "',
    ['13:26 $.criteria[0].because.en The text is empty. Write what a reader should see here.'],
  ],
  [
    'a text that is a number',
    '"It is of another type."',
    '404',
    ['13:26 $.criteria[0].because.en A text is needed here, not a number. Write it between double quotes.'],
  ],
  [
    'a criterion id with an underscore',
    '"id": "deal-type"',
    '"id": "deal_type"',
    [
      '9:13 $.criteria[0].id “deal_type” cannot be a name here. Use lower-case letters and digits in words joined by single hyphens, at most 64 characters.',
    ],
  ],
  [
    'two criteria of one name',
    '\n    }\n  ]',
    '\n    },\n    { "id": "deal-type", "title": { "en": "T" }, "conditions": { "fact": "dealType", "operator": "isKnown" }, "onFail": "ineligible", "because": { "en": "B" }, "remedy": { "en": "R" }, "source": { "document": "D" } }\n  ]',
    [
      '17:13 $.criteria[1].id Two criteria are called “deal-type”; the first stands in line 9. Give one of them another id.',
    ],
  ],
  [
    'a criterion that is a text',
    '"criteria": [',
    '"criteria": ["deal-type",',
    ['7:16 $.criteria[0] The criterion must be an object, not a text. Write it as { … }.'],
  ],
  [
    'a publication day that is none',
    '"document": "Manage co-sell opportunities"',
    '"document": "Manage co-sell opportunities", "published": "2021-13-01"',
    [
      '15:76 $.criteria[0].source.published “2021-13-01” is not a date of the calendar. Write the day as YYYY-MM-DD, for instance 2021-05-07.',
    ],
  ],
  [
    'a publication day of null',
    '"document": "Manage co-sell opportunities"',
    '"document": "Manage co-sell opportunities", "published": null',
    ['15:76 $.criteria[0].source.published A text is needed here, not null. Write it between double quotes.'],
  ],
  [
    'a key that reaches into JavaScript',
    '"status"',
    '"constructor": 1, "prototype": 2, "status"',
    [
      '4:3 $.constructor “constructor” is not allowed as a key. Remove it, or use another name.',
      '4:21 $.prototype “prototype” is not allowed as a key. Remove it, or use another name.',
    ],
  ],
  [
    'a text that a database cannot keep',
    '"It is of another type."',
    '"It is \\u0000 of another \\ud800 type."',
    [
      '13:26 $.criteria[0].because.en The text holds a character that a database cannot keep (NUL or half a surrogate pair). Remove the escape \\u0000 or \\ud800 to \\udfff, or complete the pair.',
    ],
  ],
];

const LEAF = '{ "fact": "dealType", "operator": "isKnown" }';

describe('a rule file', () => {
  it('is read into a policy that cannot be changed', () => {
    const { policy, problems } = parsePolicy(POLICY_TEXT, 'rules/deal-registration/2021-05-07.json');
    expect(problems).toEqual([]);
    expect(policy).toMatchObject({
      policy: 'deal-registration',
      version: '2021-05-07',
      status: 'active',
      effective: { from: '2021-05-07', until: null },
      title: { en: 'Deal registration' },
      criteria: [
        {
          id: 'deal-type',
          conditions: { fact: 'dealType', operator: 'equal', value: 'co-sell' },
          onFail: 'ineligible',
          source: { document: 'Manage co-sell opportunities' },
        },
      ],
    });
    expect(Object.isFrozen(policy?.criteria[0]?.conditions)).toBe(true);
  });

  it.each(REFUSED)('is refused with %s', (_, piece, replacement, problems) => {
    expect(refusals(policyWith(piece, replacement))).toEqual(problems);
  });

  it('is refused with criteria that are no list', () => {
    expect(refusals(POLICY_TEXT.replace(/"criteria": [^]*/, '"criteria": { } }'))).toEqual([
      '7:15 $.criteria The criteria must be a list, not an object. Write [ { … } ].',
    ]);
  });

  it('is refused without criteria, which would make every won deal eligible', () => {
    expect(refusals(POLICY_TEXT.replace(/"criteria": [^]*/, '"criteria": [] }'))).toEqual([
      '7:15 $.criteria The policy has no criteria, so every won deal would be eligible. Add a criterion.',
    ]);
  });

  it('may have 50 criteria, but not 51', () => {
    const criterion = POLICY_TEXT.slice(POLICY_TEXT.indexOf('    {\n'), POLICY_TEXT.indexOf('\n  ]'));
    const textWith = (count: number): string =>
      POLICY_TEXT.replace(
        criterion,
        Array.from({ length: count }, (_, n) => criterion.replace('deal-type', `criterion-${n}`)).join(',\n'),
      );
    expect(refusals(textWith(50))).toEqual([]);
    expect(refusals(textWith(51))).toEqual([
      '7:15 $.criteria The policy has 51 criteria; at most 50 are allowed. Join criteria that belong together with “all”.',
    ]);
  });

  it('may make 500 comparisons, but not 501', () => {
    expect(refusals(withComparisons(500))).toEqual([]);
    expect(refusals(withComparisons(501))).toEqual([
      '7:15 $.criteria The criteria make more than 500 comparisons once shared conditions stand in their place. Use “in” with a list instead of one comparison for each value, or split the policy.',
    ]);
  });

  it('may list 10,000 values, but not 10,001', () => {
    expect(refusals(withListValues(10_000))).toEqual([]);
    expect(refusals(withListValues(10_001))).toEqual([
      '7:15 $.criteria The lists of the criteria have more than 10000 entries together. Use “notIn” with the shorter list of what is not meant, or a fact that says it directly.',
    ]);
  });

  it('has all its problems told at once, in the order of the file', () => {
    const text = policyWith('"active"', '"on"')
      .replace('"version": "2021-05-07"', '"version": "x y"')
      .replace('"equal"', '"equals"')
      .replace('"ineligible"', '"fatal"')
      .replace('"until": null', '"until": "2020-01-01"')
      .replace('"remedy": { "en"', '"remedy": { "em"');
    expect(refusals(text).map((line) => line.split(' ', 2).join(' '))).toEqual([
      '3:14 $.version',
      '4:13 $.status',
      '5:49 $.effective.until',
      '11:55 $.criteria[0].conditions.operator',
      '12:17 $.criteria[0].onFail',
      '14:17 $.criteria[0].remedy',
      '14:19 $.criteria[0].remedy.em',
    ]);
  });
});

describe('a case file given in place of a rule file', () => {
  it('is told as what it is, with the file that is meant', () => {
    expect(parsePolicy('{ "cases": [] }', 'rules/deal-registration/2021-05-07.cases.json').problems).toEqual([
      {
        file: 'rules/deal-registration/2021-05-07.cases.json',
        message: 'This is a case file, which holds worked examples, not rules.',
        remedy: 'Give the rule file 2021-05-07.json beside it.',
      },
    ]);
  });
});

describe('the content hash', () => {
  it('does not change with layout, the order of keys, or where an editor finds the schema', () => {
    const relaid = policyWith(
      '"policy": "deal-registration",\n  "version": "2021-05-07"',
      '"version":"2021-05-07", "$schema": "../x.json",\r\n"policy" :"deal-registration"',
    );
    expect(hashOf(relaid)).toBe(hashOf(POLICY_TEXT));
  });

  it('changes with every word that the policy says', () => {
    const words = ['deal is a co-sell', '"equal"', '"ineligible"', 'Ask Microsoft'];
    const others = ['deal is co-sell', '"notEqual"', '"at-risk"', 'Tell Microsoft'];
    const hashes = words.map((word, n) => hashOf(policyWith(word, others[n] ?? '')));
    expect(hashes).not.toContain(undefined);
    expect(new Set([hashOf(POLICY_TEXT), ...hashes]).size).toBe(words.length + 1);
  });

  it('stays when the version is activated or ended: when it judges is not what it says', () => {
    expect(hashOf(policyWith('"active"', '"inactive"'))).toBe(hashOf(POLICY_TEXT));
    expect(hashOf(policyWith('null', '"2030-01-01"'))).toBe(hashOf(POLICY_TEXT));
  });

  it('is the SHA-256 of the canonical content', () => {
    const policy = parsePolicy(POLICY_TEXT, '2021-05-07.json').policy;
    expect(policy?.content).toMatch(
      /^\{"criteria":\[\{"because":\{"en":"It is of another type\."\},"conditions":/,
    );
    expect(policy?.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(contentHash(policy?.content ?? '')).toBe(policy?.hash);
  });
});

function withComparisons(count: number): string {
  return policyWithCondition(`{ "any": [${Array.from({ length: count }, () => LEAF).join(', ')}] }`);
}

function withListValues(count: number): string {
  return policyWithCondition(
    `{ "fact": "campaignId", "operator": "in", "value": [${Array.from({ length: count }, (_, n) => `"${n}"`).join(',')}] }`,
  );
}

function hashOf(text: string): string | undefined {
  return parsePolicy(text, '2021-05-07.json').policy?.hash;
}
