import { type Command, Option } from 'commander';
import { RUN_STATES, type RunState } from '../../report-runs/domain/report-run.js';
import { ReportRunsService } from '../../report-runs/report-runs.service.js';
import { toRunResponse } from '../../report-runs/run-response.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption } from '../parse-options.js';
import { runLine } from './run-line.js';

interface RunsFlags {
  readonly state?: RunState;
  readonly limit: number;
}

/** `dealproof reports runs`: the runs of saved reports, and what came of them. */
export function registerReportsRuns(reports: Command, context: CliContext): void {
  addCommand(reports, 'runs [name]', 'list the runs of all saved reports or of one, the newest first')
    .addOption(new Option('--state <state>', 'only those that are so far').choices(RUN_STATES))
    .option('--limit <number>', 'how many at most', countOption, 50)
    .action((name: string | undefined, options: CommandOptions<RunsFlags>) => list(context, name, options));
}

async function list(
  context: CliContext,
  name: string | undefined,
  options: CommandOptions<RunsFlags>,
): Promise<void> {
  const { state, limit } = options;
  const { items, nextCursor } = await context.withService(options, (service) =>
    service.get(ReportRunsService).list({ savedReport: name, state }, null, limit),
  );
  if (options.json) {
    context.printJson({ items: items.map(toRunResponse), nextCursor });
    return;
  }
  if (items.length === 0) context.say('There are no such runs.');
  for (const run of items) context.print(runLine(run));
  if (nextCursor !== null) context.say(`There are older ones: --limit shows more than ${limit}.`);
}
