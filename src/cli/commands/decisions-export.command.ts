import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { DecisionLogService } from '../../decisions/decision-log.service.js';
import { sealDocument } from '../../decisions/domain/log-lines.js';
import { writeLogFile } from '../../decisions/log-file.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

interface ExportFlags {
  readonly out?: string;
}

/** `dealproof decisions export`: the whole log as JSON lines, to the terminal or into a file. */
export function registerDecisionsExport(decisions: Command, context: CliContext): void {
  addCommand(decisions, 'export', 'write the whole decision log with its seals as JSON lines')
    .option('--out <file>', 'write to this new file; else to stdout')
    .action((options: CommandOptions<ExportFlags>) => exportLog(context, options));
}

async function exportLog(context: CliContext, options: CommandOptions<ExportFlags>): Promise<void> {
  const { out } = options;
  await context.withService(options, async (service) => {
    const log = service.get(DecisionLogService);
    if (out === undefined) {
      const passed = new PassThrough();
      passed.pipe(context.streams.stdout, { end: false });
      await Promise.all([log.export(passed), finished(passed)]);
      return;
    }
    const { decisions, seals, lastSeal } = await writeLogFile(log, out);
    if (options.json) {
      const document = lastSeal === null ? null : sealDocument(lastSeal);
      context.printJson({ file: out, decisions, seals, lastSeal: document });
    } else context.print(`${out}: ${counted(decisions, 'decision')}, ${counted(seals, 'seal')}.`);
  });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
