import type { Command } from 'commander';
import { renderRuleTest } from '../../rule-tests/render-rule-tests.js';
import { RuleTestsService } from '../../rule-tests/rule-tests.service.js';
import type { CliContext } from '../context.js';
import { RULE_TESTS_FAILED } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof rules test`: whether the cases come out, and whether they would notice a mistake in the rules. */
export function registerRulesTest(rules: Command, context: CliContext): void {
  addCommand(
    rules,
    'test [versions...]',
    'run the cases of the policy versions, and tell what they do not cover',
  ).action((versions: readonly string[], options: CommandOptions) => test(context, versions, options));
}

async function test(
  context: CliContext,
  versions: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const service = new RuleTestsService(context.config(options).rulesDir);
  const reports = await (versions.length === 0 ? service.testAll() : service.testVersions(versions));
  if (reports.some(({ passed }) => !passed)) context.exitCode = RULE_TESTS_FAILED;
  if (options.json) context.printJson(reports);
  else context.print(reports.map(renderRuleTest).join('\n\n'));
}
