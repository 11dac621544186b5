import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { EvaluationSummary } from '../../eligibility/book-evaluator.js';
import { EligibilityModule } from '../../eligibility/eligibility.module.js';
import { EligibilityService } from '../../eligibility/eligibility.service.js';
import { OUTCOMES } from '../../policies/domain/outcome.js';
import { WorkModule } from '../../work/work.module.js';
import { WorkService } from '../../work/work.service.js';
import type { CliContext } from '../context.js';
import { interruptible } from '../interruption.js';
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
  const features = [EligibilityModule, WorkModule];
  const summary = await context.withService({ ...options, features }, (service) =>
    interruptible(context, service, () => judge(context, service, options)),
  );
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

async function judge(
  context: CliContext,
  service: INestApplicationContext,
  { policy, asOf, all, verify }: EvaluateFlags,
): Promise<EvaluationSummary> {
  const progress = startProgress(context.streams.stderr, 'judging', 'deals');
  const work = {
    kind: policy === undefined ? 'evaluation' : 'try-out',
    fileName: null,
    bytesTotal: null,
    request: 'dealproof evaluate',
    idempotencyKey: null,
  } as const;
  try {
    return await service.get(WorkService).run(work, ({ signal, tell }) =>
      service.get(EligibilityService).evaluate({
        ...(policy === undefined ? {} : { policyVersion: policy }),
        ...(asOf === undefined ? {} : { asOf }),
        ...(all === undefined ? {} : { all }),
        ...(verify === undefined ? {} : { verify }),
        signal,
        onProgress: (dealsJudged, dealsTotal) => {
          tell({ dealsJudged, dealsTotal });
          progress.update(dealsJudged, dealsJudged, dealsTotal);
        },
      }),
    );
  } finally {
    progress.stop();
  }
}
