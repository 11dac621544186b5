import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerScheduleList } from './schedule-list.command.js';
import { registerSchedulePause } from './schedule-pause.command.js';
import { registerScheduleRun } from './schedule-run.command.js';

/** `dealproof schedule`: when saved reports are made, and having them made now. */
export function registerSchedule(program: Command, context: CliContext): void {
  const schedule = program
    .command('schedule')
    .description('list the schedules of saved reports, pause them, and make saved reports now');
  registerScheduleList(schedule, context);
  registerScheduleRun(schedule, context);
  registerSchedulePause(schedule, context);
}
