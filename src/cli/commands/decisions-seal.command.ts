import type { Command } from 'commander';
import { DecisionLogService } from '../../decisions/decision-log.service.js';
import { sealDocument } from '../../decisions/domain/log-lines.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof decisions seal`: the last seal, to be kept elsewhere. */
export function registerDecisionsSeal(decisions: Command, context: CliContext): void {
  addCommand(decisions, 'seal', 'print the last seal of the decision log, to be kept elsewhere').action(
    async (options: CommandOptions) => {
      const seal = await context.withService(options, (service) =>
        service.get(DecisionLogService).lastSeal(),
      );
      const document = sealDocument(seal);
      if (options.json) {
        context.printJson(document);
        return;
      }
      const counted = `${seal.decisions} ${seal.decisions === 1 ? 'decision' : 'decisions'}`;
      context.print(
        `Seal ${document.sealId} of ${document.sealedAt}, over ${counted} of evaluation ${document.evaluationId}:`,
      );
      context.print(document.hash);
    },
  );
}
