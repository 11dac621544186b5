import Table from 'cli-table3';
import type { Command } from 'commander';
import { systemClock } from '../../kernel/clock.js';
import { DomainError, formatProblem } from '../../kernel/errors.js';
import { formatInstant } from '../../kernel/instants.js';
import type { SavedReport } from '../../reports/domain/saved-report.js';
import { ReportDefinitions } from '../../reports/report-definitions.js';
import { targetCheck } from '../../reports/saved/target-settings.js';
import { Slots } from '../../schedules/domain/slots.js';
import { SchedulesModule } from '../../schedules/schedules.module.js';
import { SchedulesService } from '../../schedules/schedules.service.js';
import { isScheduled } from '../../schedules/slot-keeper.js';
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

async function list(context: CliContext, options: CommandOptions): Promise<void> {
  const { reportsDir: folder, reportsDirNamed: named, delivery } = context.config(options);
  const definitions = ReportDefinitions.read(undefined, {
    folder,
    named,
    target: targetCheck(delivery),
    // They are part of the list.
    onProblems: () => {},
  });
  const inForce = definitions.saved();
  const paused: Paused = inForce.some(isScheduled) ? await pausedSchedules(context, options) : new Map();
  const saved = inForce.map((report) => shown(report, paused.get(report.name) ?? null));
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
  for (const { name, title, report, owner, schedule, paused: stop, next } of saved) {
    const when = schedule === undefined ? '' : `${schedule.cron} ${schedule.zone}`;
    table.push([
      name,
      title,
      report,
      owner ?? '',
      when,
      stop === null ? (next ?? '') : `paused by ${stop.by}`,
    ]);
  }
  context.print(table.toString());
  if (problems.length === 0) return;
  context.print('What is wrong with the files of saved reports:');
  for (const problem of problems) context.print(`  ${formatProblem(problem)}`);
}

type Paused = Awaited<ReturnType<SchedulesService['paused']>>;

/** Who paused which schedules; nobody has any where there is no book yet, which the list does without. */
async function pausedSchedules(context: CliContext, options: CommandOptions): Promise<Paused> {
  try {
    return await context.withService({ ...options, features: [SchedulesModule] }, (service) =>
      service.get(SchedulesService).paused(),
    );
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return new Map();
    throw error;
  }
}

/** A saved report with who paused its schedule, and when it comes due next unless somebody has; ISO 8601 in UTC. */
function shown(report: SavedReport, paused: { readonly at: number; readonly by: string } | null) {
  const { schedule } = report;
  const isDue = schedule !== undefined && paused === null;
  const next = isDue ? new Slots(schedule.cron, schedule.zone).after(systemClock()) : null;
  return {
    ...report,
    paused:
      schedule === undefined || paused === null ? null : { at: formatInstant(paused.at), by: paused.by },
    next: next === null ? null : formatInstant(next),
  };
}
