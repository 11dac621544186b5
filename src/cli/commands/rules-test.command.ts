import type { Command } from 'commander';
import { DomainError } from '../../kernel/errors.js';
import { renderRuleTest, renderWritten } from '../../rule-tests/render-rule-tests.js';
import { RuleTestsService } from '../../rule-tests/rule-tests.service.js';
import type { CliContext } from '../context.js';
import { RULE_TESTS_FAILED } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

interface TestFlags {
  readonly writeCases?: string;
}

/** `dealproof rules test`: whether the cases come out, and whether they would notice a mistake in the rules. */
export function registerRulesTest(rules: Command, context: CliContext): void {
  addCommand(
    rules,
    'test [versions...]',
    'run the cases of the policy versions, and tell what they do not cover',
  )
    .option(
      '--write-cases <file>',
      'write the cases of one version, with all that are proposed, to a new file',
    )
    .action((versions: readonly string[], options: CommandOptions<TestFlags>) =>
      test(context, versions, options),
    );
}

async function test(
  context: CliContext,
  versions: readonly string[],
  options: CommandOptions<TestFlags>,
): Promise<void> {
  const service = new RuleTestsService(context.config(options).rulesDir);
  if (options.writeCases !== undefined) {
    const written = await service.writeCases(onlyOne(versions), options.writeCases);
    if (options.json) context.printJson(written);
    else context.print(renderWritten(written));
    return;
  }
  const reports = await (versions.length === 0 ? service.testAll() : service.testVersions(versions));
  if (reports.some(({ passed }) => !passed)) context.exitCode = RULE_TESTS_FAILED;
  if (options.json) context.printJson(reports);
  else context.print(reports.map(renderRuleTest).join('\n\n'));
}

function onlyOne(versions: readonly string[]): string {
  const [version, second] = versions;
  if (version !== undefined && second === undefined) return version;
  throw new DomainError('invalid-input', 'Cases are written for one version at a time.', [
    { message: `${versions.length} versions are named.`, remedy: 'Name one before --write-cases.' },
  ]);
}
