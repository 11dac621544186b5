import type { Clock } from '../kernel/clock.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import type { Policy } from './domain/policy.js';
import {
  changedElsewhere,
  changedFileName,
  earlierSet,
  type JudgedDeals,
  leftBehind,
  problemsOf,
  type RuleChange,
  ruleChanges,
  undoesEdit,
} from './domain/rule-changes.js';
import { type ChangedFile, ruleFile, type RuleSet, textSha256 } from './domain/rule-set.js';
import { loadPolicyFolder, type PolicyFolder } from './policy-files.js';
import type { NewRuleSet, RuleSetsStore } from './rule-sets.store.js';
import { type ReadFolder, RulesFolder } from './rules-folder.js';

/** The policy that judges whether a deal may be registered; its versions are files in the folder of this name. */
const DEAL_REGISTRATION = 'deal-registration';

/** Who is named where rules came into force by lying in the folder. */
const FROM_FILES = 'loaded from files';

/** The rules folder and what is recorded as in force. */
export interface Standing {
  readonly folder: PolicyFolder;
  /** Null while none was ever recorded. */
  readonly set: RuleSet | null;
  /** With any, the folder is not what is in force. */
  readonly problems: readonly Problem[];
}

/**
 * Compares the rules folder with the rules in force, and takes the folder over as a whole where it is valid and
 * changes nothing that has judged.
 */
export class RulesStanding {
  /** The policy whose versions are meant; others may lie in the folder, too. */
  readonly policyId = DEAL_REGISTRATION;
  readonly #folder: RulesFolder;
  /** The folder and rule set that last said the same, as this process saw it. */
  #agreed: { readonly digest: string; readonly ruleSetId: number } | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #found: { readonly of: string; readonly problems: readonly Problem[] } | null = null;

  constructor(
    readonly rulesDir: string,
    readonly ruleSets: RuleSetsStore,
    private readonly clock: Clock,
  ) {
    this.#folder = new RulesFolder(rulesDir);
  }

  /** Looks at folder and book, and takes the folder over where it may be. */
  async look(): Promise<Standing> {
    const folder = await this.#folder.read();
    const set = await this.ruleSets.last();
    const problems = await this.#problemsNow(folder, set);
    if (problems.length > 0) return { folder, set, problems };
    if (set !== null && this.#changes(folder, set).length === 0) {
      this.#agreed = { digest: folder.digest, ruleSetId: set.ruleSetId };
      return { folder, set, problems };
    }
    const added = await this.#takeOver(folder, set);
    // Where another process was faster, what it recorded counts.
    if (added === null) return this.look();
    this.#agreed = { digest: folder.digest, ruleSetId: added.ruleSetId };
    return { folder, set: added, problems };
  }

  /**
   * How it would stand with some files of the folder put, replaced or (null) removed; changes nothing. Where a file
   * is wrong, the problems are those of the files and, beside them, those of the other changes.
   */
  async with(overlay: ReadonlyMap<string, string | null>): Promise<Standing> {
    const folder = await loadPolicyFolder(this.rulesDir, overlay);
    const set = await this.ruleSets.last();
    if (set === null || folder.problems.length === 0) {
      return { folder, set, problems: await this.#problems(folder, set, []) };
    }
    // A version whose file is wrong is not gone.
    const changes = this.#changes(folder, set).filter(
      (change) => change.is !== 'gone' || !folder.texts.has(changedFileName(change)),
    );
    return { folder, set, problems: [...folder.problems, ...(await this.#refused(changes))] };
  }

  /** Runs work that changes files of the folder, one after the other; other processes are not waited for. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  /** The versions of the policy in a folder. */
  own(folder: PolicyFolder): readonly Policy[] {
    return folder.policies.filter(({ policy }) => policy === this.policyId);
  }

  async #problemsNow(folder: ReadFolder, set: RuleSet | null): Promise<readonly Problem[]> {
    const of = JSON.stringify([folder.digest, set?.ruleSetId, set?.digest, this.#agreed?.ruleSetId]);
    // Kept, since asking how many deals a version has judged takes long in a large book.
    if (this.#found?.of === of) return this.#found.problems;
    const stale = set === null ? [] : await this.#stale(folder, set);
    const problems = await this.#problems(folder, set, stale);
    this.#found = { of, problems };
    return problems;
  }

  async #problems(
    folder: PolicyFolder,
    set: RuleSet | null,
    stale: readonly Problem[],
  ): Promise<readonly Problem[]> {
    if (folder.problems.length > 0) return folder.problems.map((problem) => withWayBack(problem, set));
    if (this.own(folder).length === 0) return [this.#empty()];
    if (set === null) return [];
    if (stale.length > 0) return stale;
    return this.#refused(this.#changes(folder, set));
  }

  async #refused(changes: readonly RuleChange[]): Promise<readonly Problem[]> {
    if (changes.length === 0) return [];
    const judged = new Map<string, JudgedDeals>();
    for (const change of changes) {
      if (change.is === 'added' || change.is === 'gone') continue;
      const { version, hash } = change.member;
      judged.set(version, await this.ruleSets.judgedDeals(version, hash));
    }
    return problemsOf(changes, {
      judged: ({ version }) => judged.get(version) ?? { deals: 0, orMore: false },
      anyJudged: await this.ruleSets.anyDecision(),
      log: await this.ruleSets.log(),
    });
  }

  /** Files that are behind the rules in force: to take them over would undo what somebody did. */
  async #stale(folder: ReadFolder, set: RuleSet): Promise<readonly Problem[]> {
    const changes = this.#changes(folder, set);
    const elsewhere = this.#agreed?.digest === folder.digest && this.#agreed.ruleSetId !== set.ruleSetId;
    if (elsewhere) return changes.map((change) => changedElsewhere(change, set));
    // Whoever has seen this folder say what is in force sees it edited now, if only back to what it said before.
    if (set.action === 'edited' && changes.length > 0 && this.#agreed?.ruleSetId !== set.ruleSetId) {
      const active = this.own(folder).filter(({ status }) => status === 'active');
      const texts = active.map((policy) => ({
        version: policy.version,
        textSha256: digestIn(folder, ruleFile(policy)) ?? '',
      }));
      const earlier = earlierSet(await this.ruleSets.log(), texts);
      if (earlier !== null) return changes.map((change) => undoesEdit(change, earlier, set));
    }
    return changes.flatMap(
      (change) => leftBehind(change, set, digestIn(folder, changedFileName(change))) ?? [],
    );
  }

  #changes(folder: PolicyFolder, set: RuleSet): readonly RuleChange[] {
    return ruleChanges(this.own(folder), set.members);
  }

  async #takeOver(folder: PolicyFolder, set: RuleSet | null): Promise<RuleSet | null> {
    const members = this.own(folder)
      .filter(({ status }) => status === 'active')
      .map((policy) => ({ policy, text: folder.texts.get(ruleFile(policy)) ?? '' }));
    const files = set === null ? [] : this.#changes(folder, set).map((change) => changedFile(folder, change));
    const told: NewRuleSet = {
      action: set === null ? 'loaded' : 'edited',
      version: null,
      by: FROM_FILES,
      now: this.clock(),
      members,
      files,
      impact: null,
    };
    try {
      return await this.ruleSets.add(told, set?.ruleSetId ?? null);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'conflict') return null;
      throw error;
    }
  }

  #empty(): Problem {
    return {
      file: this.rulesDir,
      message: `The folder has no version of the policy “${this.policyId}”.`,
      remedy: `Put its rule files in ${this.policyId}/<version>.json.`,
    };
  }
}

function digestIn(folder: PolicyFolder, file: string): string | null {
  const text = folder.texts.get(file);
  return text === undefined ? null : textSha256(text);
}

function changedFile(folder: PolicyFolder, change: RuleChange): ChangedFile {
  const file = changedFileName(change);
  return {
    file,
    before: change.is === 'added' ? null : change.member.textSha256,
    after: digestIn(folder, file),
  };
}

/** A problem of a file that is in force, or of the cases beside one that is gone, with the quickest way out. */
function withWayBack(problem: Problem, set: RuleSet | null): Problem {
  const member = set?.members.find((each) => {
    const file = ruleFile(each);
    return problem.file === file || problem.file === file.replace(/\.json$/, '.cases.json');
  });
  if (member === undefined) return problem;
  const back = `To have the rules of “${member.version}” again as they are in force: dealproof rules restore ${member.version}.`;
  return { ...problem, remedy: problem.remedy === undefined ? back : `${problem.remedy} ${back}` };
}
