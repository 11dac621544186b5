import { Inject, Injectable } from '@nestjs/common';
import { Big } from 'big.js';
import { CLOCK } from '../config/config.module.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { formatInstant, utcDay } from '../kernel/instants.js';
import { readETags } from '../policies/domain/preconditions.js';
import { restoreMember } from '../policies/domain/restore-member.js';
import { type RuleSet, textSha256 } from '../policies/domain/rule-set.js';
import type { FileChange } from '../policies/folder-change.js';
import { RuleSetsStore } from '../policies/rule-sets.store.js';
import type { Amount } from './domain/impact.js';
import { staleBecause } from './domain/impact-basis.js';
import { lastActivation, membersWithout } from './domain/take-back.js';
import { DraftRules, type PreparedDraft } from './draft-rules.js';
import { ImpactsStore, type KeptImpact } from './impacts.store.js';
import { requireCases } from './require-cases.js';
import { type RulesChange, RulesSwitch } from './rules-switch.js';

/** How a draft is to be activated. */
export interface ActivationOptions {
  /** Who does it. */
  readonly by: string;
  /**
   * Refuse when the deals that could no longer be registered are worth more than this many US dollars, as the draft
   * comes into force or were it in force for the whole book, whichever is more.
   */
  readonly maxLostValueUsd?: number | undefined;
  /** ETags (`"<SHA-256 of the text>"`) one of which the draft's file must have; left out, it may have any. */
  readonly ifMatch?: string | undefined;
}

/** Puts drafts in force, and takes that back. */
@Injectable()
export class ActivationService {
  constructor(
    private readonly drafts: DraftRules,
    private readonly impacts: ImpactsStore,
    private readonly ruleSets: RuleSetsStore,
    private readonly rules: RulesSwitch,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Puts a draft in force and judges the book again. The book's record and the files change together: what is
   * decided stands once it is recorded, and `dealproof rules restore` brings files up to it.
   * @param path the rule file of the draft.
   * @throws DomainError as `DraftRules.prepare`; `rule-tests-failed`; `precondition-failed` when the text is another;
   * `conflict` when no impact was computed, when it does not hold any more, or when it costs too much.
   */
  async activate(path: string, options: ActivationOptions): Promise<RulesChange> {
    const prepared = await this.drafts.prepare(path);
    const { draft, under, ruleSetId, files, members } = prepared;
    requireText(prepared, options.ifMatch);
    await requireCases(under.draft, draft);
    return this.rules.change(files, async () => {
      const { impactId, computedAt, asOf, summary } = await this.requireImpact(prepared, options);
      const impact = { impactId, computedAt: formatInstant(computedAt), asOf, ...summary };
      const { version } = draft.policy;
      return { set: { action: 'activated', version, by: options.by, members, impact }, instead: ruleSetId };
    });
  }

  /**
   * Takes the last activation back, which must be that of the version: the rules in force and the files of the
   * folder are again what they were before it, byte for byte, and the book is judged again.
   * @throws DomainError `conflict` when another activation must be taken back first, when there is none, or when
   * rules or files were changed since.
   */
  async rollBack(version: string, by: string): Promise<RulesChange> {
    const log = await this.ruleSets.log();
    const [now] = log;
    const activation = lastActivation(log);
    if (now === undefined || activation?.version !== version) throw notTheLast(version, activation);
    const before = await this.ruleSets.get(activation.ruleSetId - 1);
    const kept = membersWithout(activation, before, now);
    const texts = await this.ruleSets.texts(kept.map((member) => member.textSha256));
    const members = kept.map((member) => {
      const text = texts.get(member.textSha256) ?? '';
      return { policy: restoreMember(member, text), text };
    });
    const files = await this.takenBack(activation);
    const set = { action: 'rolled-back', version, by, members, impact: null } as const;
    return this.rules.change(files, async () => ({ set, instead: now.ruleSetId }));
  }

  /** The files that an activation changed, the other way round. */
  private async takenBack({ files }: RuleSet): Promise<readonly FileChange[]> {
    const digests = files.flatMap(({ before, after }) => [before, after]).filter((each) => each !== null);
    const texts = await this.ruleSets.texts(digests);
    const textOf = (digest: string | null): string | null =>
      digest === null ? null : (texts.get(digest) ?? null);
    return files.map(({ file, before, after }) => ({ file, before: textOf(after), after: textOf(before) }));
  }

  /** The impact that the activation rests on, when it still holds and costs no more than allowed. */
  private async requireImpact(
    { draft, ruleSetId }: PreparedDraft,
    { maxLostValueUsd }: ActivationOptions,
  ): Promise<KeptImpact> {
    const { policy, version } = draft.policy;
    const kept = await this.impacts.last(policy, version);
    if (kept === null) throw notComputed('No impact of this draft was computed yet.', draft.given);
    const set = await this.ruleSets.get(ruleSetId);
    const lastImport = await this.impacts.lastImport();
    const stale = staleBecause(kept, {
      textSha256: textSha256(draft.text),
      ruleSetId,
      lastImportId: lastImport?.importId ?? 0,
      asOf: utcDay(this.clock()),
      rulesChanged: { by: set.by, at: set.recordedAt },
      lastFile: lastImport?.fileName ?? null,
    });
    if (stale !== null) throw notComputed(stale, draft.given);
    if (maxLostValueUsd !== undefined) requireWithin(kept, maxLostValueUsd);
    return kept;
  }
}

function requireText({ draft }: PreparedDraft, ifMatch: string | undefined): void {
  const etags = ifMatch === undefined ? undefined : readETags(ifMatch);
  if (etags === undefined || etags.includes('*') || etags.includes(`"${textSha256(draft.text)}"`)) return;
  throw new DomainError('precondition-failed', 'The draft is not the one that you read.', [
    {
      file: draft.file,
      message: 'It was edited since.',
      remedy: 'Read it again, and compute its impact again.',
    },
  ]);
}

function notComputed(message: string, given: string): DomainError {
  const remedy = `Look at what the draft would do now: dealproof rules impact ${given}.`;
  return new DomainError('conflict', 'The draft was not activated.', [{ message, remedy }]);
}

/** Both as the draft comes into force and over the whole book: one that begins later costs nothing yet today. */
function requireWithin({ summary }: KeptImpact, maxLostValueUsd: number): void {
  requireLostWithin(summary.lost, '', maxLostValueUsd);
  const whole = ', were the draft in force for the whole book';
  requireLostWithin(summary.overWholeBook.lost, whole, maxLostValueUsd);
}

function requireLostWithin(lost: Amount, when: string, maxLostValueUsd: number): void {
  const deals = lost.deals === 1 ? '1 deal' : `${lost.deals} deals`;
  const worth = `${deals}, worth ${lost.valueUsd} USD, could no longer be registered${when}`;
  if (new Big(lost.valueUsd).gt(maxLostValueUsd)) {
    throw tooMuch(`${worth}; the limit is ${maxLostValueUsd} USD.`);
  }
  if (lost.withoutValue > 0) {
    throw tooMuch(`${worth}, and the value of ${lost.withoutValue} of them in US dollars is not known.`);
  }
}

function tooMuch(message: string): DomainError {
  const remedy = 'Change the draft, or leave the limit out if that is what you want.';
  return new DomainError('conflict', 'The draft was not activated.', [{ message, remedy }]);
}

function notTheLast(version: string, activation: RuleSet | null): DomainError {
  const last = activation?.version;
  return new DomainError('conflict', `The activation of ${version} cannot be taken back.`, [
    last === undefined || last === null
      ? {
          message: 'No activation is left that could be taken back.',
          remedy: 'Look at dealproof rules log.',
        }
      : {
          message: `The last activation that was not taken back is that of “${last}”.`,
          remedy: `Take it back first: dealproof rules rollback ${last}.`,
        },
  ]);
}
