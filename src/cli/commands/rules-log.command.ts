import type { Command } from 'commander';
import { RecordedRulesService } from '../../policies/recorded-rules.service.js';
import { type RulesLog, toRulesLog } from '../../policies/rules-log.schemas.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { shortHash } from '../short-hash.js';

/** `dealproof rules log`: every change of the rules in force. */
export function registerRulesLog(rules: Command, context: CliContext): void {
  addCommand(rules, 'log', 'list every change of the rules in force: when, by whom, and what').action(
    (options: CommandOptions) => log(context, options),
  );
}

async function log(context: CliContext, options: CommandOptions): Promise<void> {
  const told = toRulesLog(
    await context.withService(options, (service) => service.get(RecordedRulesService).log()),
  );
  if (options.json) {
    context.printJson(told);
    return;
  }
  for (const entry of told.items) {
    const { ruleSetId, recordedAt, action, version, by, digest } = entry;
    const what = version === null ? action : `${action} ${version}`;
    context.print(`${recordedAt}  rule set ${ruleSetId} (${shortHash(digest)}): ${what} (${by})`);
    for (const change of entry.changes) context.print(`    ${wordsOf(change)}`);
  }
}

function wordsOf({ version, change, hash, effective }: RulesLog['items'][number]['changes'][number]): string {
  const { from, until } = effective;
  const days = until === null ? `from ${from} on` : `from ${from} until ${until}`;
  switch (change) {
    case 'in':
      return `${version} came into force, ${days} (${shortHash(hash)})`;
    case 'out':
      return `${version} is not in force any more (${shortHash(hash)})`;
    case 'content':
      return `${version} says something else (${shortHash(hash)}), ${days}`;
    case 'days':
      return `${version} judges on other days, ${days}`;
  }
}
