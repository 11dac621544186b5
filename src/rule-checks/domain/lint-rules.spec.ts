import { describe, expect, it } from '@jest/globals';
import { policyWith, policyWithCondition, POLICY_TEXT } from '../../../test/support/policy-text.js';
import { parsePolicy } from '../../policies/domain/parse-policy.js';
import { placesOf } from '../../kernel/json/places.js';
import { parsePolicyCases } from '../../policies/domain/policy-cases.js';
import { lintRules } from './lint-rules.js';
import type { RuleFile } from './warnings.js';

const FILE = 'deal-registration/2021-05-07.json';

const CASES = ['pass', 'fail'].map((result) => ({
  name: `The deal type may ${result}`,
  facts: { status: 'won' },
  expect: { outcome: 'undetermined', criteria: { 'deal-type': result } },
}));

/** A version in its file with its cases; `text` may be of another version. */
function ruleFile(text: string, cases: readonly unknown[] | null = CASES): RuleFile {
  const version = /"version": "([^"]+)"/.exec(text)?.[1] ?? '';
  const file = `deal-registration/${version}.json`;
  const { policy, problems } = parsePolicy(text, file);
  if (policy === null) throw new Error(JSON.stringify(problems));
  const caseText = JSON.stringify({ policy: policy.policy, version, cases });
  const parsed =
    cases === null ? null : parsePolicyCases(caseText, file.replace('.json', '.cases.json'), policy);
  return { file, policy, places: placesOf(text), cases: parsed?.cases ?? null };
}

/** What is warned of, as `line:column path id`, but for the missing translations of the small rule file. */
function warnings(files: readonly RuleFile[], areAll = true): readonly string[] {
  return lintRules(files, areAll)
    .filter(({ id }) => id !== 'text-missing')
    .map(({ line, lineColumn, path, id }) => `${line}:${lineColumn} ${path} ${id}`);
}

const messages = (text: string): readonly string[] =>
  lintRules([ruleFile(text)], true).flatMap(({ id, message }) => (id === 'text-missing' ? [] : [message]));

const OF_TYPE = '{ "fact": "dealType", "operator": "equal", "value": "co-sell" }';
const NO_CODE = '{ "fact": "customerCountry", "operator": "equal", "value": "Germany" }';

/** Where a piece of the only criterion’s condition stands; of several the last. */
const placeOf = (piece: string, condition: string): string => `11:${21 + condition.lastIndexOf(piece)}`;

describe('a condition whose answer never depends on the deal', () => {
  it('is told at its own place, however deep, and then what is left without it', () => {
    const condition = `{ "any": [${OF_TYPE}, { "not": { "all": [${NO_CODE}, ${OF_TYPE}] } }] }`;
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual([
      // The type is of one kind, or it is not.
      '11:21 $.criteria[0].conditions always-holds',
      `${placeOf(NO_CODE, condition)} $.criteria[0].conditions.any[1].not.all[0] never-holds`,
    ]);
  });

  it('makes no other warning of the conditions around it', () => {
    const condition = `{ "all": [${OF_TYPE}, { "any": [${NO_CODE}] }] }`;
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual([
      `${placeOf(NO_CODE, condition)} $.criteria[0].conditions.all[1].any[0] never-holds`,
    ]);
  });

  it('is told once where it is defined, however often it is used', () => {
    const shared = `{ "german": ${NO_CODE} }`;
    const condition = `{ "any": [{ "condition": "german" }, ${OF_TYPE}, { "not": { "condition": "german" } }] }`;
    expect(warnings([ruleFile(policyWithCondition(condition, shared))])).toEqual([
      '6:29 $.conditions.german never-holds',
    ]);
  });

  it('is told where conditions that are sound alone meet, though one of them has a name', () => {
    const shared = `{ "is-typed": ${OF_TYPE} }`;
    const condition =
      '{ "all": [{ "condition": "is-typed" }, { "fact": "dealType", "operator": "equal", "value": "private" }] }';
    const text = policyWithCondition(condition, shared);
    expect(warnings([ruleFile(text)])).toEqual(['11:21 $.criteria[0].conditions never-holds']);
    expect(messages(text)).toEqual([
      'These conditions can never hold together: “is-typed” and “dealType equal private”.',
    ]);
  });

  it('may be one of several facts, of which no two contradict each other', () => {
    const [won, open] = [
      '{ "fact": "wonAt", "operator": "isKnown" }',
      '{ "fact": "status", "operator": "equal", "value": "active" }',
    ];
    const condition = `{ "all": [{ "any": [${won}, ${open}] }, { "not": ${won} }, { "not": ${open} }] }`;
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual([
      '11:21 $.criteria[0].conditions never-holds',
    ]);
  });

  it('may be a list of everything there is, of which it names the beginning', () => {
    const statuses = ['none', 'pending', 'accepted', 'declined', 'expired', 'won', 'lost'];
    const leaves = statuses.map((value) => ({ fact: 'microsoftStatus', operator: 'equal', value }));
    expect(messages(policyWithCondition(JSON.stringify({ any: leaves })))).toEqual([
      'One of these conditions always holds: “microsoftStatus equal none” and “microsoftStatus equal pending” and “microsoftStatus equal accepted” and “microsoftStatus equal declined” and 3 more.',
    ]);
  });

  it('is none that asks whether a fact is known', () => {
    const condition =
      '{ "any": [{ "fact": "wonAt", "operator": "isMissing" }, { "fact": "wonAt", "operator": "after", "value": "2021-05-07" }] }';
    const sourced = policyWithCondition(condition).replace(
      '"source": { "document": "Manage co-sell opportunities" }',
      '"source": { "document": "Page", "published": "2021-05-07", "section": "Won" }',
    );
    expect(warnings([ruleFile(sourced)])).toEqual([]);
  });
});

describe('a condition that adds nothing', () => {
  it.each([
    ['all', 'greaterThan', 1],
    ['any', 'lessThan', 1],
  ])('beside another in “%s” with “%s” is the one that the other decides', (kind, operator, index) => {
    const condition = `{ "${kind}": [{ "fact": "dealValueUsd", "operator": "${operator}", "value": 20 }, { "fact": "dealValueUsd", "operator": "${operator}", "value": 10 }] }`;
    expect(warnings([ruleFile(policyWithCondition(condition))])).toContainEqual(
      expect.stringContaining(`$.criteria[0].conditions.${kind}[${index}] shadowed-condition`),
    );
  });

  it('may be a group that holds whenever its neighbour does', () => {
    const group = `{ "any": [{ "fact": "status", "operator": "equal", "value": "won" }, ${OF_TYPE}] }`;
    const condition = `{ "all": [${OF_TYPE}, ${group}] }`;
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual([
      `${placeOf(group, condition)} $.criteria[0].conditions.all[1] shadowed-condition`,
    ]);
  });

  it('is told of three that say the same, for each but the first', () => {
    const condition = `{ "any": [${OF_TYPE}, ${OF_TYPE}, ${OF_TYPE}] }`;
    const [first, second] = [condition.indexOf(OF_TYPE), OF_TYPE.length + 2];
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual([
      `11:${21 + first + second} $.criteria[0].conditions.any[1] duplicate-condition`,
      `${placeOf(OF_TYPE, condition)} $.criteria[0].conditions.any[2] duplicate-condition`,
    ]);
  });
});

describe('cases', () => {
  it.each([
    ['none', null, ['3:14 $.version no-cases']],
    ['only passing', CASES.slice(0, 1), ['9:13 $.criteria[0].id undecided-criterion']],
    ['both', CASES, []],
  ])('are needed for every result of every criterion: %s', (_, cases, told) => {
    expect(warnings([ruleFile(POLICY_TEXT, cases)])).toEqual(told);
  });

  it('are told to be missing for passing and failing in one warning', () => {
    const [undecided] = lintRules(
      [ruleFile(POLICY_TEXT, [{ ...CASES[0], expect: { outcome: 'undetermined', criteria: {} } }])],
      true,
    ).filter(({ id }) => id === 'undecided-criterion');
    expect(undecided?.message).toBe('No case expects “deal-type” to pass, and none to fail.');
  });
});

describe('the days of active versions', () => {
  const version = (from: string, until: string | null, status = 'active'): RuleFile =>
    ruleFile(
      POLICY_TEXT.replaceAll('2021-05-07', from)
        .replace('"until": null', `"until": ${JSON.stringify(until)}`)
        .replace('"active"', `"${status}"`),
    );

  it.each<[string, RuleFile[], string[]]>([
    ['follow one another', [version('2021-01-01', '2021-02-01'), version('2021-02-01', null)], []],
    [
      'leave days between them',
      [version('2021-01-01', '2021-02-01'), version('2021-02-02', null)],
      ['5:49 $.effective.until days-without-version'],
    ],
    [
      'end without a successor',
      [version('2021-01-01', '2021-02-01')],
      ['5:49 $.effective.until days-without-version'],
    ],
    [
      'are not those of drafts',
      [version('2021-01-01', '2021-02-01'), version('2021-02-01', null, 'inactive')],
      ['5:49 $.effective.until days-without-version'],
    ],
  ])('%s', (_, files, told) => {
    expect(warnings(files)).toEqual(told);
    expect(warnings(files.toReversed())).toEqual(told);
  });

  it('are not looked at while some file cannot be read', () => {
    expect(warnings([version('2021-01-01', '2021-02-01')], false)).toEqual([]);
  });
});

describe('texts and sources', () => {
  it('lack a language as a whole or in part: told once for each', () => {
    const text = policyWith(
      '"en": "Deal registration"',
      '"en": "Deal registration", "sv": "Avtalsregistrering"',
    );
    expect(
      lintRules([ruleFile(text)], true).map(({ file, line, path, message }) => [file, line, path, message]),
    ).toEqual([
      [FILE, 6, '$.title', 'Russian is missing from 4 of 4 texts; English stands in for it.'],
      [FILE, 6, '$.title', 'Simplified Chinese is missing from 4 of 4 texts; English stands in for it.'],
      [FILE, 6, '$.title', 'Traditional Chinese is missing from 4 of 4 texts; English stands in for it.'],
      [FILE, 10, '$.criteria[0].title', 'Swedish is missing from 3 of 4 texts; English stands in for it.'],
    ]);
  });

  it.each([
    ['a bound', '{ "fact": "wonAt", "operator": "before", "value": "2022-01-01" }', true],
    [
      'a bound within a denial',
      '{ "not": { "fact": "dealValueUsd", "operator": "lessThan", "value": 10 } }',
      true,
    ],
    ['no bound', OF_TYPE, false],
  ])('must say when and where for %s', (_, condition, isWarned) => {
    expect(warnings([ruleFile(policyWithCondition(condition))])).toEqual(
      isWarned ? ['15:17 $.criteria[0].source threshold-without-source'] : [],
    );
  });
});
