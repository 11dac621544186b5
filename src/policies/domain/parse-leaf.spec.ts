import { describe, expect, it } from '@jest/globals';
import { policyWithCondition, refusals } from '../../../test/support/policy-text.js';

const REFUSED: [what: string, condition: string, problems: string[]][] = [
  [
    'a misspelt fact',
    '{ "fact": "dealtype", "operator": "equal", "value": "co-sell" }',
    ['11:31 $.criteria[0].conditions.fact There is no fact “dealtype”. Did you mean “dealType”?'],
  ],
  [
    'a fact far from any known',
    '{ "fact": "x", "operator": "isKnown" }',
    [
      '11:31 $.criteria[0].conditions.fact There is no fact “x”. The facts are dealType, direction, status, salesStagePercent, allSalesStagesMarked, microsoftInvited, microsoftStatus, incentiveTags, hasIncentiveEligibleSolution, createdAt, wonAt, hoursFromCreationToWon, dealValueUsd, currency, customerCountry, customerManagedByMicrosoft, campaignId, location, partnersInvited, marketplaceTransacted.',
    ],
  ],
  [
    'a fact that is no text',
    '{ "fact": 7, "operator": "isKnown" }',
    [
      '11:31 $.criteria[0].conditions.fact A text is needed here, not a number. Write it between double quotes.',
    ],
  ],
  [
    'a misspelt operator',
    '{ "fact": "dealType", "operator": "equals", "value": "co-sell" }',
    ['11:55 $.criteria[0].conditions.operator There is no operator “equals”. Did you mean “equal”?'],
  ],
  [
    'an operator far from any known',
    '{ "fact": "dealType", "operator": "~=", "value": "co-sell" }',
    [
      '11:55 $.criteria[0].conditions.operator There is no operator “~=”. Use equal, notEqual, in, notIn, isKnown or isMissing.',
    ],
  ],
  [
    'no operator',
    '{ "fact": "wonAt", "value": "2021-05-07" }',
    [
      '11:21 $.criteria[0].conditions The comparison has no operator. Use before, onOrBefore, after, onOrAfter, isKnown or isMissing.',
    ],
  ],
  [
    'an operator that is not for the fact',
    '{ "fact": "dealType", "operator": "lessThan", "value": "co-sell" }',
    [
      '11:55 $.criteria[0].conditions.operator “lessThan” cannot be used with “dealType”, which is a text. Use equal, notEqual, in, notIn, isKnown or isMissing.',
    ],
  ],
  [
    'in with a text',
    '{ "fact": "microsoftStatus", "operator": "in", "value": "accepted,won" }',
    [
      '11:77 $.criteria[0].conditions.value “in” takes a list, not a text. Write the values between square brackets: [ … ].',
    ],
  ],
  [
    'in with an empty list',
    '{ "fact": "microsoftStatus", "operator": "in", "value": [] }',
    [
      '11:77 $.criteria[0].conditions.value The list of “in” is empty. Add a value, or remove the comparison: with an empty list its answer never depends on the deal.',
    ],
  ],
  [
    'notIn with null',
    '{ "fact": "microsoftStatus", "operator": "notIn", "value": null }',
    [
      '11:80 $.criteria[0].conditions.value Nothing can be compared with null: null means not known. Use the operator “isMissing” or “isKnown” to ask whether the fact is known.',
    ],
  ],
  [
    'notIn with an object',
    '{ "fact": "microsoftStatus", "operator": "notIn", "value": { "0": "won" } }',
    [
      '11:80 $.criteria[0].conditions.value “notIn” takes a list, not an object. Write the values between square brackets: [ … ].',
    ],
  ],
  [
    'containsAny with one text',
    '{ "fact": "incentiveTags", "operator": "containsAny", "value": "azure-ip-co-sell" }',
    [
      '11:84 $.criteria[0].conditions.value “containsAny” takes a list, not a text. Write the values between square brackets: [ … ].',
    ],
  ],
  [
    'containsNone with an empty list',
    '{ "fact": "incentiveTags", "operator": "containsNone", "value": [] }',
    [
      '11:85 $.criteria[0].conditions.value The list of “containsNone” is empty. Add a value, or remove the comparison: with an empty list its answer never depends on the deal.',
    ],
  ],
  [
    'a null within a list',
    '{ "fact": "microsoftStatus", "operator": "in", "value": ["won", null] }',
    [
      '11:85 $.criteria[0].conditions.value[1] Nothing can be compared with null: null means not known. Use the operator “isMissing” or “isKnown” to ask whether the fact is known.',
    ],
  ],
  [
    'a list where one value is wanted',
    '{ "fact": "dealType", "operator": "equal", "value": ["co-sell", "private"] }',
    [
      '11:73 $.criteria[0].conditions.value “equal” takes one value, not a list. Use the operator “in” for a list.',
    ],
  ],
  [
    'a list for an operator without a list form',
    '{ "fact": "dealValueUsd", "operator": "lessThan", "value": [1] }',
    ['11:80 $.criteria[0].conditions.value “lessThan” takes one value, not a list. Write one value.'],
  ],
  [
    'a comparison with null',
    '{ "fact": "dealType", "operator": "notEqual", "value": null }',
    [
      '11:76 $.criteria[0].conditions.value Nothing can be compared with null: null means not known. Use the operator “isMissing” or “isKnown” to ask whether the fact is known.',
    ],
  ],
  [
    'no value to compare with',
    '{ "fact": "dealType", "operator": "equal" }',
    ['11:21 $.criteria[0].conditions “equal” needs a value to compare with. Add the key “value”.'],
  ],
  [
    'a value for isKnown',
    '{ "fact": "dealType", "operator": "isKnown", "value": true }',
    ['11:66 $.criteria[0].conditions.value “isKnown” takes no value. Remove “value”.'],
  ],
  [
    'a value for isMissing',
    '{ "fact": "dealType", "operator": "isMissing", "value": null }',
    ['11:68 $.criteria[0].conditions.value “isMissing” takes no value. Remove “value”.'],
  ],
  [
    'a number written as text with its unit',
    '{ "fact": "hoursFromCreationToWon", "operator": "greaterThanInclusive", "value": "72h" }',
    [
      '11:102 $.criteria[0].conditions.value “hoursFromCreationToWon” is a number (hours), not the text “72h”. Write the number alone, without quotes; its unit is always hours.',
    ],
  ],
  [
    'money written as text',
    '{ "fact": "dealValueUsd", "operator": "greaterThanInclusive", "value": "25,000 USD" }',
    [
      '11:92 $.criteria[0].conditions.value “dealValueUsd” is a number (USD), not the text “25,000 USD”. Write the number alone, without quotes; its unit is always USD.',
    ],
  ],
  [
    'a truth value written as text',
    '{ "fact": "microsoftInvited", "operator": "equal", "value": "yes" }',
    [
      '11:81 $.criteria[0].conditions.value “microsoftInvited” is true or false, not the text “yes”. Write true or false without quotes.',
    ],
  ],
  [
    'a number beside a text fact',
    '{ "fact": "campaignId", "operator": "equal", "value": 7 }',
    [
      '11:75 $.criteria[0].conditions.value “campaignId” is a text, not a number. Write a text between double quotes.',
    ],
  ],
  [
    'a number in a list of texts',
    '{ "fact": "incentiveTags", "operator": "contains", "value": 7 }',
    [
      '11:81 $.criteria[0].conditions.value An entry of “incentiveTags” is a text, not a number. Write "azure-ip-co-sell", "biz-apps-premium" or "biz-apps-standard".',
    ],
  ],
  [
    'a value that the fact cannot have',
    '{ "fact": "dealType", "operator": "in", "value": ["cosell", "whatever"] }',
    [
      '11:71 $.criteria[0].conditions.value[0] “cosell” is not a value that “dealType” can have. Did you mean “co-sell”?',
      '11:81 $.criteria[0].conditions.value[1] “whatever” is not a value that “dealType” can have. Use co-sell, partner-led, private, partner-to-partner or solution-assessment.',
    ],
  ],
  [
    'a percentage that no sales stage has',
    '{ "fact": "salesStagePercent", "operator": "greaterThan", "value": 50 }',
    [
      '11:88 $.criteria[0].conditions.value 50 is not a value that “salesStagePercent” can have. Use 10, 20, 40, 60, 80 or 100 (percent).',
    ],
  ],
  [
    'a tag that does not exist',
    '{ "fact": "incentiveTags", "operator": "contains", "value": "azure-ip-cosell" }',
    [
      '11:81 $.criteria[0].conditions.value “azure-ip-cosell” is not a value that “incentiveTags” can have. Did you mean “azure-ip-co-sell”?',
    ],
  ],
  [
    'an instant without an offset',
    '{ "fact": "wonAt", "operator": "before", "value": "2021-05-07T12:00:00" }',
    [
      '11:71 $.criteria[0].conditions.value “2021-05-07T12:00:00” is not an instant or a date of the calendar. Write 2021-05-07T17:41:56Z (with Z or an offset such as +02:00), or 2021-05-07 for that whole day in UTC.',
    ],
  ],
  [
    'a day that the calendar does not have',
    '{ "fact": "wonAt", "operator": "before", "value": "2021-02-30" }',
    [
      '11:71 $.criteria[0].conditions.value “2021-02-30” is not an instant or a date of the calendar. Write 2021-05-07T17:41:56Z (with Z or an offset such as +02:00), or 2021-05-07 for that whole day in UTC.',
    ],
  ],
  [
    'an instant as a number',
    '{ "fact": "wonAt", "operator": "before", "value": 1620345600000 }',
    [
      '11:71 $.criteria[0].conditions.value “wonAt” is an instant or a date, not a number. Write a text such as "2021-05-07T17:41:56Z" or "2021-05-07".',
    ],
  ],
  [
    'a whole number that cannot be kept',
    '{ "fact": "dealValueUsd", "operator": "lessThan", "value": 9007199254740993 }',
    [
      '11:80 $.criteria[0].conditions.value The number 9007199254740993 cannot be kept exactly. Write a number of at most 15 digits between -9007199254740991 and 9007199254740991.',
    ],
  ],
  [
    'a number too large for any',
    '{ "fact": "dealValueUsd", "operator": "lessThan", "value": 1e999 }',
    [
      '11:80 $.criteria[0].conditions.value The number 1e999 cannot be kept exactly. Write a number of at most 15 digits between -9007199254740991 and 9007199254740991.',
    ],
  ],
  [
    'more digits than can be kept',
    '{ "fact": "hoursFromCreationToWon", "operator": "lessThan", "value": 72.00000000000000001 }',
    [
      '11:90 $.criteria[0].conditions.value The number 72.00000000000000001 cannot be kept exactly. Write a number of at most 15 digits between -9007199254740991 and 9007199254740991.',
    ],
  ],
  [
    'everything wrong at once',
    '{ "fact": "dealtype", "operator": "equals", "value": null, "path": "$" }',
    [
      '11:31 $.criteria[0].conditions.fact There is no fact “dealtype”. Did you mean “dealType”?',
      '11:55 $.criteria[0].conditions.operator There is no operator “equals”. Did you mean “equal”?',
      '11:80 $.criteria[0].conditions.path “path” is not allowed in a condition: facts have no parts to reach into. Remove it.',
    ],
  ],
  [
    'an operator in doubt and a value in doubt',
    '{ "fact": "dealType", "operator": "equls", "value": "cosell" }',
    [
      '11:55 $.criteria[0].conditions.operator There is no operator “equls”. Did you mean “equal”?',
      '11:73 $.criteria[0].conditions.value “cosell” is not a value that “dealType” can have. Did you mean “co-sell”?',
    ],
  ],
  [
    'a list of a fact in doubt',
    '{ "fact": "dealtype", "operator": "in", "value": [] }',
    [
      '11:31 $.criteria[0].conditions.fact There is no fact “dealtype”. Did you mean “dealType”?',
      '11:70 $.criteria[0].conditions.value The list of “in” is empty. Add a value, or remove the comparison: with an empty list its answer never depends on the deal.',
    ],
  ],
];

describe('a comparison in a rule file', () => {
  it.each(REFUSED)('is refused with %s', (_, condition, problems) => {
    expect(refusals(policyWithCondition(condition))).toEqual(problems);
  });

  it.each([
    '{ "fact": "wonAt", "operator": "before", "value": "2021-05-07" }',
    '{ "fact": "wonAt", "operator": "onOrAfter", "value": "2021-05-07T17:41:56.1234567+02:00" }',
    '{ "fact": "hoursFromCreationToWon", "operator": "greaterThanInclusive", "value": 71.9999997 }',
    '{ "fact": "hoursFromCreationToWon", "operator": "lessThan", "value": -0.1 }',
    '{ "fact": "dealValueUsd", "operator": "lessThanInclusive", "value": 9007199254740991 }',
    '{ "fact": "salesStagePercent", "operator": "in", "value": [80, 100] }',
    '{ "fact": "partnersInvited", "operator": "notEqual", "value": true }',
    '{ "fact": "campaignId", "operator": "notIn", "value": ["007", "示例 кампания"] }',
    '{ "fact": "incentiveTags", "operator": "contains", "value": "azure-ip-co-sell" }',
    '{ "fact": "incentiveTags", "operator": "isMissing" }',
  ])('may be %s', (condition) => {
    expect(refusals(policyWithCondition(condition))).toEqual([]);
  });
});
