import type { Command } from 'commander';
import { SchedulesService } from '../../schedules/schedules.service.js';
import { toScheduleResponse } from '../../schedules/schedules.schemas.js';
import { formatInstant } from '../../kernel/instants.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { whoIs } from '../who.js';

interface ByFlags {
  readonly by?: string;
}

/** `dealproof schedule pause` and `resume`. */
export function registerSchedulePause(schedule: Command, context: CliContext): void {
  addCommand(schedule, 'pause <name>', 'stop a schedule until it is resumed; what waits is not made')
    .option('--by <name>', 'who pauses it; else the user of the operating system')
    .action((name: string, options: CommandOptions<ByFlags>) => pause(context, name, options));
  addCommand(schedule, 'resume <name>', 'let a schedule go on with the next of its times')
    .option('--by <name>', 'who lets it go on; else the user of the operating system')
    .action((name: string, options: CommandOptions<ByFlags>) => resume(context, name, options));
}

async function pause(context: CliContext, name: string, options: CommandOptions<ByFlags>): Promise<void> {
  const by = whoIs(options.by);
  const { skipped, ...shown } = await context.withService(options, (service) =>
    service.get(SchedulesService).pause(name, by),
  );
  if (options.json) context.printJson({ ...toScheduleResponse(shown), skipped });
  else {
    const waited = skipped === 0 ? '' : ` Runs that waited and are not made: ${skipped}.`;
    context.print(`${name} is paused by ${shown.paused?.by ?? by}.${waited}`);
  }
}

async function resume(context: CliContext, name: string, options: CommandOptions<ByFlags>): Promise<void> {
  const by = whoIs(options.by);
  const shown = await context.withService(options, (service) =>
    service.get(SchedulesService).resume(name, by),
  );
  if (options.json) context.printJson(toScheduleResponse(shown));
  else {
    const [next] = shown.next;
    const when = next === undefined ? 'never' : `${next.local} (${formatInstant(next.at)})`;
    context.print(`${name} goes on; it is made next at ${when}.`);
  }
}
