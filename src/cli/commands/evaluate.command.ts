import type { Command } from 'commander';
import { EligibilityService } from '../../eligibility/eligibility.service.js';
import { OUTCOMES } from '../../policies/domain/outcome.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption, dateOption } from '../parse-options.js';
import { startProgress } from '../progress.js';

interface EvaluateFlags {
  readonly policy?: string;
  readonly asOf?: string;
  readonly all?: boolean;
  readonly verify?: number;
}

/** `dealproof evaluate`: judges the whole book and records what changed. */
export function registerEvaluate(program: Command, context: CliContext): void {
  addCommand(program, 'evaluate', 'judge every deal of the book and record the verdicts that changed')
    .option('--policy <version>', 'try this version out on the whole book; nothing is recorded')
    .option('--as-of <date>', 'UTC day that counts for deals that are not won; else today', dateOption)
    .option('--all', 'judge also the deals whose verdict cannot have changed')
    .option(
      '--verify <count>',
      'have the rule engine judge this many deals, picked at random, once more',
      countOption,
    )
    .action((options: CommandOptions<EvaluateFlags>) => evaluate(context, options));
}

async function evaluate(context: CliContext, options: CommandOptions<EvaluateFlags>): Promise<void> {
  const progress = startProgress(context, 'deals judged');
  const summary = await context
    .withService(options, (service) =>
      service.get(EligibilityService).evaluate({
        ...(options.policy === undefined ? {} : { policyVersion: options.policy }),
        ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
        ...(options.all === undefined ? {} : { all: options.all }),
        ...(options.verify === undefined ? {} : { verify: options.verify }),
        onProgress: (deals) => progress.update(deals),
      }),
    )
    .finally(() => progress.stop());
  if (options.json) {
    context.printJson(summary);
    return;
  }
  const { asOf, deals, judged, recorded, verified, byOutcome } = summary;
  context.print(`${deals} deals in the book, ${judged} judged as of ${asOf}, ${recorded} verdicts recorded.`);
  for (const outcome of OUTCOMES)
    context.print(`  ${outcome.padEnd(13)}${String(byOutcome[outcome]).padStart(9)}`);
  if (options.verify !== undefined) {
    context.print(`${verified} verdicts, picked at random, are what json-rules-engine says.`);
  }
  if (options.policy !== undefined) {
    context.say(`Tried out by version ${options.policy}: nothing was recorded.`);
  }
}
