import { describe, expect, it } from '@jest/globals';
import { POLICY_TEXT } from '../../../test/support/policy-text.js';
import { parsePolicy } from './parse-policy.js';
import { parsePolicyCases } from './policy-cases.js';

const FILE = 'deal-registration/2021-05-07.cases.json';
const { policy } = parsePolicy(POLICY_TEXT, '2021-05-07.json');

const CASES_TEXT = `{
  "policy": "deal-registration",
  "version": "2021-05-07",
  "cases": [
    {
      "name": "A won co-sell deal",
      "facts": { "status": "won", "dealType": "co-sell" },
      "expect": { "outcome": "eligible", "criteria": { "deal-type": "pass" } }
    }
  ]
}
`;

function withFacts(facts: string): string {
  return CASES_TEXT.replace('"dealType": "co-sell"', () => facts);
}

function problemsOf(text: string): string[] {
  return parsePolicyCases(text, FILE, policy).problems.map(
    ({ line, lineColumn, path, message, remedy }) => `${line}:${lineColumn} ${path} ${message} ${remedy}`,
  );
}

describe('a case file', () => {
  it('holds worked examples of a policy version', () => {
    expect(parsePolicyCases(CASES_TEXT, FILE, policy)).toEqual({
      problems: [],
      cases: {
        file: FILE,
        policy: 'deal-registration',
        version: '2021-05-07',
        cases: [
          {
            name: 'A won co-sell deal',
            at: { line: 5, lineColumn: 5 },
            facts: new Map([
              ['status', 'won'],
              ['dealType', 'co-sell'],
            ]),
            expect: { outcome: 'eligible', criteria: new Map([['deal-type', 'pass']]) },
          },
        ],
      },
    });
  });

  it('gives facts that are missing, known exactly, within bounds, or in part', () => {
    const text = withFacts(`
      "dealType": null,
      "createdAt": "2021-05-07T14:00:00+02:00",
      "wonAt": { "min": "2021-05-10T00:00:00Z", "max": "2021-05-10T23:59:59.999Z" },
      "hoursFromCreationToWon": { "min": 60, "max": 83.9999997 },
      "incentiveTags": { "known": ["azure-ip-co-sell"], "complete": false },
      "microsoftInvited": false`);
    expect(parsePolicyCases(text, FILE, policy).cases?.cases[0]?.facts).toEqual(
      new Map<string, unknown>([
        ['status', 'won'],
        ['dealType', null],
        ['createdAt', Date.parse('2021-05-07T12:00:00Z')],
        ['wonAt', { min: Date.parse('2021-05-10T00:00:00Z'), max: Date.parse('2021-05-10T23:59:59.999Z') }],
        ['hoursFromCreationToWon', { min: 60, max: 83.9999997 }],
        ['incentiveTags', { known: ['azure-ip-co-sell'], complete: false }],
        ['microsoftInvited', false],
      ]),
    );
  });

  it.each([
    [
      'an unknown fact',
      '"dealtype": "co-sell"',
      '7:35 $.cases[0].facts.dealtype There is no fact “dealtype”. Did you mean “dealType”?',
    ],
    [
      'a value that the fact cannot have',
      '"dealType": "cosell"',
      '7:47 $.cases[0].facts.dealType “cosell” is not a value that “dealType” can have. Did you mean “co-sell”?',
    ],
    [
      'a number as text',
      '"dealValueUsd": "25000"',
      '7:51 $.cases[0].facts.dealValueUsd “dealValueUsd” is a number (USD), not the text “25000”. Write the number alone, without quotes; its unit is always USD.',
    ],
    [
      'a day for an instant',
      '"wonAt": "2021-05-07"',
      '7:44 $.cases[0].facts.wonAt “2021-05-07” is a day, and “wonAt” is an instant. Write an instant such as "2021-05-07T12:00:00Z", or { "min": …, "max": … }.',
    ],
    [
      'bounds the wrong way round',
      '"dealValueUsd": { "min": 2, "max": 1 }',
      '7:51 $.cases[0].facts.dealValueUsd “min” is above “max”. Exchange them.',
    ],
    [
      'one bound only',
      '"dealValueUsd": { "min": 2 }',
      '7:51 $.cases[0].facts.dealValueUsd “max” is missing from “dealValueUsd” known within bounds. Add the key “max”.',
    ],
    [
      'a text for a list',
      '"incentiveTags": "azure-ip-co-sell"',
      '7:52 $.cases[0].facts.incentiveTags “incentiveTags” is a list, not a text. Write [ … ].',
    ],
    [
      'a list in part that claims to be whole',
      '"incentiveTags": { "known": [], "complete": true }',
      '7:79 $.cases[0].facts.incentiveTags.complete “complete” must be false here. Write the list alone if it is complete.',
    ],
  ])('is refused with %s', (_, facts, problem) => {
    expect(problemsOf(withFacts(facts))).toEqual([problem]);
  });

  it.each([
    [
      '"eligible"',
      '"eligable"',
      '8:30 $.cases[0].expect.outcome “eligable” is not one of pending, ineligible, undetermined, at-risk, eligible. Did you mean “eligible”?',
    ],
    [
      '"pass"',
      '"passed"',
      '8:69 $.cases[0].expect.criteria["deal-type"] “passed” is not one of pass, fail, unknown. Did you mean “pass”?',
    ],
    [
      '"deal-type": "pass"',
      '"deal-typ": "pass"',
      '8:56 $.cases[0].expect.criteria["deal-typ"] The policy has no criterion “deal-typ”. Did you mean “deal-type”?',
    ],
    [
      '"status": "won", ',
      '',
      '7:16 $.cases[0].facts “status” is missing from the facts. Add it: every deal has a status.',
    ],
    [
      '"status": "won"',
      '"status": null',
      '7:28 $.cases[0].facts.status “status” is a text, not null. Write "received", "active", "won", "lost", "declined" or "expired".',
    ],
    [
      '"version": "2021-05-07"',
      '"version": "2021-02-03"',
      '3:14 $.version The cases are for “2021-02-03”, but the rule file beside them says “2021-05-07”. Write "2021-05-07".',
    ],
    ['"name"', '"nam"', '6:7 $.cases[0].nam “nam” is not a key of the case. Did you mean “name”?'],
  ])('is refused when %s becomes %s', (piece, replacement, problem) => {
    expect(problemsOf(CASES_TEXT.replace(piece, () => replacement))).toEqual([problem]);
  });

  it('is refused without cases, since it would test nothing', () => {
    expect(problemsOf(CASES_TEXT.replace(/\[[^]*\]/, '[]'))).toEqual([
      '4:12 $.cases There are no cases, so nothing is tested. Add a case or remove the file.',
    ]);
  });

  it('is refused with two cases of one name', () => {
    const one = CASES_TEXT.slice(CASES_TEXT.indexOf('    {'), CASES_TEXT.indexOf('\n  ]'));
    expect(problemsOf(CASES_TEXT.replace(one, `${one},\n${one}`))).toEqual([
      '11:15 $.cases[1].name Two cases are called “A won co-sell deal”. Give one another name.',
    ]);
  });
});
