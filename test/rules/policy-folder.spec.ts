import { mkdtemp, rm, symlink, writeFile, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatProblem } from '../../src/kernel/errors.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { POLICY_TEXT, policyWith } from '../support/policy-text.js';

async function shipped(version: string): Promise<Policy> {
  const policy = (await loadPolicyFolder('rules')).policies.find((each) => each.version === version);
  if (policy === undefined) throw new Error(`${version} is not shipped`);
  return policy;
}

describe('the rules that are shipped', () => {
  it('are valid, with worked examples for every version', async () => {
    const { policies, cases, files, problems } = await loadPolicyFolder('rules');
    expect([files, problems]).toEqual([8, []]);
    expect(
      policies.map(({ version, status, effective, criteria }) => [
        version,
        status,
        effective.from,
        effective.until,
        criteria.length,
      ]),
    ).toEqual([
      ['2020-09-22', 'active', '2020-09-22', '2021-02-03', 3],
      ['2021-02-03', 'active', '2021-02-03', '2021-05-07', 4],
      ['2021-05-07', 'active', '2021-05-07', null, 5],
      ['2021-08-20', 'inactive', '2021-08-20', null, 7],
    ]);
    expect(cases.map(({ version }) => version)).toEqual(policies.map(({ version }) => version));
    for (const file of cases) expect(file.cases.length).toBeGreaterThanOrEqual(10);
  });

  it('leave no day without a version from the first on', async () => {
    const active = (await loadPolicyFolder('rules')).policies.filter((policy) => policy.status === 'active');
    const ends = active.map((policy) => policy.effective.until);
    expect(ends).toEqual([...active.slice(1).map((policy) => policy.effective.from), null]);
  });

  it('name the five criteria of May 2021', async () => {
    const policy = await shipped('2021-05-07');
    expect(policy.criteria.map(({ id, onFail }) => [id, onFail])).toEqual([
      ['deal-type', 'ineligible'],
      ['incentive-eligible-solution', 'ineligible'],
      ['won', 'ineligible'],
      ['microsoft-acceptance', 'ineligible'],
      ['creation-to-won-gap', 'at-risk'],
    ]);
  });

  it('try every criterion with every result that it can have', async () => {
    const { cases } = await loadPolicyFolder('rules');
    for (const file of cases) {
      const seen = new Map<string, Set<string>>();
      for (const [id, result] of file.cases.flatMap((each) => [...each.expect.criteria])) {
        seen.set(id, (seen.get(id) ?? new Set()).add(result));
      }
      // A deal always has a status, so whether it is won is never unknown.
      for (const [id, results] of seen)
        expect([file.version, id, results.size]).toEqual([file.version, id, id === 'won' ? 2 : 3]);
    }
  });

  it('keep their content: a decision taken under a hash can always be traced to its text', async () => {
    const { policies } = await loadPolicyFolder('rules');
    expect(policies.map((policy) => [policy.version, policy.hash])).toEqual([
      ['2020-09-22', 'sha256:610c23934a62cc0e36046a74ad903637e9919c52dc4ba97f854ba6dd0925d1eb'],
      ['2021-02-03', 'sha256:3f75974d4637ee031a44a7900f47b968ffd30d35499e783078444e28d669198f'],
      ['2021-05-07', 'sha256:c5b01708776568fe526686c1715b2bf9b7efd146bad5427d510aa1330a4a8177'],
      ['2021-08-20', 'sha256:ac504210688525873eb3e7ac7a76a8979651537ebef3032375fabb73c44438c2'],
    ]);
  });
});

describe('a rules folder', () => {
  let rulesDir = '';

  beforeEach(async () => {
    rulesDir = await mkdtemp(join(tmpdir(), 'rules-'));
  });

  afterEach(async () => {
    await rm(rulesDir, { recursive: true });
  });

  async function put(file: string, content: string | Uint8Array): Promise<void> {
    await mkdir(join(rulesDir, file, '..'), { recursive: true });
    await writeFile(join(rulesDir, file), content);
  }

  async function problems(): Promise<string[]> {
    return (await loadPolicyFolder(rulesDir)).problems.map(formatProblem);
  }

  it('has every problem of every file told, in order', async () => {
    await put(
      'deal-registration/2021-05-07.json',
      policyWith('"active"', '"on"').replace('"equal"', '"equals"'),
    );
    await put('deal-registration/2021-08-20.json', '{ "policy": ');
    await put('deal-registration/2021-08-20.cases.json', '[]');
    await put('azure-consumption/2021-05-07.json', POLICY_TEXT);
    await put('deal-registration/notes.txt', 'not a rule');
    expect(await problems()).toEqual([
      'azure-consumption/2021-05-07.json, $.policy: The policy is “deal-registration”, but its folder is named “azure-consumption”. Move the file to deal-registration/, or correct the policy.',
      'deal-registration/2021-05-07.json, line 4:13, $.status: “on” is not one of active, inactive. Write "active" or "inactive".',
      'deal-registration/2021-05-07.json, line 11:55, $.criteria[0].conditions.operator: There is no operator “equals”. Did you mean “equal”?',
      'deal-registration/2021-08-20.json, line 1:1, $: The “{” that stands here is never closed. Add the missing “}”.',
      'deal-registration/2021-08-20.cases.json, line 1:1, $: The case file must be an object, not a list. Write it as { … }.',
    ]);
  });

  it('is refused when two active versions are in force on one day', async () => {
    await put('deal-registration/2021-05-07.json', POLICY_TEXT);
    await put('deal-registration/2021-08-20.json', POLICY_TEXT.replaceAll('2021-05-07', '2021-08-20'));
    expect(await problems()).toEqual([
      'deal-registration/2021-08-20.json, $.effective: Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20. Set the new one of the two to "status": "inactive", then test and activate it: activating “2021-08-20” ends “2021-05-07” on 2021-08-20.',
    ]);
  });

  it('is refused with cases that no rule file stands beside', async () => {
    await put('deal-registration/2021-05-07.json', POLICY_TEXT);
    await put('deal-registration/2021-05-08.cases.json', '{}');
    expect(await problems()).toEqual([
      'deal-registration/2021-05-08.cases.json: There is no rule file 2021-05-08.json beside these cases. Rename the file after the version that it tests.',
    ]);
  });

  it('is refused with a rule file outside the folder of its policy', async () => {
    await put('2021-05-07.json', POLICY_TEXT);
    await put('policy.schema.json', '{}');
    expect(await problems()).toEqual([
      '2021-05-07.json: A rule file must lie in the folder of its policy. Move it to <policy>/<version>.json.',
    ]);
  });

  it('is not the folder of one policy, which is told with the folder that is meant', async () => {
    const one = join(rulesDir, 'deal-registration');
    await put('deal-registration/2021-05-07.json', POLICY_TEXT);
    await put('deal-registration/2021-05-07.cases.json', '{}');
    expect((await loadPolicyFolder(one)).problems.map(formatProblem)).toEqual([
      `${one}: This is the folder of one policy, not the folder of all rules. Name the folder above it with --rules: ${rulesDir}.`,
    ]);
  });

  it('has a copy told to take a version of its own, not the name of the file it was copied from', async () => {
    await put('deal-registration/2021-05-07.json', POLICY_TEXT);
    await put('deal-registration/2021-05-07 - Copy.json', POLICY_TEXT);
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07 - Copy.json, line 3:14, $.version: The version is “2021-05-07”, but the file is named “2021-05-07 - Copy.json”. There is a 2021-05-07.json already: give this copy a version of its own, in its name and in "version".',
    ]);
  });

  it('is refused with a file over 1 MiB, which is not even read', async () => {
    await put('deal-registration/2021-05-07.json', new Uint8Array(1_048_577));
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07.json: The file has 1048577 bytes; at most 1048576 (1 MiB) are allowed. Split the rules into several policies.',
    ]);
  });

  it('is refused with a file that is not UTF-8', async () => {
    await put('deal-registration/2021-05-07.json', Buffer.from(policyWith('It is', 'Es wäre'), 'latin1'));
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07.json: The file is not UTF-8 text. Save it as UTF-8.',
    ]);
  });

  it('is refused with a link that leads nowhere', async () => {
    await put('deal-registration/2021-05-07.json', POLICY_TEXT);
    await symlink('gone.json', join(rulesDir, 'deal-registration/2021-08-20.json'));
    expect(await problems()).toEqual([
      'deal-registration/2021-08-20.json: The file cannot be read: it is not there. Check that it is there, and that you may read it.',
    ]);
  });

  it('is refused when empty, or when it is not there', async () => {
    expect(await problems()).toEqual([
      `${rulesDir}: The folder holds no rule files. Put rules in <policy>/<version>.json, or name the folder that has them with --rules.`,
    ]);
    const gone = join(rulesDir, 'gone');
    expect((await loadPolicyFolder(gone)).problems.map(formatProblem)).toEqual([
      `${gone}: The folder cannot be read: it is not there. Check that it exists and that you may read it, or name another with --rules.`,
    ]);
  });
});

describe('a rules folder as it would be', () => {
  const file = 'deal-registration/2021-08-20.json';
  const cases = 'deal-registration/2021-08-20.cases.json';

  it('has files put, replaced and removed, and is not touched', async () => {
    const text = await readFile(join('rules', file), 'utf8');
    const named = text.replace('"version": "2021-08-20"', '"version": "2022-01-01"');
    const overlay = new Map([
      ['deal-registration/2022-01-01.json', named],
      [file, null],
      [cases, null],
    ]);
    const { policies, texts, problems, files } = await loadPolicyFolder('rules', overlay);
    expect([problems, files]).toEqual([[], 7]);
    expect(policies.map(({ version }) => version)).toEqual([
      '2020-09-22',
      '2021-02-03',
      '2021-05-07',
      '2022-01-01',
    ]);
    expect([texts.get('deal-registration/2022-01-01.json'), texts.has(file)]).toEqual([named, false]);
    expect(await readFile(join('rules', file), 'utf8')).toBe(text);
  });

  it('has every problem of these files, and those between files', async () => {
    const text = await readFile(join('rules', file), 'utf8');
    const told = async (overlay: ReadonlyMap<string, string | null>): Promise<readonly string[]> =>
      (await loadPolicyFolder('rules', overlay)).problems.map(({ message }) => message);
    expect(await told(new Map([[file, text.slice(0, 100)]]))).toHaveLength(1);
    expect(await told(new Map([[file, text.replace('"inactive"', '"active"')]]))).toEqual([
      'Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20.',
    ]);
    expect(await told(new Map([[file, null]]))).toEqual([
      'There is no rule file 2021-08-20.json beside these cases.',
    ]);
  });
});

describe('the text that a decision keeps', () => {
  it('says what the shipped file says', async () => {
    const policy = await shipped('2021-05-07');
    const file: unknown = JSON.parse(await readFile('rules/deal-registration/2021-05-07.json', 'utf8'));
    const { status, effective } = policy;
    const life = { $schema: '../policy.schema.json', status, effective };
    expect(file).toEqual({ ...JSON.parse(policy.content), ...life });
  });
});
