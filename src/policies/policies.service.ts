import type { AppConfig } from '../config/env.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import type { Policy } from './domain/policy.js';
import { restoreMember } from './domain/restore-member.js';
import { byStart, type RuleSet } from './domain/rule-set.js';
import { type RulesRow, rowsOf } from './list-rules.js';
import type { PolicyFolder } from './policy-files.js';
import type { RulesStanding, Standing } from './rules-standing.js';
import { unknownVersion } from './unknown-version.js';

/** The versions that judge. */
export interface RulesInForce {
  readonly ruleSetId: number;
  /** The earliest in force first. */
  readonly policies: readonly Policy[];
}

/** Whether there are rules to judge by, and whether the folder says the same. */
export interface RulesHealth {
  /** The rule set in force; null while none was ever recorded. */
  readonly ruleSetId: number | null;
  /** The versions in force, the earliest in force first. */
  readonly policies: readonly Policy[];
  /** What is wrong in the rules folder; while there is anything, the recorded rules stay in force. */
  readonly problems: readonly Problem[];
}

/** How the rules stand. */
export interface RulesState extends Omit<RulesHealth, 'policies'> {
  /** The versions in force and all others of the folder, the earliest in force first. */
  readonly rows: readonly RulesRow[];
}

/**
 * The versions of the deal-registration policy. Those in force are kept in the book; the rules folder is where they
 * are edited. Every question looks whether the folder or the book changed. A changed folder is taken over as a
 * whole where it is valid and touches nothing that has judged; otherwise what is in force stays in force, and
 * `brokenRules` says whether deals are still judged meanwhile.
 *
 * Methods throw DomainError `invalid-rules` with all problems of the folder when nothing is in force, and with
 * `brokenRules: 'refuse'` whenever there is a problem.
 */
export class PoliciesService {
  readonly policyId: string;
  /** Restored versions by the digest of their text. */
  readonly #restored = new Map<string, Policy>();

  constructor(
    private readonly standing: RulesStanding,
    private readonly brokenRules: AppConfig['brokenRules'],
  ) {
    this.policyId = standing.policyId;
  }

  /** The versions in force, and the inactive ones of the folder, the earliest in force first. */
  async all(): Promise<readonly Policy[]> {
    const { folder, set } = await this.usable();
    const drafts = this.others(folder, set).filter(({ status }) => status === 'inactive');
    return [...(await this.restore(set)), ...drafts].toSorted(byStart);
  }

  /**
   * A version by name, active or not.
   * @throws DomainError `not-found` that names the versions there are.
   */
  async version(name: string): Promise<Policy> {
    const policies = await this.all();
    const policy = policies.find((each) => each.version === name);
    if (policy !== undefined) return policy;
    throw unknownVersion(
      this.policyId,
      name,
      policies.map((each) => each.version),
    );
  }

  /** What is in force now. */
  async current(): Promise<RulesInForce> {
    const { set } = await this.usable();
    return { ruleSetId: set.ruleSetId, policies: await this.restore(set) };
  }

  /**
   * What was in force as known at an instant (epoch ms); before rules were first recorded, those. For what is in force
   * now ask `current`: a folder changed just now is in force only from a moment after the question.
   */
  async inForceAt(knownAt: number): Promise<readonly Policy[]> {
    const { set } = await this.usable();
    return this.restore((await this.standing.ruleSets.at(knownAt)) ?? set);
  }

  /**
   * What was in force as recorded up to an instant (epoch ms); before rules were first recorded, those. Only reads
   * the book, so it may be asked within a snapshot, whatever is in the folder.
   * @throws DomainError `not-found` when no rules were ever recorded.
   */
  async recordedAt(instant: number): Promise<readonly Policy[]> {
    const set = await this.standing.ruleSets.at(instant);
    if (set === null) throw new DomainError('not-found', 'No rules were ever in force here.');
    return this.restore(set);
  }

  /**
   * The versions of a recorded rule set, whatever is in the folder.
   * @throws DomainError `not-found` when there is no such rule set.
   */
  async ruleSet(ruleSetId: number): Promise<readonly Policy[]> {
    return this.restore(await this.standing.ruleSets.get(ruleSetId));
  }

  /** Takes over the rules of the folder where none were ever recorded; else whatever is in it or in the book is left. */
  async recordFirst(): Promise<void> {
    if (!(await this.standing.ruleSets.any())) await this.standing.look();
  }

  /** What judges, and what is wrong; quick, however many rule sets there were. Never throws for what is in the folder. */
  async health(): Promise<RulesHealth> {
    const { set, problems } = await this.standing.look();
    return { ruleSetId: set?.ruleSetId ?? null, policies: await this.restore(set), problems };
  }

  /** How the rules stand. Never throws for what is in the folder. */
  async state(): Promise<RulesState> {
    const { folder, set, problems } = await this.standing.look();
    const [inForce, log] = [await this.restore(set), await this.standing.ruleSets.log()];
    const rows = rowsOf(inForce, this.others(folder, set), folder.cases, log);
    return { ruleSetId: set?.ruleSetId ?? null, problems, rows };
  }

  private async usable(): Promise<Standing & { readonly set: RuleSet }> {
    const { folder, set, problems } = await this.standing.look();
    if (set === null || (problems.length > 0 && this.brokenRules === 'refuse')) {
      throw new DomainError(
        'invalid-rules',
        `The rules in ${this.standing.rulesDir} are not valid.`,
        problems,
      );
    }
    return { folder, set, problems };
  }

  /** Versions of the folder that are not in force. */
  private others(folder: PolicyFolder, set: RuleSet | null): readonly Policy[] {
    const inForce = new Set(set?.members.map(({ version }) => version));
    return this.standing.own(folder).filter(({ version }) => !inForce.has(version));
  }

  /** The versions of a rule set as their recorded texts say them. */
  private async restore(set: RuleSet | null): Promise<readonly Policy[]> {
    const members = set?.members ?? [];
    const unread = members.filter(({ textSha256 }) => !this.#restored.has(textSha256));
    const texts = await this.standing.ruleSets.texts(unread.map(({ textSha256 }) => textSha256));
    return members.map((member) => {
      const known = this.#restored.get(member.textSha256);
      if (known !== undefined) return known;
      const policy = restoreMember(member, texts.get(member.textSha256) ?? '');
      this.#restored.set(member.textSha256, policy);
      return policy;
    });
  }
}
