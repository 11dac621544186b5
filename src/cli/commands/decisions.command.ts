import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerDecisionsExport } from './decisions-export.command.js';
import { registerDecisionsSeal } from './decisions-seal.command.js';
import { registerDecisionsVerify } from './decisions-verify.command.js';

/** `dealproof decisions`: the log of all decisions as evidence. */
export function registerDecisions(program: Command, context: CliContext): void {
  const decisions = program
    .command('decisions')
    .description('check, export and seal the log of all decisions');
  registerDecisionsVerify(decisions, context);
  registerDecisionsExport(decisions, context);
  registerDecisionsSeal(decisions, context);
}
