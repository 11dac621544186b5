import Table from 'cli-table3';
import type { Command } from 'commander';
import { systemClock } from '../../kernel/clock.js';
import { formatProblem } from '../../kernel/errors.js';
import { formatInstant } from '../../kernel/instants.js';
import type { SavedReport } from '../../reports/domain/saved-report.js';
import { ReportDefinitions } from '../../reports/report-definitions.js';
import { targetCheck } from '../../reports/saved/target-settings.js';
import { Slots } from '../../schedules/domain/slots.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof reports list`: the reports there are, the saved ones, who owns them, and when they come next. */
export function registerReportsList(reports: Command, context: CliContext): void {
  addCommand(
    reports,
    'list',
    'list the reports and the saved ones: whose they are, and when they are made',
  ).action((options: CommandOptions) => list(context, options));
}

function list(context: CliContext, options: CommandOptions): void {
  const { reportsDir: folder, reportsDirNamed: named, delivery } = context.config(options);
  const definitions = ReportDefinitions.read(undefined, {
    folder,
    named,
    target: targetCheck(delivery),
    // They are part of the list.
    onProblems: () => {},
  });
  const saved = definitions.saved().map((report) => ({ ...report, next: nextOf(report) }));
  const problems = definitions.problems();
  if (options.json) {
    context.printJson({ items: definitions.all(), saved, problems });
    return;
  }
  const table = new Table({
    head: ['name', 'title', 'report', 'owner', 'schedule', 'next'],
    style: { head: [], border: [] },
  });
  for (const { name, title } of definitions.all()) table.push([name, title, '', '', '', '']);
  for (const { name, title, report, owner, schedule, next } of saved) {
    const when = schedule === undefined ? '' : `${schedule.cron} ${schedule.zone}`;
    table.push([name, title, report, owner ?? '', when, next ?? '']);
  }
  context.print(table.toString());
  if (problems.length === 0) return;
  context.print('What is wrong with the files of saved reports:');
  for (const problem of problems) context.print(`  ${formatProblem(problem)}`);
}

/** When it comes due next, ISO 8601 in UTC; null where it has no schedule. */
function nextOf({ schedule }: SavedReport): string | null {
  if (schedule === undefined) return null;
  const next = new Slots(schedule.cron, schedule.zone).after(systemClock());
  return next === null ? null : formatInstant(next);
}
