import type { Command } from 'commander';
import { diffPolicies } from '../../policies/domain/diff-policies.js';
import { loadVersion } from '../../policies/load-version.js';
import { renderPolicyDiff } from '../../policies/render-policy-diff.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof rules diff`: how two policy versions differ, by meaning. */
export function registerRulesDiff(rules: Command, context: CliContext): void {
  addCommand(
    rules,
    'diff <before> <after>',
    'compare two versions, by name or by file, by what they mean',
  ).action((before: string, after: string, options: CommandOptions) => diff(context, before, after, options));
}

async function diff(
  context: CliContext,
  before: string,
  after: string,
  options: CommandOptions,
): Promise<void> {
  const { rulesDir } = context.config(options);
  const found = diffPolicies(await loadVersion(rulesDir, before), await loadVersion(rulesDir, after));
  if (options.json) context.printJson(found);
  else context.print(renderPolicyDiff(found));
}
