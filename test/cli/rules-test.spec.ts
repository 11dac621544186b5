import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { RulesCopy } from '../support/rules-copy.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

let rules: RulesCopy;
beforeEach(() => {
  rules = new RulesCopy();
  folders.push(rules.path);
});

/** Where the cases of a version lie in the rules folder. */
function casesOf(version: string): string {
  return rules.fileOf(version).replace('.json', '.cases.json');
}

/** A folder outside of the rules folder. */
function outside(): string {
  const folder = mkdtempSync(join(tmpdir(), 'written-cases-'));
  folders.push(folder);
  return folder;
}

/** Runs the tests as a person would, and tells what was printed where, and how it ended. */
async function rulesTest(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli(['rules', 'test', ...args, '--rules', rules.path], { stdout, stderr }, {});
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

describe('dealproof rules test', () => {
  it('tells where a case stands that does not come out, what was expected and found, and by which rule', async () => {
    rules.edit('2021-05-07', (file) => file.replace('"value": 72', '"value": 48'));
    const { code, out, err } = await rulesTest('2021-05-07');
    expect([code, err]).toEqual([4, '']);
    const [first = '', ...lines] = out.split('\n');
    expect(first).toMatch(/^2021-05-07: 32 of 36 cases as expected; /);
    const cases = rules.readCases('2021-05-07').split('\n');
    const failing = cases.findIndex((line) => line.includes('Won one millisecond before 72 hours were over'));
    expect(lines.slice(0, 6)).toEqual([
      '',
      '  Not as expected:',
      `  deal-registration/2021-05-07.cases.json:${failing}:5 “Won one millisecond before 72 hours were over”`,
      '    creation-to-won-gap: expected fail, found pass',
      '      ✓ Hours from creation to won is at least 48 h; found: 71 h 59 min 59.999 s',
      '    outcome: expected at-risk, found eligible',
    ]);
    expect(out).not.toContain('Add:');
  });

  it('fails for a version without cases, and proposes what to begin with', async () => {
    rules.removeCases('2020-09-22');
    const { code, out } = await rulesTest('2020-09-22');
    expect(code).toBe(4);
    expect(out).toMatch(
      /^2020-09-22: there are no cases; 0 of 3 comparisons shown to matter; 0 of 16 mutants/,
    );
    expect(out).toContain(
      'There is no deal-registration/2020-09-22.cases.json. “dealproof rules test 2020-09-22 --write-cases FILE” writes it with all the cases below.',
    );
    // What it proposes is all there is to do.
    const adds = [...out.matchAll(/^ +Add: /gm)].length;
    const file = casesOf('2020-09-22');
    const written = await rulesTest('2020-09-22', '--write-cases', file);
    expect(written).toEqual({
      code: 0,
      out: `${file}: ${adds} cases.\nThey say what the rules say now: read each, and correct the rules where it says what should not be.\n`,
      err: '',
    });
    const after = await rulesTest('2020-09-22');
    expect(after.code).toBe(0);
    expect(after.out).toBe(
      `2020-09-22: ${adds} of ${adds} cases as expected; every one of 3 comparisons shown to matter; 16 of 16 mutants found\n`,
    );
    expect((await rulesTest('2020-09-22', '--write-cases', file)).out).toBe(
      '2020-09-22: there is no case to add; nothing was written.\n',
    );
  });

  it('writes the cases there are as they are, with those that are missing after them, to another file', async () => {
    const before = rules.readCases('2021-05-07').replaceAll('71.99999972222223', '71.9');
    writeFileSync(casesOf('2021-05-07'), before);
    const file = join(outside(), 'more.cases.json');
    const written = await rulesTest(rules.fileOf('2021-05-07'), '--write-cases', file, '--json');
    expect([written.code, written.err]).toEqual([0, '']);
    expect(JSON.parse(written.out)).toEqual({
      version: '2021-05-07',
      file,
      kept: 36,
      added: 1,
      place: casesOf('2021-05-07'),
      inPlace: false,
    });
    expect(rules.readCases('2021-05-07')).toBe(before);
    const after = readFileSync(file, 'utf8');
    const end = before.lastIndexOf('}\n  ]') + 1;
    expect([after.slice(0, end), after.slice(end - before.length)]).toEqual([
      before.slice(0, end),
      before.slice(end),
    ]);
    writeFileSync(casesOf('2021-05-07'), after);
    expect((await rulesTest('2021-05-07')).out).toMatch(
      /^2021-05-07: 37 of 37 .*; 34 of 34 mutants found\n$/,
    );
  });

  it('writes no cases over a file, into the rules folder under another name, or while cases fail', async () => {
    writeFileSync(
      casesOf('2021-05-07'),
      rules.readCases('2021-05-07').replaceAll('71.99999972222223', '71.9'),
    );
    const own = await rulesTest('2021-05-07', '--write-cases', casesOf('2021-05-07'));
    expect([own.code, own.out]).toEqual([1, '']);
    expect(own.err).toContain(`${casesOf('2021-05-07')}: There is a file of this name already.`);
    const beside = await rulesTest('2021-05-07', '--write-cases', casesOf('2021-05-07-new'));
    expect(beside.code).toBe(2);
    expect(beside.err).toContain('lie in deal-registration/2021-05-07.cases.json. Name that');
    const nowhere = await rulesTest('2021-05-07', '--write-cases', join(outside(), 'no/such/folder.json'));
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('ENOENT')]);
    rules.edit('2021-05-07', (rule) => rule.replace('"value": 72', '"value": 48'));
    const failing = await rulesTest('2021-05-07', '--write-cases', join(outside(), 'a.cases.json'));
    expect(failing.code).toBe(4);
    expect(failing.err).toContain('4 cases do not come out');
    for (const versions of [[], ['2021-05-07', '2021-08-20']]) {
      const { code, err } = await rulesTest(...versions, '--write-cases', join(outside(), 'a.cases.json'));
      expect([code, err]).toEqual([2, expect.stringContaining('Name one before --write-cases.')]);
    }
  });

  it('names the criteria that leave an outcome undetermined, and the facts that the case does not give', async () => {
    rules.edit('2021-05-07', (rule) =>
      rule.replace(
        '"criteria": [',
        `"criteria": [${JSON.stringify({
          id: 'minimum-deal-value',
          title: { en: 'Large enough' },
          conditions: {
            all: [
              { fact: 'dealValueUsd', operator: 'greaterThan', value: 25_000 },
              { fact: 'currency', operator: 'isKnown' },
            ],
          },
          onFail: 'ineligible',
          because: { en: 'It is too small.' },
          remedy: { en: 'None.' },
          source: { document: 'Our own rule' },
        })},`,
      ),
    );
    writeFileSync(
      casesOf('2021-05-07'),
      rules.readCases('2021-05-07').replace('"status": "won",', '"status": "won", "currency": "EUR",'),
    );
    const { code, out } = await rulesTest('2021-05-07');
    expect(code).toBe(4);
    expect(out).toContain(
      '    outcome: expected eligible, found undetermined\n      minimum-deal-value is not known: the case gives no dealValueUsd\n',
    );
  });

  it('takes a rule file of the folder, by its path from here or from there, in place of a version’s name', async () => {
    for (const named of [rules.fileOf('2020-09-22'), 'deal-registration/2020-09-22.json']) {
      expect(await rulesTest(named)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^2020-09-22: 15 of/),
      });
    }
    const cases = await rulesTest(casesOf('2020-09-22'));
    expect([cases.code, cases.out]).toEqual([2, '']);
    expect(cases.err).toContain(
      `This is a case file, not a rule file. Give the rule file beside it, ${rules.fileOf('2020-09-22')}.`,
    );
    const elsewhere = await rulesTest('elsewhere/2020-09-22.json');
    expect(elsewhere.err).toContain(`This is no rule file in ${rules.path}. Name the folder that has it`);
  });

  it('lists a mutant that no case finds where its mistake would stand, and does not fail for it', async () => {
    writeFileSync(
      rules.fileOf('2021-05-07').replace('.json', '.cases.json'),
      rules.readCases('2021-05-07').replaceAll('71.99999972222223', '71.9'),
    );
    const { code, out } = await rulesTest('2021-05-07', '--json');
    expect(code).toBe(0);
    const [report] = JSON.parse(out);
    const line =
      rules
        .read('2021-05-07')
        .split('\n')
        .findIndex((each) => each.includes('"value": 72')) + 1;
    expect(report.mutation.unfound).toMatchObject([
      {
        path: '$.criteria[4].conditions.value',
        line,
        change:
          'hoursFromCreationToWon greaterThanInclusive 72: 72 exchanged for 71.99999972222223, one millisecond less',
        add: {
          facts: { status: 'won', hoursFromCreationToWon: 71.99999972222223 },
          expect: { criteria: { 'creation-to-won-gap': 'fail' } },
        },
      },
    ]);
  });

  it('tests versions in the order in which they are named, drafts too', async () => {
    const { code, out } = await rulesTest('2021-08-20', '2020-09-22');
    expect(code).toBe(0);
    expect(out.match(/^\d{4}-\d\d-\d\d(?=:)/gm)).toEqual(['2021-08-20', '2020-09-22']);
  });

  it('ends with 3 and every problem when a file is wrong, with 2 for a version that is not there', async () => {
    expect(await rulesTest('2021-05-08')).toMatchObject({ code: 2, out: '' });
    rules.edit('2021-02-03', (file) => file.replace('"in"', '"inn"'));
    writeFileSync(rules.fileOf('2021-05-07').replace('.json', '.cases.json'), '{ "cases": [');
    const { code, out, err } = await rulesTest('2021-05-07');
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/2021-02-03\.json, line .*Did you mean “in”/);
    expect(err).toMatch(/2021-05-07\.cases\.json, line 1/);
    expect((await rulesTest('--no-such')).code).toBe(2);
  });
});
