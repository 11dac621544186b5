import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerRulesActivate } from './rules-activate.command.js';
import { registerRulesCheck } from './rules-check.command.js';
import { registerRulesDiff } from './rules-diff.command.js';
import { registerRulesImpact } from './rules-impact.command.js';
import { registerRulesList } from './rules-list.command.js';
import { registerRulesLog } from './rules-log.command.js';
import { registerRulesRestore } from './rules-restore.command.js';
import { registerRulesRollback } from './rules-rollback.command.js';
import { registerRulesShow } from './rules-show.command.js';
import { registerRulesTest } from './rules-test.command.js';

/** `dealproof rules`: the rule files, whether they are right, and which are in force. */
export function registerRules(program: Command, context: CliContext): void {
  const rules = program.command('rules').description('list, check and compare the rule files');
  registerRulesList(rules, context);
  registerRulesShow(rules, context);
  registerRulesRestore(rules, context);
  registerRulesLog(rules, context);
  registerRulesCheck(rules, context);
  registerRulesDiff(rules, context);
  registerRulesTest(rules, context);
  registerRulesImpact(rules, context);
  registerRulesActivate(rules, context);
  registerRulesRollback(rules, context);
}
