import type { ChangedFile } from '../policies/domain/rule-set.js';
import type { RulesChange } from './rules-switch.js';

/** An activation or rollback as lines for a person. */
export function renderRulesChange({ ruleSet, evaluation }: RulesChange): string {
  const { action, version, by, ruleSetId, files } = ruleSet;
  const done = action === 'activated' ? 'is in force' : 'is not in force any more';
  return [
    `Version ${version ?? ''} ${done} (rule set ${ruleSetId}, by ${by}).`,
    ...files.map((file) => `  ${file.file}: ${fate(file)}`),
    `${evaluation.judged} of ${evaluation.deals} deals judged again, ${evaluation.recorded} verdicts recorded.`,
  ].join('\n');
}

function fate({ before, after }: ChangedFile): string {
  if (before === null) return 'added';
  return after === null ? 'removed' : 'changed';
}
