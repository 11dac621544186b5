import { rmSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { RulesCopy } from '../support/rules-copy.js';

const copies: RulesCopy[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy.path, { recursive: true })));

let rules: RulesCopy;
beforeEach(() => {
  rules = new RulesCopy();
  copies.push(rules);
});

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
      'Write deal-registration/2020-09-22.cases.json: {"policy":"deal-registration","version":"2020-09-22","cases":[]}',
    );
    // What it proposes is all there is to do.
    const adds = [...out.matchAll(/^ +Add: (.*)$/gm)].map(([, ready = '']) => ready);
    const file = `{"policy":"deal-registration","version":"2020-09-22","cases":[${adds.join(',')}]}`;
    writeFileSync(rules.fileOf('2020-09-22').replace('.json', '.cases.json'), file);
    const after = await rulesTest('2020-09-22');
    expect(after.code).toBe(0);
    expect(after.out).toBe(
      `2020-09-22: ${adds.length} of ${adds.length} cases as expected; every one of 3 comparisons shown to matter; 16 of 16 mutants found\n`,
    );
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
