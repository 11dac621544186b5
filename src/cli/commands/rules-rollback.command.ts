import type { Command } from 'commander';
import { toRulesChange } from '../../activation/activation.schemas.js';
import { ActivationService } from '../../activation/activation.service.js';
import { renderRulesChange } from '../../activation/render-rules-change.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { whoIs } from '../who.js';

/** `dealproof rules rollback`: takes an activation back. */
export function registerRulesRollback(rules: Command, context: CliContext): void {
  addCommand(rules, 'rollback <version>', 'take the last activation back, which must be that of this version')
    .option('--by <name>', 'who does it; else the user at the terminal')
    .action(async (version: string, options: CommandOptions<{ readonly by?: string }>) => {
      const change = await context.withService(options, (service) =>
        service.get(ActivationService).rollBack(version, whoIs(options.by)),
      );
      if (options.json) context.printJson(toRulesChange(change));
      else context.print(renderRulesChange(change));
    });
}
