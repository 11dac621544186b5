import Table from 'cli-table3';
import type { Command } from 'commander';
import { formatProblem } from '../../kernel/errors.js';
import { type PolicyListResponse, toPolicyList } from '../../policies/policies.schemas.js';
import { PoliciesModule } from '../../policies/policies.module.js';
import { PoliciesService } from '../../policies/policies.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { shortHash } from '../short-hash.js';

/** `dealproof rules list`: which versions there are and which are in force, also while files are wrong. */
export function registerRulesList(rules: Command, context: CliContext): void {
  addCommand(rules, 'list', 'list the policy versions: which are in force, since when, by whom').action(
    (options: CommandOptions) => list(context, options),
  );
}

async function list(context: CliContext, options: CommandOptions): Promise<void> {
  const features = [PoliciesModule];
  const state = await context.withService({ ...options, features }, (service) =>
    service.get(PoliciesService).state(),
  );
  const told = toPolicyList(state);
  if (options.json) {
    context.printJson(told);
    return;
  }
  context.print(tableOf(told.items));
  if (told.problems.length === 0) return;
  context.print(
    told.ruleSetId === null
      ? 'Nothing is in force, because of this:'
      : 'What is in force stays so until this is put right:',
  );
  for (const problem of told.problems) context.print(`  ${formatProblem(problem)}`);
}

function tableOf(items: PolicyListResponse['items']): string {
  const table = new Table({
    head: ['version', 'status', 'from', 'until', 'criteria', 'cases', 'hash', 'activated', 'by'],
    style: { head: [], border: [] },
  });
  for (const { version, status, effective, criteria, cases, hash, activated } of items) {
    table.push([
      version,
      status === 'active' ? 'in force' : 'draft',
      effective.from,
      effective.until ?? '',
      criteria.length,
      cases,
      shortHash(hash),
      activated?.at ?? '',
      activated?.by ?? '',
    ]);
  }
  return table.toString();
}
