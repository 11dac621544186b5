import { join } from 'node:path';
import type { Command } from 'commander';
import { formatProblem, type Problem } from '../../kernel/errors.js';
import { ReportDefinitions } from '../../reports/report-definitions.js';
import { checkReports, type ReportsCheck } from '../../reports/saved/check-reports.js';
import { targetCheck } from '../../reports/saved/target-settings.js';
import type { CliContext } from '../context.js';
import { WRONG_INPUT } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof reports check`: everything wrong in files of saved reports. */
export function registerReportsCheck(reports: Command, context: CliContext): void {
  addCommand(
    reports,
    'check [path...]',
    'check saved reports and report every problem: folders or files, else the folder of the saved reports',
  ).action((paths: readonly string[], options: CommandOptions) => check(context, paths, options));
}

function check(context: CliContext, paths: readonly string[], options: CommandOptions): void {
  const { reportsDir, delivery } = context.config(options);
  const definitions = ReportDefinitions.read();
  const against = { base: (name: string) => definitions.find(name), target: targetCheck(delivery) };
  const checks =
    paths.length === 0
      ? [checkReports(reportsDir, against)]
      : paths.map((path) => placedBelow(path, checkReports(path, against)));
  const found: ReportsCheck = {
    files: checks.reduce((sum, { files }) => sum + files, 0),
    reports: checks.flatMap(({ reports }) => reports),
    problems: checks.flatMap(({ problems }) => problems),
  };
  if (found.problems.length > 0) context.exitCode = WRONG_INPUT;
  if (options.json) context.printJson(found);
  else context.print(rendered(found));
}

/** Of several folders or files each problem is told with the path that was given. */
function placedBelow(path: string, found: ReportsCheck): ReportsCheck {
  const placed = ({ file, ...rest }: Problem): Problem => ({
    ...rest,
    file: file === undefined || file === path || path.endsWith(file) ? path : join(path, file),
  });
  return { ...found, problems: found.problems.map(placed) };
}

function rendered({ files, reports, problems }: ReportsCheck): string {
  const found =
    problems.length === 0
      ? `all right; saved reports: ${reports.length === 0 ? 'none' : reports.join(', ')}`
      : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return [...problems.map(formatProblem), `${files} file${files === 1 ? '' : 's'} checked: ${found}.`].join(
    '\n',
  );
}
