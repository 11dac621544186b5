import type { Command } from 'commander';
import type { KeptExport } from '../../exports/domain/export-entry.js';
import { ExportLog } from '../../exports/export-log.js';
import { toExportResponse } from '../../exports/exports.schemas.js';
import { formatInstant } from '../../kernel/instants.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption } from '../parse-options.js';

interface ExportsFlags {
  readonly limit: number;
}

/** `dealproof exports`: the log of what left the book. */
export function registerExports(program: Command, context: CliContext): void {
  addCommand(program, 'exports', 'list who took which report, when, how many rows and by which way')
    .option('--limit <number>', 'how many at most, the newest first', countOption, 50)
    .action((options: CommandOptions<ExportsFlags>) => list(context, options));
}

async function list(context: CliContext, options: CommandOptions<ExportsFlags>): Promise<void> {
  const { items, nextCursor } = await context.withService(options, (service) =>
    service.get(ExportLog).list(null, options.limit),
  );
  if (options.json) {
    context.printJson({ items: items.map(toExportResponse), nextCursor });
    return;
  }
  if (items.length === 0) context.say('Nothing was taken yet.');
  for (const entry of items) context.print(lineOf(entry));
  if (nextCursor !== null) context.say(`There are older ones: --limit shows more than ${options.limit}.`);
}

function lineOf({ at, who, what, how, rows, bytes, complete }: KeptExport): string {
  const counted = rows === null ? `${bytes} bytes` : `${rows} rows, ${bytes} bytes`;
  return `${formatInstant(at)}  ${who}: ${what} by ${how}, ${counted}${complete ? '' : ', broken off'}`;
}
