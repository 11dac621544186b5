import type { Command } from 'commander';
import { toHistoryResponse } from '../../history/history.schemas.js';
import { HistoryModule } from '../../history/history.module.js';
import { HistoryService } from '../../history/history.service.js';
import { renderHistory } from '../../history/render-history.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof history`: what was learnt of a deal and how it was judged. */
export function registerHistory(program: Command, context: CliContext): void {
  addCommand(
    program,
    'history <deal>',
    'tell every change of a deal and every verdict on it, in order',
  ).action(async (dealId: string, options: CommandOptions) => {
    const features = [HistoryModule];
    const history = await context.withService({ ...options, features }, (service) =>
      service.get(HistoryService).of(dealId),
    );
    if (options.json) context.printJson(toHistoryResponse(history));
    else context.print(renderHistory(history));
  });
}
