import { type Command, InvalidArgumentError } from 'commander';
import { toRulesChange } from '../../activation/activation.schemas.js';
import { ActivationService } from '../../activation/activation.service.js';
import { renderRulesChange } from '../../activation/render-rules-change.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { whoIs } from '../who.js';

interface ActivateFlags {
  readonly by?: string;
  readonly maxLostValue?: number;
}

/** `dealproof rules activate`: puts a draft in force. */
export function registerRulesActivate(rules: Command, context: CliContext): void {
  addCommand(rules, 'activate <file>', 'put a draft in force and judge the book again')
    .option('--by <name>', 'who does it; else the user at the terminal')
    .option(
      '--max-lost-value <usd>',
      'refuse when deals worth more US dollars could no longer be registered',
      usdOption,
    )
    .action(async (file: string, options: CommandOptions<ActivateFlags>) => {
      const change = await context.withService(options, (service) =>
        service
          .get(ActivationService)
          .activate(file, { by: whoIs(options.by), maxLostValueUsd: options.maxLostValue }),
      );
      if (options.json) context.printJson(toRulesChange(change));
      else context.print(renderRulesChange(change));
    });
}

function usdOption(text: string): number {
  if (/^\d{1,12}(\.\d{1,2})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write US dollars as a plain number, for example 50000 or 1250.50.');
}
