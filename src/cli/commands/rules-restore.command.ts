import type { Command } from 'commander';
import { RecordedRulesService } from '../../policies/recorded-rules.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof rules restore`: makes the files of the rules folder again what is in force. */
export function registerRulesRestore(rules: Command, context: CliContext): void {
  addCommand(
    rules,
    'restore [version]',
    'put the files of all versions in force, or of one, back as recorded',
  ).action((version: string | undefined, options: CommandOptions) => restore(context, version, options));
}

async function restore(
  context: CliContext,
  version: string | undefined,
  options: CommandOptions,
): Promise<void> {
  const files = await context.withService(options, (service) =>
    service.get(RecordedRulesService).restore(version),
  );
  const done = files.map(({ file, after }) => ({ file, done: after === null ? 'removed' : 'written' }));
  if (options.json) {
    context.printJson({ files: done });
    return;
  }
  for (const each of done) context.print(`${each.file}: ${each.done}`);
  if (done.length === 0) context.print('The files are as they are in force; nothing was changed.');
}
