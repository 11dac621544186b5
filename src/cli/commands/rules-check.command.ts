import { relative, sep } from 'node:path';
import { type Command, Option } from 'commander';
import { checkRules, type RulesCheck } from '../../rule-checks/check-rules.js';
import { renderCheck } from '../../rule-checks/render-check.js';
import { toSarif } from '../../rule-checks/sarif.js';
import type { CliContext } from '../context.js';
import { RULES_INVALID } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

const FORMATS = ['text', 'json', 'sarif'] as const;

interface CheckFlags {
  readonly format: (typeof FORMATS)[number];
  readonly strict?: boolean;
}

/** `dealproof rules check`: everything wrong or doubtful in the rule files. */
export function registerRulesCheck(rules: Command, context: CliContext): void {
  addCommand(rules, 'check', 'check every rule file and report every problem of all of them')
    .addOption(
      new Option('--format <format>', 'sarif for code hosts; json is what --json gives')
        .choices(FORMATS)
        .default('text'),
    )
    .option('--strict', 'end with exit code 3 on warnings too')
    .action((options: CommandOptions<CheckFlags>) => check(context, options));
}

async function check(context: CliContext, options: CommandOptions<CheckFlags>): Promise<void> {
  const { rulesDir } = context.config(options);
  const found = await checkRules(rulesDir);
  if (found.errors > 0 || (options.strict === true && found.warnings > 0)) context.exitCode = RULES_INVALID;
  print(context, found, options.json === true ? 'json' : options.format, rulesDir);
}

function print(context: CliContext, found: RulesCheck, format: CheckFlags['format'], rulesDir: string): void {
  if (format === 'text') context.print(renderCheck(found));
  else if (format === 'json') context.printJson(found);
  // Code hosts look for files from the folder that the check was started in.
  else context.printJson(toSarif(found, relative(process.cwd(), rulesDir).replaceAll(sep, '/')));
}
