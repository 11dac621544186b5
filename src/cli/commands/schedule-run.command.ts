import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { DeliveryService } from '../../delivery/delivery.service.js';
import { DomainError, formatError } from '../../kernel/errors.js';
import { ReportRunsService } from '../../report-runs/report-runs.service.js';
import { toRunWithFiles } from '../../report-runs/report-runs.schemas.js';
import type { CliContext } from '../context.js';
import { FAILED } from '../exit-codes.js';
import { interruptible } from '../interruption.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { whoIs } from '../who.js';
import { outcomeOf } from './run-line.js';

interface RunFlags {
  readonly test?: boolean;
  readonly by?: string;
}

/** `dealproof schedule run`: makes a saved report now, and delivers it. */
export function registerScheduleRun(schedule: Command, context: CliContext): void {
  addCommand(
    schedule,
    'run <name>',
    'make a saved report now and deliver it, whether it has a schedule or not',
  )
    .option('--test', 'make and keep it, but deliver it to nobody')
    .option('--by <name>', 'who asks for it; else the user of the operating system')
    .action((name: string, options: CommandOptions<RunFlags>) => run(context, name, options));
}

async function run(context: CliContext, name: string, options: CommandOptions<RunFlags>): Promise<void> {
  const by = whoIs(options.by);
  const test = options.test === true;
  const { found, tried } = await context.withService(options, (service) =>
    interruptible(context, service, () => makeNow(service, name, by, test)),
  );
  const { run: made, files } = found;
  if (made.state !== 'done') context.exitCode = FAILED;
  if (options.json) {
    context.printJson(toRunWithFiles(found));
    return;
  }
  context.print(`Run ${made.runId} of ${name}: ${outcomeOf(made)}`);
  for (const { path } of files) context.print(`  ${path}`);
  if (made.problem !== null) {
    const { message, problems } = made.problem;
    for (const line of formatError(new DomainError('internal', message, problems)).slice(1))
      context.say(line);
  }
  if (made.state !== 'done') return;
  if (test) context.say('It was a test: nothing was delivered.');
  else if (tried > 0) context.say(`What became of it: dealproof deliveries list --run ${made.runId}`);
}

/** A command may run where no service does, so it delivers what it made; what else is due is left to the service. */
async function makeNow(service: INestApplicationContext, name: string, by: string, test: boolean) {
  const runs = service.get(ReportRunsService);
  const { runId } = await runs.request(name, by, test);
  await runs.runNow(runId);
  const delivery = service.get(DeliveryService);
  const tried = test ? 0 : await delivery.deliverDue(new AbortController().signal, String(runId));
  return { found: await runs.find(runId), tried };
}
