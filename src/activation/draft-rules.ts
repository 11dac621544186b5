import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/errors.js';
import type { Policy } from '../policies/domain/policy.js';
import { ruleFile, textSha256 } from '../policies/domain/rule-set.js';
import type { FileChange } from '../policies/folder-change.js';
import { loadPolicyFolder, type PolicyFolder } from '../policies/policy-files.js';
import { PoliciesService } from '../policies/policies.service.js';
import type { NewRuleSet } from '../policies/rule-sets.store.js';
import { RulesStanding } from '../policies/rules-standing.js';
import { unknownVersion } from '../policies/unknown-version.js';
import { putInForce, type RulesUnderDraft } from './domain/rules-under-draft.js';
import { spliceJson } from './domain/splice-json.js';
import { strayFiles } from './domain/stray-files.js';
import { type Draft, readDraft } from './draft-files.js';

/** A draft, found fit to be put in force, with what that would change. */
export interface PreparedDraft {
  readonly draft: Draft;
  /** The rule set that is in force now, and its versions. */
  readonly ruleSetId: number;
  readonly inForce: readonly Policy[];
  readonly under: RulesUnderDraft;
  /** The files that would change. */
  readonly files: readonly FileChange[];
  /** The versions in force then, with the texts of their files. */
  readonly members: NewRuleSet['members'];
}

/** Works out what the rules and their folder would be with a draft put in force, without changing anything. */
@Injectable()
export class DraftRules {
  constructor(
    private readonly standing: RulesStanding,
    private readonly policies: PoliciesService,
  ) {}

  /**
   * The rule file of a version in the rules folder.
   * @throws DomainError `not-found` that names the versions there are.
   */
  async fileOf(version: string): Promise<string> {
    const { folder } = await this.standing.look();
    const file = ruleFile({ policy: this.standing.policyId, version });
    if (folder.texts.has(file)) return join(this.standing.rulesDir, file);
    const versions = this.standing.own(folder).map((policy) => policy.version);
    throw unknownVersion(this.standing.policyId, version, versions);
  }

  /**
   * Reads a draft and checks the whole rules folder as it would be with it in force.
   * @throws DomainError as `readDraft`; `invalid-rules` with all problems of the folder as it would be; `conflict`
   * when the folder has another file of the draft's name.
   */
  async prepare(path: string): Promise<PreparedDraft> {
    const { rulesDir, policyId } = this.standing;
    const draft = await readDraft(path, rulesDir, policyId);
    // The folder may hold a half-made activation, which is what is to be put right here: its problems do not stop us.
    const { set, folder: now } = await this.standing.look();
    const ruleSetId = set?.ruleSetId ?? (await this.policies.current()).ruleSetId;
    const inForce = await this.policies.ruleSet(ruleSetId);
    const under = this.putInForce(draft, inForce);
    const overlay = overlayOf(draft, under, now);
    const then = await loadPolicyFolder(rulesDir, overlay);
    const members = under.policies.map((policy) => ({
      policy,
      text: then.texts.get(ruleFile(policy)) ?? '',
    }));
    const problems = [
      ...then.problems,
      ...strayFiles(
        this.standing.own(then),
        members.map(({ policy, text }) => ({ ...policy, textSha256: textSha256(text) })),
      ),
    ];
    if (problems.length > 0) {
      const message = `The rules would not be valid with ${draft.policy.version} in force.`;
      throw new DomainError('invalid-rules', message, problems);
    }
    const files = [...overlay]
      .map(([file, after]): FileChange => ({ file, before: now.texts.get(file) ?? null, after }))
      .filter(({ before, after }) => before !== after);
    return { draft, ruleSetId, inForce, under, files, members };
  }

  private putInForce({ policy, file, given }: Draft, inForce: readonly Policy[]): RulesUnderDraft {
    const { policyId } = this.standing;
    if (policy.policy !== policyId) {
      const message = `This is a draft of “${policy.policy}”; deals are judged by “${policyId}”.`;
      throw new DomainError('invalid-rules', `The draft ${given} cannot be put in force.`, [
        { file, path: '$.policy', message, remedy: `Set "policy" to "${policyId}".` },
      ]);
    }
    const { rules, problems } = putInForce(inForce, policy, file);
    if (rules !== null) return rules;
    throw new DomainError('invalid-rules', `The draft ${given} cannot be put in force.`, problems);
  }
}

/** The files as they would be: the draft active and in its place, its predecessor ended. */
function overlayOf(
  draft: Draft,
  { predecessor }: RulesUnderDraft,
  now: PolicyFolder,
): ReadonlyMap<string, string> {
  const overlay = new Map<string, string>();
  if (!draft.inFolder) {
    refuseAnother(now, draft.file, draft.text);
    if (draft.cases !== null) {
      refuseAnother(now, draft.casesFile, draft.cases.text);
      overlay.set(draft.casesFile, draft.cases.text);
    }
  }
  overlay.set(draft.file, spliceJson(draft.text, { keys: ['status'], value: 'active' }));
  if (predecessor === null) return overlay;
  const before = now.texts.get(ruleFile(predecessor));
  // A file that is gone or broken is left alone: the check of the folder tells what is the matter with it.
  if (before !== undefined && now.policies.some(({ version }) => version === predecessor.version)) {
    const until = { keys: ['effective', 'until'], value: draft.policy.effective.from };
    overlay.set(ruleFile(predecessor), spliceJson(before, until));
  }
  return overlay;
}

/** A draft from elsewhere takes its place in the folder when it is activated; nothing else may be there. */
function refuseAnother(folder: PolicyFolder, file: string, text: string): void {
  const there = folder.texts.get(file);
  if (there === undefined || there === text) return;
  throw new DomainError('conflict', `The rules folder has another ${file}.`, [
    {
      file,
      message: 'A file of this name lies in the rules folder, with another text.',
      remedy: 'Name that file instead, or give this draft another version name.',
    },
  ]);
}
