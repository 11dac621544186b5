import type { Command } from 'commander';
import { verifyReportFiles } from '../../reports/verify-report-files.js';
import type { CliContext } from '../context.js';
import { FAILED } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

/** `dealproof report verify`: whether files are still as they were written. Needs no book. */
export function registerReportVerify(report: Command, context: CliContext): void {
  addCommand(report, 'verify <files...>', 'hold files of reports against the manifests beside them').action(
    // `report` has the shared options, too, and takes those that stand behind `verify`.
    (files: readonly string[], _: unknown, command: Command) =>
      verify(context, files, command.optsWithGlobals<CommandOptions>()),
  );
}

async function verify(context: CliContext, files: readonly string[], options: CommandOptions): Promise<void> {
  const verified = await verifyReportFiles(files);
  if (verified.some(({ state }) => state !== 'matches')) context.exitCode = FAILED;
  if (options.json) context.printJson(verified);
  else for (const { file, told } of verified) context.print(`${file}: ${told}`);
}
