import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { EvaluationSummary } from '../eligibility/book-evaluator.js';
import { EligibilityService } from '../eligibility/eligibility.service.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { type RuleSet, textSha256 } from '../policies/domain/rule-set.js';
import { type FileChange, FolderChange } from '../policies/folder-change.js';
import { type NewRuleSet, RuleSetsStore } from '../policies/rule-sets.store.js';
import { RulesStanding } from '../policies/rules-standing.js';

/** A change of the rules in force that was made. */
export interface RulesChange {
  readonly ruleSet: RuleSet;
  /** What judging the book again came to. */
  readonly evaluation: EvaluationSummary;
}

const CHANGED_BUT_NOT_WRITTEN = {
  message: 'The rules in force have changed, but a file could not be written.',
  remedy:
    'Let the service write to the rules folder, then bring its files up to date: dealproof rules restore.',
};

/** The rules to record, and the number of the rule set that they are to replace. */
interface Decided {
  readonly set: Omit<NewRuleSet, 'now' | 'files'>;
  readonly instead: number;
}

/** Changes the rules in force, in the book and in the rules folder, and judges the book again. */
@Injectable()
export class RulesSwitch {
  constructor(
    private readonly database: Database,
    private readonly ruleSets: RuleSetsStore,
    private readonly standing: RulesStanding,
    private readonly eligibility: EligibilityService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Changes the rules in force and the files of the folder, in this order: the new texts beside the files, the
   * record in one transaction that nobody else writes in, the texts to their places. Cut off after the record, the
   * folder is behind, which shows, and `dealproof rules restore` brings it up to the record.
   * @param decide makes sure, in that transaction, that nothing has come between, and gives the rules to record.
   * @throws what `decide` throws; `conflict` when rules or files were changed meanwhile; `unavailable` when the
   * folder cannot be written to.
   */
  async change(files: readonly FileChange[], decide: () => Promise<Decided>): Promise<RulesChange> {
    const ruleSet = await this.standing.alone(async () => {
      const folder = await FolderChange.ready(this.standing.rulesDir, files);
      try {
        const recorded = await this.record(files, folder, decide);
        await folder.apply(CHANGED_BUT_NOT_WRITTEN);
        return recorded;
      } finally {
        await folder.drop();
      }
    });
    return { ruleSet, evaluation: await this.judgeAgain() };
  }

  private async record(
    files: readonly FileChange[],
    folder: FolderChange,
    decide: () => Promise<Decided>,
  ): Promise<RuleSet> {
    const digest = (text: string | null): string | null => (text === null ? null : textSha256(text));
    const digests = files.map(({ file, before, after }) => ({
      file,
      before: digest(before),
      after: digest(after),
    }));
    return this.database.transaction(async () => {
      await this.database.lockBook();
      const { set, instead } = await decide();
      const texts = files.flatMap(({ before, after }) => [before, after]);
      await this.ruleSets.keepTexts(texts.filter((text) => text !== null));
      const added = await this.ruleSets.add({ ...set, now: this.clock(), files: digests }, instead);
      // Last, so that of two at once the later hears of the other and not of the files that the other changed.
      await folder.requireUnchanged();
      return added;
    });
  }

  private async judgeAgain(): Promise<EvaluationSummary> {
    try {
      return await this.eligibility.evaluate();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const message = `The rules in force have changed, but the book was not judged again: ${error.message}`;
      const remedy = { message: 'Verdicts are still those of before.', remedy: 'Run dealproof evaluate.' };
      throw new DomainError(error.code, message, [...error.problems, remedy], { cause: error });
    }
  }
}
