import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerReportsCheck } from './reports-check.command.js';
import { registerReportsDownload } from './reports-download.command.js';
import { registerReportsList } from './reports-list.command.js';
import { registerReportsRuns } from './reports-runs.command.js';

/** `dealproof reports`: the reports there are, the saved ones, whether their files are right, and their runs. */
export function registerReports(program: Command, context: CliContext): void {
  const reports = program
    .command('reports')
    .description('list and check the reports and saved reports, and what was made of them');
  registerReportsList(reports, context);
  registerReportsCheck(reports, context);
  registerReportsRuns(reports, context);
  registerReportsDownload(reports, context);
}
