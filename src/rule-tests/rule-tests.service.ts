import { DomainError } from '../kernel/errors.js';
import { placesOf } from '../policies/domain/places.js';
import type { Policy } from '../policies/domain/policy.js';
import { ruleFile } from '../policies/domain/rule-set.js';
import { loadPolicyFolder, type PolicyFolder } from '../policies/policy-files.js';
import { unknownVersion } from '../policies/unknown-version.js';
import { type RuleTestReport, testPolicy } from './domain/test-policy.js';

/**
 * Tests the policy versions of the rules folder, active or not, by the cases beside them; needs no database. Every
 * method throws DomainError `invalid-rules` with all problems when a file in the folder is wrong.
 */
export class RuleTestsService {
  constructor(private readonly rulesDir: string) {}

  /** Tests all versions, in the order in which they come into force. */
  async testAll(): Promise<readonly RuleTestReport[]> {
    const folder = await this.#folder();
    return testEach(folder.policies, folder);
  }

  /**
   * Tests versions by name, in the order given.
   * @throws DomainError `not-found` for a name that no version has, naming those there are.
   */
  async testVersions(names: readonly string[]): Promise<readonly RuleTestReport[]> {
    const folder = await this.#folder();
    return testEach(
      names.map((name) => versionOf(folder, name)),
      folder,
    );
  }

  /** Tests one version by name; throws as `testVersions`. */
  async testVersion(name: string): Promise<RuleTestReport> {
    const folder = await this.#folder();
    return testOne(versionOf(folder, name), folder);
  }

  async #folder(): Promise<PolicyFolder> {
    const folder = await loadPolicyFolder(this.rulesDir);
    if (folder.problems.length === 0) return folder;
    throw new DomainError('invalid-rules', `The rules in ${this.rulesDir} are not valid.`, folder.problems);
  }
}

function versionOf({ policies }: PolicyFolder, name: string): Policy {
  const policy = policies.find(({ version }) => version === name);
  if (policy !== undefined) return policy;
  const names = policies.map(({ version }) => version);
  throw unknownVersion(policies[0]?.policy ?? '', name, names);
}

async function testEach(
  policies: readonly Policy[],
  folder: PolicyFolder,
): Promise<readonly RuleTestReport[]> {
  const reports: RuleTestReport[] = [];
  for (const policy of policies) reports.push(await testOne(policy, folder));
  return reports;
}

async function testOne(policy: Policy, folder: PolicyFolder): Promise<RuleTestReport> {
  const mine = folder.cases.find(
    (cases) => cases.policy === policy.policy && cases.version === policy.version,
  );
  const text = folder.texts.get(ruleFile(policy)) ?? '';
  return testPolicy(policy, mine?.cases ?? [], placesOf(text));
}
