import type { Command } from 'commander';
import { RecordedRulesService } from '../../policies/recorded-rules.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

interface ShowFlags {
  readonly hash?: string;
}

/** `dealproof rules show`: the text of a version as it was in force. */
export function registerRulesShow(rules: Command, context: CliContext): void {
  addCommand(rules, 'show <version>', 'print the text of a version as it was in force, byte for byte')
    .option(
      '--hash <hash>',
      'with this content, by its first six digits or more; else as it was last in force',
    )
    .action((version: string, options: CommandOptions<ShowFlags>) => show(context, version, options));
}

async function show(context: CliContext, version: string, options: CommandOptions<ShowFlags>): Promise<void> {
  const recorded = await context.withService(options, (service) =>
    service.get(RecordedRulesService).text(version, options.hash),
  );
  if (options.json) context.printJson(recorded);
  else context.streams.stdout.write(recorded.text);
}
