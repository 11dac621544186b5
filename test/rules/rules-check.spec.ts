import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { runCli } from '../../src/cli/run-cli.js';
import { checkRules } from '../../src/rule-checks/check-rules.js';
import { WARNINGS } from '../../src/rule-checks/domain/warnings.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { POLICY_TEXT, policyWith, policyWithCondition, refusals } from '../support/policy-text.js';

const root = mkdtempSync(join(tmpdir(), 'rules-check-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

/** A rules folder of its own with these files. */
function rulesWith(files: Readonly<Record<string, string>>): string {
  folders += 1;
  const folder = join(root, `rules ${folders}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Runs a command line without any book, and tells what it printed, and how it ended. */
async function dealproof(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const data = join(root, 'no-book');
  const code = await runCli(args, { stdout, stderr }, { DEALPROOF_DATA: data, DEALPROOF_RULES: RULES });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, out, err };
}

/** What SARIF 2.1.0 asks of a log, as far as one uses it; nothing else is allowed. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          rules: z.array(
            z.strictObject({
              id: z.string().min(1),
              shortDescription: z.strictObject({ text: z.string().min(1) }),
              help: z.strictObject({ text: z.string().min(1) }),
              defaultConfiguration: z.strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(['none', 'note', 'warning', 'error']),
          message: z.strictObject({ text: z.string().min(1) }),
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w.%/~-]+$/) }),
                region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }).optional(),
              }),
              logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string() })).optional(),
            }),
          ]),
        }),
      ),
    }),
  ]),
});

const WRONG = {
  'deal-registration/2021-05-07.json': policyWith('"active"', '"on"').replace('"equal"', '"equals"'),
  'deal-registration/2021-08-20.json': POLICY_TEXT.replaceAll('2021-05-07', '2021-08-20'),
};

describe('dealproof rules check', () => {
  it('finds nothing in the shipped rules, and needs no book for it', async () => {
    expect(await checkRules(RULES)).toEqual({ files: 8, errors: 0, warnings: 0, findings: [] });
    expect(await dealproof('rules', 'check', '--strict')).toEqual({
      code: 0,
      out: '8 files checked: all right.\n',
      err: '',
    });
  });

  it('tells every error and warning of every file in one run, and ends with 3', async () => {
    const { code, out, err } = await dealproof('rules', 'check', '--rules', rulesWith(WRONG));
    const lines = out.trimEnd().split('\n');
    expect(lines.filter((line) => !line.includes(' text-missing: '))).toEqual([
      'deal-registration/2021-05-07.json:4:13 $.status error: “on” is not one of active, inactive. — Write "active" or "inactive".',
      'deal-registration/2021-05-07.json:11:55 $.criteria[0].conditions.operator error: There is no operator “equals”. — Did you mean “equal”?',
      'deal-registration/2021-08-20.json:3:14 $.version warning no-cases: There are no cases for version “2021-08-20”, so nothing shows that it says what is meant. — Put some in deal-registration/2021-08-20.cases.json.',
      '2 files checked: 2 errors, 5 warnings.',
    ]);
    expect([lines.length, code, err]).toEqual([8, 3, '']);
  });

  it('ends with 0 on warnings, and with 3 when asked to be strict', async () => {
    const folder = rulesWith({ 'deal-registration/2021-05-07.json': POLICY_TEXT });
    expect((await dealproof('rules', 'check', '--rules', folder)).code).toBe(0);
    expect((await dealproof('rules', 'check', '--rules', folder, '--strict')).code).toBe(3);
  });

  it('gives the place of an error between files too', async () => {
    const folder = rulesWith({
      'deal-registration/2021-05-07.json': POLICY_TEXT,
      'deal-registration/2021-08-20.json': POLICY_TEXT.replaceAll('2021-05-07', '2021-08-20'),
      'azure-consumption/2021-05-07.json': POLICY_TEXT,
    });
    const { findings } = await checkRules(folder);
    const errors = findings.filter(({ level }) => level === 'error');
    expect(errors.map(({ file, line, lineColumn, path }) => [file, line, lineColumn, path])).toEqual([
      ['azure-consumption/2021-05-07.json', 2, 13, '$.policy'],
      ['deal-registration/2021-05-07.json', 5, 16, '$.effective'],
      ['deal-registration/2021-08-20.json', 5, 16, '$.effective'],
      ['deal-registration/2021-08-20.json', 5, 16, '$.effective'],
    ]);
    expect(errors.at(-1)?.message).toBe(
      'Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20.',
    );
  });

  it.each([
    [
      'a folder that is not there',
      () => join(root, 'gone'),
      /gone error: The folder cannot be read: it is not there\. — /,
    ],
    ['an empty folder', () => rulesWith({ '.keep/x': '' }), / error: The folder holds no rule files\. — /],
    [
      'a file cut off half way',
      () => rulesWith({ 'deal-registration/2021-05-07.json': POLICY_TEXT.slice(0, 200) }),
      /2021-05-07\.json:7:15 \$ error: The “\[” that stands here is never closed\. — /,
    ],
  ])('tells of %s', async (_, folder, told) => {
    const { code, out } = await dealproof('rules', 'check', '--rules', folder());
    expect(out).toMatch(told);
    expect(code).toBe(3);
  });

  it('refuses a format that there is not', async () => {
    const { code, out, err } = await dealproof('rules', 'check', '--format', 'xml');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/Allowed choices are text, json, sarif/);
  });
});

describe('a check as SARIF', () => {
  it('has what SARIF asks for, with files named from the folder that the check was started in', async () => {
    const folder = rulesWith(WRONG);
    const { code, out } = await dealproof('rules', 'check', '--rules', folder, '--format', 'sarif');
    const [run] = sarif.parse(JSON.parse(out)).runs;
    expect(code).toBe(3);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['refused', ...Object.keys(WARNINGS)]);
    const place = relative(process.cwd(), join(folder, 'deal-registration/2021-05-07.json'));
    expect(run.results[0]).toEqual({
      ruleId: 'refused',
      ruleIndex: 0,
      level: 'error',
      message: { text: '“on” is not one of active, inactive. Write "active" or "inactive".' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: place.replaceAll(' ', '%20') },
            region: { startLine: 4, startColumn: 13 },
          },
          logicalLocations: [{ fullyQualifiedName: '$.status' }],
        },
      ],
    });
    for (const { ruleId, ruleIndex } of run.results)
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const { findings } = await checkRules(folder);
    expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual(
      findings.map(({ id, level }) => [id, level]),
    );
  });

  it('names a file that cannot be read without a place in it', async () => {
    const folder = rulesWith({ 'deal-registration/2021#?.json': '\uD800' });
    writeFileSync(join(folder, 'deal-registration/2021#?.json'), Buffer.from([0xff]));
    const { out } = await dealproof('rules', 'check', '--rules', folder, '--format', 'sarif');
    const [run] = sarif.parse(JSON.parse(out)).runs;
    expect(run.results.map(({ locations }) => locations[0].physicalLocation)).toEqual([
      { artifactLocation: { uri: expect.stringMatching(/\/deal-registration\/2021%23%3F\.json$/) } },
    ]);
  });
});

describe('a condition with two kinds in one object', () => {
  const KINDS = {
    all: '"all": [{ "fact": "wonAt", "operator": "isKnown" }]',
    any: '"any": [{ "fact": "wonAt", "operator": "isKnown" }]',
    not: '"not": { "fact": "wonAt", "operator": "isKnown" }',
    condition: '"condition": "shared"',
    fact: '"fact": "wonAt", "operator": "isKnown"',
  };
  const pairs = Object.entries(KINDS).flatMap(([one, left], index) =>
    Object.entries(KINDS)
      .slice(index + 1)
      .map(([other, right]) => [one, other, `{ ${left}, ${right} }`] as const),
  );

  it.each(pairs)('is refused: “%s” and “%s”', (one, other, condition) => {
    const shared = '{ "shared": { "fact": "wonAt", "operator": "isKnown" } }';
    expect(refusals(policyWithCondition(condition, shared))).toEqual([
      `11:21 $.criteria[0].conditions A condition can have only one of all, any, not, condition and fact; this one has “${one}” and “${other}”. Put each in a condition of its own, within one “all” or “any”.`,
    ]);
  });
});

eachDatabase('the rules over HTTP', (homes) => {
  let http: Awaited<ReturnType<typeof bootServer>>;
  const folder = rulesWith({});
  beforeAll(async () => {
    cpSync(RULES, folder, { recursive: true });
    http = await bootServer(await homes.create(), undefined, folder);
    await http.get('/api/v1/policies').expect(200);
    writeFileSync(
      join(folder, 'deal-registration/2022-01-01.json'),
      policyWith('"2021-05-07"', '"2022-01-01"'),
    );
  });

  it('are checked as at the command line', async () => {
    const { body } = await http.get('/api/v1/rules/check').expect(200);
    expect(body).toEqual(JSON.parse((await dealproof('rules', 'check', '--json', '--rules', folder)).out));
    expect([body.files, body.errors > 0, body.warnings > 0]).toEqual([9, true, true]);
  });

  it('are checked in SARIF, with files named from the rules folder', async () => {
    const response = await http.get('/api/v1/rules/check?format=sarif').expect(200);
    expect(response.headers['content-type']).toBe('application/sarif+json');
    const [run] = sarif.parse(response.body).runs;
    expect(run.results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(
      'deal-registration/2022-01-01.json',
    );
  });

  it('are checked in no other format', async () => {
    const { body } = await http.get('/api/v1/rules/check?format=xml').expect(400);
    expect(body.errors).toMatchObject([{ path: '/format' }]);
  });

  it('are compared as at the command line', async () => {
    const { body } = await http.get('/api/v1/policies/2021-02-03/diff/2021-08-20').expect(200);
    const { out } = await dealproof('rules', 'diff', '2021-02-03', '2021-08-20', '--json');
    expect(body).toEqual(JSON.parse(out));
    expect(body.added.map(({ id }: { id: string }) => id)).toEqual([
      'deal-value',
      'managed-customer',
      'creation-to-won-gap',
    ]);
  });

  it('are not compared with a version that there is not', async () => {
    const { body } = await http.get('/api/v1/policies/2021-05-07/diff/2021-05-08').expect(404);
    expect(body.errors[0].remedy).toMatch(/^Did you mean “2021-05-07”\?/);
  });
});

describe('dealproof rules diff', () => {
  it('takes the path of a file in place of a name', async () => {
    const longer = policyWithCondition(
      '{ "fact": "hoursFromCreationToWon", "operator": "greaterThanInclusive", "value": 96 }',
    );
    const folder = rulesWith({ '2021-05-07.json': longer });
    const { code, out } = await dealproof('rules', 'diff', join(folder, '2021-05-07.json'), '2021-05-07');
    expect(code).toBe(0);
    expect(out).toContain(
      '~ deal-type\n    hoursFromCreationToWon greaterThanInclusive 96 → dealType in [co-sell, partner-led]\n',
    );
  });

  it.each([
    [
      'a file that is not there',
      ['gone.json', '2021-05-07'],
      2,
      /There is no rule file gone\.json to read\.\n.*it is not there/,
    ],
    ['a name that is none', ['2021-05-07', '2021-05-77'], 2, /Did you mean “2021-05-07”\?/],
    ['one version only', ['2021-05-07'], 2, /missing required argument 'after'/],
  ])('refuses %s', async (_, args, wanted, told) => {
    const { code, out, err } = await dealproof('rules', 'diff', ...args);
    expect([code, out]).toEqual([wanted, '']);
    expect(err).toMatch(told);
  });

  it('says what is the matter with a folder that has no versions', async () => {
    const named = ['2021-02-03', '2021-05-07', '--rules'] as const;
    const missing = await dealproof('rules', 'diff', ...named, join(root, 'nowhere'));
    expect([missing.code, missing.err]).toEqual([
      2,
      `There is no version “2021-02-03” in ${root}/nowhere.\n  ${root}/nowhere: The folder cannot be read: it is not there. Check that it exists and that you may read it, or name another with --rules.\n`,
    ]);
    const empty = await dealproof('rules', 'diff', ...named, rulesWith({ README: '' }));
    expect([empty.code, empty.err]).toEqual([
      2,
      expect.stringContaining('The folder holds no rule files. Put rules in'),
    ]);
  });

  it('refuses a wrong file with everything that is wrong in it, whatever is wrong in others', async () => {
    const folder = rulesWith(WRONG);
    const { code, err } = await dealproof('rules', 'diff', '2021-08-20', '2021-05-07', '--rules', folder);
    expect(code).toBe(3);
    expect(err).toMatch(/^Version “2021-05-07” is not valid\.\n.*\$\.status: .*\n.*operator: .*\n$/);
    expect((await dealproof('rules', 'diff', '2021-08-20', '2021-08-20', '--rules', folder)).code).toBe(0);
  });
});
