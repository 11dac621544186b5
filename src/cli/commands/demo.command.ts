import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import { DemoFiguresReadModel } from '../../demo/demo-figures.read-model.js';
import { renderSummary } from '../../demo/demo-summary.js';
import { DEMO_AS_OF, DEMO_TAKEN_AT } from '../../demo/domain/calendar.js';
import { COMPANY } from '../../demo/domain/company.js';
import { writeDemoFiles } from '../../demo/write-demo-files.js';
import { EligibilityService } from '../../eligibility/eligibility.service.js';
import { ImportService } from '../../import/import.service.js';
import { DomainError } from '../../kernel/errors.js';
import { parseDate } from '../../kernel/instants.js';
import { writeReportFile } from '../../reports/report-files.js';
import { ReportsService } from '../../reports/reports.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

interface DemoFlags {
  readonly deals: number;
  readonly seed: number;
}

/** The first day of the demo's book. */
const FIRST_DAY = '2020-10-01';
/** Where the demo keeps everything unless told otherwise: beside, not in, a real book. */
const DEMO_FOLDER = 'demo';

/** `dealproof demo`: the whole main job on a made-up but realistic book. */
export function registerDemo(program: Command, context: CliContext): void {
  addCommand(program, 'demo', 'make up a realistic book, import, judge and report it, and tell what came out')
    .option('--deals <number>', 'how many deals', wholeNumber, 5000)
    .option('--seed <number>', 'the same seed makes the same book', wholeNumber, 1)
    .action((options: CommandOptions<DemoFlags>) => demo(context, options));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Write a whole number from 1 on.');
  return value;
}

async function demo(context: CliContext, options: CommandOptions<DemoFlags>): Promise<void> {
  const dataDir = options.data ?? DEMO_FOLDER;
  await keepApart(dataDir, options);
  const filesFolder = join(dataDir, 'files');
  context.say(`Making up ${options.deals} deals in the file formats of Partner Center …`);
  const files = await writeDemoFiles(filesFolder, { seed: options.seed, deals: options.deals });
  const now = parseDate(DEMO_AS_OF) ?? 0;
  const work = async (service: INestApplicationContext): Promise<void> => {
    context.say('Importing them …');
    await importAll(context, service.get(ImportService), files);
    context.say('Judging every deal …');
    await service.get(EligibilityService).evaluate({ asOf: DEMO_AS_OF });
    context.say('Writing the reports …');
    const reports = await writeReports(service.get(ReportsService), join(dataDir, 'reports'));
    const figures = service.get(DemoFiguresReadModel);
    const outcomes = await figures.outcomes(DEMO_AS_OF);
    const summary = {
      company: COMPANY.name,
      period: [FIRST_DAY, '2022-09-30'] as const,
      asOf: DEMO_AS_OF,
      deals: outcomes.reduce((sum, { deals }) => sum + deals, 0),
      outcomes,
      campaigns: await figures.campaigns(DEMO_AS_OF),
      exceptions: await figures.exceptions(DEMO_AS_OF),
      filesFolder,
      files: files.length,
      reportsFolder: join(dataDir, 'reports'),
      dataFolder: dataDir,
    };
    if (options.json) context.printJson({ folder: dataDir, files, reports, deals: summary.deals });
    else context.print(renderSummary(summary));
  };
  await context.withService({ ...options, data: dataDir, embedded: true, beginsBook: true }, work, () => now);
}

/**
 * Sees to it that made-up deals never get into a real book: the demo has a folder of its own, which it marks, and
 * begins anew where an earlier demo was another one.
 * @throws DomainError `invalid-input` where the folder holds a book that no demo made.
 */
async function keepApart(dataDir: string, { deals, seed }: DemoFlags): Promise<void> {
  const [marker, book] = [join(dataDir, 'demo.json'), join(dataDir, 'dealproof.sqlite')];
  const mark = JSON.stringify({ deals, seed });
  const found = await readFile(marker, 'utf8').catch(() => null);
  if (found === null && existsSync(book)) {
    throw new DomainError('invalid-input', 'The demo needs a folder of its own.', [
      {
        file: dataDir,
        message: 'This folder holds a book of its own.',
        remedy: 'Give --data another folder, so that made-up deals do not get in among the real ones.',
      },
    ]);
  }
  if (found !== null && found !== mark) {
    for (const made of [
      'files',
      'reports',
      'dealproof.sqlite',
      'dealproof.sqlite-wal',
      'dealproof.sqlite-shm',
    ]) {
      await rm(join(dataDir, made), { recursive: true, force: true });
    }
  }
  await mkdir(dataDir, { recursive: true });
  await writeFile(marker, mark);
}

async function importAll(
  context: CliContext,
  imports: ImportService,
  files: readonly string[],
): Promise<void> {
  for (const file of files) {
    const takenAt = file.endsWith('.csv') ? { takenAt: DEMO_TAKEN_AT } : {};
    const result = await imports.importFile(file, takenAt);
    const changed = `${result.created} created, ${result.updated} updated`;
    context.say(`  ${result.fileName.padEnd(26)} ${String(result.read).padStart(6)} read, ${changed}`);
  }
}

async function writeReports(reports: ReportsService, folder: string): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { name, formats } of reports.list()) {
    for (const format of formats) {
      const file = join(folder, `${name}.${format}`);
      await writeReportFile(reports, name, { asOf: DEMO_AS_OF }, { format }, file);
      written.push(file);
    }
  }
  return written;
}
