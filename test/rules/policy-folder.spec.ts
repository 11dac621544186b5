import { cp, mkdtemp, rm, symlink, unlink, writeFile, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatProblem } from '../../src/kernel/errors.js';
import { checkRules, listRules } from '../../src/policies/check-rules.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { POLICY_TEXT, policyWith } from '../support/policy-text.js';

describe('the rules that are shipped', () => {
  it('are valid, with worked examples for every version', async () => {
    expect(await checkRules('rules')).toEqual({ files: 8, problems: [] });
    const rows = await listRules(new PoliciesService('rules'));
    expect(
      rows.map(({ version, status, from, until, criteria }) => ({ version, status, from, until, criteria })),
    ).toEqual([
      { version: '2020-09-22', status: 'active', from: '2020-09-22', until: '2021-02-03', criteria: 3 },
      { version: '2021-02-03', status: 'active', from: '2021-02-03', until: '2021-05-07', criteria: 4 },
      { version: '2021-05-07', status: 'active', from: '2021-05-07', until: null, criteria: 5 },
      { version: '2021-08-20', status: 'inactive', from: '2021-08-20', until: null, criteria: 7 },
    ]);
    for (const row of rows) expect(row.cases).toBeGreaterThanOrEqual(10);
  });

  it('leave no day without a version from the first on', async () => {
    const active = (await new PoliciesService('rules').all()).filter((policy) => policy.status === 'active');
    const ends = active.map((policy) => policy.effective.until);
    expect(ends).toEqual([...active.slice(1).map((policy) => policy.effective.from), null]);
  });

  it('name the five criteria of May 2021', async () => {
    const policy = await new PoliciesService('rules').version('2021-05-07');
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
    const policies = await new PoliciesService('rules').all();
    expect(policies.map((policy) => [policy.version, policy.hash])).toEqual([
      ['2020-09-22', 'sha256:b07db6dd39b35dc110accb831400aa48f9ef555c11cc378c0a1e3718f0905dc1'],
      ['2021-02-03', 'sha256:c85c72a59e18354117d96f7f7c8a25d6848738270c5d223a94b1387487c998a3'],
      ['2021-05-07', 'sha256:7fd047607852f3ccbe3c735b036b9ce917834dec3c78b06d7816d66a36852c11'],
      ['2021-08-20', 'sha256:e663ac36924c41fae4ee07ee4e0840ea43ffd709421e1021a10755cd3eab6ed1'],
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
    return (await checkRules(rulesDir)).problems.map(formatProblem);
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
      'deal-registration/2021-08-20.json, $.effective: Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20. Let “2021-05-07” end on 2021-08-20 at the latest, or make one of them inactive.',
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
      'deal-registration/2021-08-20.json: The file cannot be read: ENOENT. Check that you may read it.',
    ]);
  });

  it('is refused when empty, or when it is not there', async () => {
    expect(await problems()).toEqual([
      `${rulesDir}: The folder holds no rule files. Put rules in <policy>/<version>.json, or name the folder that has them with --rules.`,
    ]);
    const gone = join(rulesDir, 'gone');
    expect((await checkRules(gone)).problems.map(formatProblem)).toEqual([
      `${gone}: The folder cannot be read: ENOENT. Check that it exists and that you may read it, or name another with --rules.`,
    ]);
  });

  describe('as the service reads it', () => {
    it('is read once, and again only after it was refused', async () => {
      await put('deal-registration/2021-05-07.json', policyWith('"active"', '"on"'));
      const service = new PoliciesService(rulesDir);
      await expect(service.all()).rejects.toMatchObject({
        code: 'invalid-rules',
        problems: [{ file: 'deal-registration/2021-05-07.json', line: 4, path: '$.status' }],
      });
      await put('deal-registration/2021-05-07.json', POLICY_TEXT);
      const [policy] = await service.all();
      await unlink(join(rulesDir, 'deal-registration/2021-05-07.json'));
      expect(policy).toBeDefined();
      expect(await service.all()).toEqual([policy]);
    });

    it('has versions by name, and says which there are when a name is wrong', async () => {
      await cp('rules', rulesDir, { recursive: true });
      const service = new PoliciesService(rulesDir);
      expect((await service.version('2021-08-20')).status).toBe('inactive');
      await expect(service.version('2021-05-08')).rejects.toMatchObject({
        code: 'not-found',
        message: 'There is no version “2021-05-08” of the policy “deal-registration”.',
        problems: [
          {
            remedy:
              'Did you mean “2021-05-07”? The versions are 2020-09-22, 2021-02-03, 2021-05-07, 2021-08-20.',
          },
        ],
      });
    });

    it('must hold the deal-registration policy', async () => {
      await put('other/2021-05-07.json', policyWith('deal-registration', 'other'));
      await expect(new PoliciesService(rulesDir).all()).rejects.toMatchObject({
        code: 'invalid-rules',
        message: `The folder ${rulesDir} has no version of the policy “deal-registration”.`,
      });
    });
  });
});

describe('the text that a decision keeps', () => {
  it('says what the shipped file says', async () => {
    const policy = await new PoliciesService('rules').version('2021-05-07');
    const file: unknown = JSON.parse(await readFile('rules/deal-registration/2021-05-07.json', 'utf8'));
    const { status, effective } = policy;
    const life = { $schema: '../policy.schema.json', status, effective };
    expect(file).toEqual({ ...JSON.parse(policy.content), ...life });
  });
});
