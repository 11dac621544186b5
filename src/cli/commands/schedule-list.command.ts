import type { Command } from 'commander';
import { formatInstant } from '../../kernel/instants.js';
import { SchedulesService, type ShownSchedule } from '../../schedules/schedules.service.js';
import { toScheduleResponse } from '../../schedules/schedules.schemas.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { runLine } from './run-line.js';

/** `dealproof schedule list`: the schedules, with their last runs and their next times. */
export function registerScheduleList(schedule: Command, context: CliContext): void {
  addCommand(schedule, 'list', 'list the schedules, with their last runs and their next five times').action(
    (options: CommandOptions) => list(context, options),
  );
}

async function list(context: CliContext, options: CommandOptions): Promise<void> {
  const schedules = await context.withService(options, (service) => service.get(SchedulesService).list());
  if (options.json) context.printJson({ items: schedules.map(toScheduleResponse) });
  else if (schedules.length === 0) context.say('No saved report has a schedule.');
  else context.print(schedules.map(rendered).join('\n\n'));
}

function rendered({ name, report, owner, schedule, paused, lastRun, next }: ShownSchedule): string {
  const state = paused === null ? 'on' : `paused by ${paused.by} since ${formatInstant(paused.at)}`;
  const { cron, zone, catchUp } = schedule;
  return [
    `${name}: ${report}, ${state}`,
    `  owner      ${owner ?? 'nobody'}`,
    `  schedule   ${cron} in ${zone}, missed times: ${catchUp}`,
    `  last run   ${lastRun === null ? 'none' : runLine(lastRun)}`,
    ...(paused === null ? [] : ['  next       none while it is paused']),
    ...next.map(
      ({ at, local }, index) => `  ${index === 0 ? 'next' : '    '}       ${local}  ${formatInstant(at)}`,
    ),
  ].join('\n');
}
