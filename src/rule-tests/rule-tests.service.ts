import { setImmediate } from 'node:timers/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { DomainError } from '../kernel/errors.js';
import { placesOf } from '../kernel/json/places.js';
import type { Policy } from '../policies/domain/policy.js';
import { ruleFile } from '../policies/domain/rule-set.js';
import { loadPolicyFolder, type PolicyFolder } from '../policies/policy-files.js';
import { unknownVersion } from '../policies/unknown-version.js';
import { caseFile, casesToAdd, newCaseFile, withCases } from './domain/case-file.js';
import { type RuleTestReport, testPolicy } from './domain/test-policy.js';
import { casesFail, misplaced, writeNewFile } from './write-cases.js';

/** What was written of the cases that a test proposes. */
export interface WrittenCases {
  readonly version: string;
  /** The file as it was named; null: there was nothing to add, and nothing was written. */
  readonly file: string | null;
  /** Cases in it that the version had before. */
  readonly kept: number;
  readonly added: number;
  /** The version’s own case file in the rules folder, whose place the file is to take. */
  readonly place: string;
  /** Whether it is that. */
  readonly inPlace: boolean;
}

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
   * Tests versions by name or by their rule file in the rules folder, in the order given.
   * @throws DomainError `not-found` for what is no version of the folder, naming those there are.
   */
  async testVersions(names: readonly string[]): Promise<readonly RuleTestReport[]> {
    const folder = await this.#folder();
    return testEach(
      names.map((name) => versionOf(folder, name, this.rulesDir)),
      folder,
    );
  }

  /** Tests one version by name; throws as `testVersions`. */
  async testVersion(name: string): Promise<RuleTestReport> {
    const folder = await this.#folder();
    return testOne(versionOf(folder, name, this.rulesDir), folder);
  }

  /**
   * Writes the cases that the test of a version proposes into a new file, after those that it has.
   * @param name as for `testVersions`.
   * @throws DomainError `not-found` as `testVersions`; `rule-tests-failed` when cases do not come out, since the rules
   * may be wrong then, and so what they would have the new cases say; as `writeNewFile`; `invalid-input` for a place
   * in the rules folder where no case file belongs.
   */
  async writeCases(name: string, file: string): Promise<WrittenCases> {
    const folder = await this.#folder();
    const report = await testOne(versionOf(folder, name, this.rulesDir), folder);
    if (report.failures.length > 0) throw casesFail(report);
    const own = caseFile(report);
    const inPlace = placeIn(this.rulesDir, file) === own;
    if (!inPlace && placeIn(this.rulesDir, file) !== null) throw misplaced(file, own);
    const adds = casesToAdd(report);
    const text = folder.texts.get(own);
    if (adds.length > 0) {
      await writeNewFile(file, text === undefined ? newCaseFile(report, adds) : withCases(text, adds));
    }
    return {
      version: report.version,
      file: adds.length === 0 ? null : file,
      kept: report.cases,
      added: adds.length,
      place: join(this.rulesDir, own),
      inPlace,
    };
  }

  async #folder(): Promise<PolicyFolder> {
    const folder = await loadPolicyFolder(this.rulesDir);
    if (folder.problems.length === 0) return folder;
    throw new DomainError('invalid-rules', `The rules in ${this.rulesDir} are not valid.`, folder.problems);
  }
}

function versionOf({ policies }: PolicyFolder, name: string, rulesDir: string): Policy {
  const isFile = /[\\/]|\.json$/.test(name);
  const places = [name, join(rulesDir, name)].map((path) => placeIn(rulesDir, path));
  const policy = policies.find((each) => (isFile ? places.includes(ruleFile(each)) : each.version === name));
  if (policy !== undefined) return policy;
  const versions = policies.map(({ version }) => version);
  throw isFile
    ? notInFolder(name, rulesDir, versions)
    : unknownVersion(policies[0]?.policy ?? '', name, versions);
}

/** Where a file lies in the rules folder, with `/`; null when it lies elsewhere. */
function placeIn(rulesDir: string, path: string): string | null {
  const place = relative(resolve(rulesDir), resolve(path)).split(sep).join('/');
  return place === '..' || place.startsWith('../') || isAbsolute(place) ? null : place;
}

function notInFolder(file: string, rulesDir: string, versions: readonly string[]): DomainError {
  const isCases = file.endsWith('.cases.json');
  return new DomainError('not-found', 'There is no such version to test.', [
    {
      file,
      message: isCases ? 'This is a case file, not a rule file.' : `This is no rule file in ${rulesDir}.`,
      remedy: isCases
        ? `Give the rule file beside it, ${file.replace(/\.cases\.json$/, '.json')}.`
        : `Name the folder that has it with --rules, or one of the versions ${versions.join(', ')}.`,
    },
  ]);
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
  return testPolicy(policy, mine?.cases ?? [], placesOf(text), () => setImmediate());
}
