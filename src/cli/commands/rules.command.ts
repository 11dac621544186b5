import Table from 'cli-table3';
import type { Command } from 'commander';
import { formatProblem } from '../../kernel/errors.js';
import { checkRules, listRules } from '../../policies/check-rules.js';
import { PoliciesService } from '../../policies/policies.service.js';
import type { CliContext } from '../context.js';
import { RULES_INVALID } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof rules`: what the rule files say, and whether they are right. */
export function registerRules(program: Command, context: CliContext): void {
  const rules = program.command('rules').description('list and check the rule files');
  addCommand(rules, 'list', 'list the policy versions with their dates and status').action(
    (options: CommandOptions) => list(context, options),
  );
  addCommand(rules, 'check', 'check every rule file and report every problem of all of them').action(
    (options: CommandOptions) => check(context, options),
  );
}

async function list(context: CliContext, options: CommandOptions): Promise<void> {
  const rows = await listRules(new PoliciesService(context.config(options).rulesDir));
  if (options.json) {
    context.printJson(rows);
    return;
  }
  const table = new Table({
    head: ['version', 'status', 'from', 'until', 'criteria', 'cases', 'title'],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push([row.version, row.status, row.from, row.until ?? '', row.criteria, row.cases, row.title]);
  }
  context.print(table.toString());
}

async function check(context: CliContext, options: CommandOptions): Promise<void> {
  const { files, problems } = await checkRules(context.config(options).rulesDir);
  if (problems.length > 0) context.exitCode = RULES_INVALID;
  if (options.json) {
    context.printJson({ files, problems });
    return;
  }
  for (const problem of problems) context.say(formatProblem(problem));
  context.print(
    problems.length === 0
      ? `${files} files checked: all right.`
      : `${files} files checked: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
  );
}
