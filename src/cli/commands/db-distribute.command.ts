import type { Command } from 'commander';
import { type Distribution, DistributionService } from '../../distribution/distribution.service.js';
import { whereOf } from '../../distribution/domain/plan-distribution.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof db distribute`: the book is spread over the machines of a Citus cluster. */
export function registerDbDistribute(db: Command, context: CliContext): void {
  addCommand(db, 'distribute', 'spread the book over several machines, by the PostgreSQL extension Citus')
    .option('--dry-run', 'only tell which tables would be moved')
    .action(async (options: CommandOptions<{ readonly dryRun?: boolean }>) => {
      const distribution = await context.withService(options, (service) =>
        service.get(DistributionService).distribute({ dryRun: options.dryRun === true }),
      );
      if (options.json) context.printJson(distribution);
      else for (const line of linesOf(distribution)) context.print(line);
    });
}

function linesOf({ dryRun, tables }: Distribution): readonly string[] {
  const moved = tables.filter(({ placement }) => placement.is !== 'local');
  const width = Math.max(...moved.map(({ table }) => table.length));
  const done = dryRun ? 'to be' : 'now';
  const lines = moved.map(
    ({ table, placement, todo }) =>
      `${table.padEnd(width)}  ${todo ? done : 'already'} ${whereOf(placement)}`,
  );
  const count = tables.filter(({ todo }) => todo).length;
  const what = dryRun ? 'would be moved (dry run, nothing was changed)' : 'were moved';
  return [...lines, `${count} of ${moved.length} tables ${what}; all others stay on the coordinator.`];
}
