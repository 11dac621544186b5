import { lstat, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { ExportLog } from '../../exports/export-log.js';
import { writeNewFile } from '../../files/new-file.js';
import { DomainError } from '../../kernel/errors.js';
import { KeptFiles } from '../../report-runs/kept-files.js';
import { MANIFEST } from '../../report-runs/run-maker.js';
import { ReportRunsService } from '../../report-runs/report-runs.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption } from '../parse-options.js';
import { whoIs } from '../who.js';

interface DownloadFlags {
  readonly out: string;
  readonly by?: string;
}

/** `dealproof reports download`: copies the files of a run. */
export function registerReportsDownload(reports: Command, context: CliContext): void {
  addCommand(reports, 'download', 'copy the files of a run, with their manifests')
    .argument('<run>', 'its number, as the list shows it', countOption)
    .requiredOption(
      '--out <path>',
      'a folder for all its files, or a file such as roi.xlsx for the one of that format',
    )
    .option('--by <name>', 'who takes them; else the user of the operating system')
    .action((run: number, options: CommandOptions<DownloadFlags>) => download(context, run, options));
}

async function download(
  context: CliContext,
  runId: number,
  options: CommandOptions<DownloadFlags>,
): Promise<void> {
  const who = whoIs(options.by);
  const written = await context.withService(options, async (service) => {
    const copies = await copiesOf(service, runId, options.out);
    const { run } = await service.get(ReportRunsService).find(runId);
    const log = service.get(ExportLog);
    const entry = { who, what: run.savedReport, runId: String(runId), rows: run.rows, how: 'cli' } as const;
    for (const { name, target } of copies) {
      const { bytes, file } = await service.get(KeptFiles).open(runId, name);
      await writeNewFile(target, `${name} cannot be copied.`, (sink) => pipeline(bytes, sink));
      await log.record({ ...entry, files: [name], bytes: file.bytes, complete: true });
    }
    return copies.map(({ target }) => target);
  });
  if (options.json) context.printJson({ runId, files: written });
  else for (const file of written) context.print(file);
}

interface Copy {
  readonly name: string;
  readonly target: string;
}

/** Everything into a folder; into a file the report of the format that its name says, with its manifest beside it. */
async function copiesOf(
  service: INestApplicationContext,
  runId: number,
  out: string,
): Promise<readonly Copy[]> {
  const { run, files } = await service.get(ReportRunsService).find(runId);
  if (files.length === 0) {
    throw new DomainError('not-found', `Run ${runId} has no files.`, [
      { value: run.state, message: 'Only a run that is done has files.', remedy: 'Choose another run.' },
    ]);
  }
  const isFolder = (await lstat(out).catch(() => null))?.isDirectory() ?? extname(out) === '';
  if (isFolder) {
    await mkdir(out, { recursive: true });
    return files.map(({ name }) => ({ name, target: join(out, name) }));
  }
  const report = files.find(
    ({ format }) => format !== MANIFEST && extname(out).toLowerCase() === `.${format}`,
  );
  if (report === undefined) {
    const formats = files.filter(({ format }) => format !== MANIFEST).map(({ format }) => `.${format}`);
    throw new DomainError('invalid-input', `Run ${runId} has no such file.`, [
      {
        file: out,
        message: `It was made as ${formats.join(', ')}.`,
        remedy: 'End the name so, or name a folder.',
      },
    ]);
  }
  const manifest = files.filter(({ name }) => name.startsWith(`${report.name}.`));
  return [report, ...manifest].map(({ name }) => ({
    name,
    target: `${out}${name.slice(report.name.length)}`,
  }));
}
