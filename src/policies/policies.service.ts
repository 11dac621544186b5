import { DomainError } from '../kernel/errors.js';
import { nearest } from '../kernel/nearest.js';
import type { PolicyCases } from './domain/policy-cases.js';
import type { Policy } from './domain/policy.js';
import { loadPolicyFolder } from './policy-files.js';

/** The policy that judges whether a deal may be registered; its versions are files in the folder of this name. */
const DEAL_REGISTRATION = 'deal-registration';

interface Rules {
  readonly policies: readonly Policy[];
  readonly cases: readonly PolicyCases[];
}

/**
 * The versions of the deal-registration policy, read from the rules folder when first asked for and kept. Every
 * method throws DomainError `invalid-rules` with all problems when a file in the folder is wrong, and reads the
 * folder again the next time.
 */
export class PoliciesService {
  readonly policyId = DEAL_REGISTRATION;
  #rules: Promise<Rules> | null = null;

  constructor(private readonly rulesDir: string) {}

  /** All versions, active or not, the earliest in force first. */
  async all(): Promise<readonly Policy[]> {
    return (await this.#load()).policies;
  }

  /** The worked examples of all versions that have some, ordered by file. */
  async cases(): Promise<readonly PolicyCases[]> {
    return (await this.#load()).cases;
  }

  /**
   * A version by name, active or not.
   * @throws DomainError `not-found` that names the versions there are.
   */
  async version(name: string): Promise<Policy> {
    const policies = await this.all();
    const policy = policies.find((each) => each.version === name);
    if (policy !== undefined) return policy;
    const versions = policies.map((each) => each.version);
    const meant = nearest(name, versions);
    const message = `There is no version “${name}” of the policy “${this.policyId}”.`;
    const remedy = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The versions are ${versions.join(', ')}.`;
    throw new DomainError('not-found', message, [{ message, remedy }]);
  }

  async #load(): Promise<Rules> {
    this.#rules ??= this.#read();
    try {
      return await this.#rules;
    } catch (error) {
      this.#rules = null;
      throw error;
    }
  }

  async #read(): Promise<Rules> {
    const folder = await loadPolicyFolder(this.rulesDir);
    if (folder.problems.length > 0) {
      throw new DomainError('invalid-rules', `The rules in ${this.rulesDir} are not valid.`, folder.problems);
    }
    const policies = folder.policies.filter((policy) => policy.policy === this.policyId);
    if (policies.length === 0) {
      const message = `The folder ${this.rulesDir} has no version of the policy “${this.policyId}”.`;
      const remedy = `Put its rule files in ${this.policyId}/<version>.json.`;
      throw new DomainError('invalid-rules', message, [{ file: this.rulesDir, message, remedy }]);
    }
    return { policies, cases: folder.cases.filter((cases) => cases.policy === this.policyId) };
  }
}
