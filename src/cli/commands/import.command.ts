import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { Option } from 'commander';
import { stringify } from 'csv-stringify';
import { IMPORT_KINDS, type ImportKind } from '../../import/domain/record.js';
import { ImportModule } from '../../import/import.module.js';
import { ImportService, type ImportResult } from '../../import/import.service.js';
import { DomainError, formatProblem, type Problem } from '../../kernel/errors.js';
import { formatInstant } from '../../kernel/instants.js';
import { type CliContext } from '../context.js';
import { WRONG_INPUT } from '../exit-codes.js';
import { interruptible } from '../interruption.js';
import { addCommand, type CommandOptions, instantOption } from '../parse-options.js';
import { startProgress } from '../progress.js';
import { WorkModule } from '../../work/work.module.js';
import { WorkService } from '../../work/work.service.js';

interface ImportFlags {
  readonly as?: ImportKind;
  readonly takenAt?: number;
  readonly rejects?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

/** How many problems are shown; the rest are counted, and written to `--rejects`. */
const PROBLEMS_SHOWN = 20;

/** `dealproof import`: takes files into the book. */
export function registerImport(program: Command, context: CliContext): void {
  addCommand(
    program,
    'import <files...>',
    'take files into the book; the kind is recognised from the content',
  )
    .addOption(new Option('--as <kind>', 'kind of the files').choices(IMPORT_KINDS))
    .option(
      '--taken-at <instant>',
      'when files without times of their own (CSV) were taken; else the time of their first import',
      instantOption,
    )
    .option('--rejects <file>', 'write rows that cannot go in to this CSV file')
    .option('--dry-run', 'check only; the book stays as it is')
    .option('--strict', 'take nothing of a file in when one of its rows is wrong')
    .action((files: string[], options: CommandOptions<ImportFlags>) => importFiles(context, files, options));
}

async function importFiles(
  context: CliContext,
  files: readonly string[],
  options: CommandOptions<ImportFlags>,
): Promise<void> {
  if (options.rejects !== undefined) await refuseInput(options.rejects, files);
  const rejects = options.rejects === undefined ? null : await RejectsFile.open(options.rejects);
  const outcomes: (ImportResult | { fileName: string; problems: readonly Problem[] })[] = [];
  try {
    const features = [ImportModule, WorkModule];
    await context.withService({ ...options, features, beginsBook: true }, async (service) => {
      await interruptible(context, service, async () => {
        for (const file of files) outcomes.push(await importFile(context, service, file, options, rejects));
      });
    });
  } finally {
    await rejects?.close();
  }
  if (options.json) {
    context.printJson(
      outcomes.map((outcome) =>
        'problems' in outcome ? outcome : { ...outcome, takenAt: formatInstant(outcome.takenAt) },
      ),
    );
  }
  const wrong = outcomes.some((outcome) => 'problems' in outcome || outcome.rejected > 0);
  if (wrong) context.exitCode = WRONG_INPUT;
}

async function importFile(
  context: CliContext,
  service: INestApplicationContext,
  file: string,
  options: CommandOptions<ImportFlags>,
  rejects: RejectsFile | null,
): Promise<ImportResult | { fileName: string; problems: readonly Problem[] }> {
  // A file that is not there is told of by the import.
  const bytesTotal = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const progress = startProgress(context.streams.stderr, file, 'records');
  const shown: string[] = [];
  const work = {
    kind: 'import',
    fileName: file,
    bytesTotal,
    request: 'dealproof import',
    idempotencyKey: null,
  } as const;
  try {
    const result = await service.get(WorkService).run(work, ({ signal, tell }) =>
      service.get(ImportService).importFile(file, {
        as: options.as,
        takenAt: options.takenAt,
        strict: options.strict,
        dryRun: options.dryRun,
        signal,
        onProgress: (recordsRead, bytesRead) => {
          tell({ recordsRead, bytesRead });
          progress.update(recordsRead, bytesRead, bytesTotal);
        },
        onReject: (problems) => {
          rejects?.add(problems);
          if (shown.length < PROBLEMS_SHOWN) shown.push(...problems.map(formatProblem));
        },
      }),
    );
    progress.stop();
    report(context, result, shown, options);
    return result;
  } catch (error) {
    progress.stop();
    // One file that cannot be read must not keep the others out.
    if (!(error instanceof DomainError) || error.code !== 'invalid-file') throw error;
    rejects?.add(error.problems);
    context.say(`${file} is left out:`);
    for (const problem of error.problems) context.say(`  ${formatProblem(problem)}`);
    return { fileName: file, problems: error.problems };
  }
}

function report(
  context: CliContext,
  result: ImportResult,
  shown: readonly string[],
  options: CommandOptions<ImportFlags>,
): void {
  for (const line of shown.slice(0, PROBLEMS_SHOWN)) context.say(`  ${line}`);
  if (result.rejected > 0 && options.rejects === undefined) {
    context.say(
      `  ${result.rejected} rows cannot go in; --rejects FILE writes all of them with their reasons.`,
    );
  }
  if (!result.kept) {
    context.say(
      `${result.fileName}: nothing was kept (${options.dryRun ? 'dry run' : 'strict, and rows are wrong'}).`,
    );
  }
  if (options.json) return;
  const parts = [
    `${result.read} read`,
    `${result.created} created`,
    `${result.updated} updated`,
    `${result.unchanged} unchanged`,
    ...(result.counterparts > 0 ? [`${result.counterparts} of other parties`] : []),
    ...(result.leftOut > 0 ? [`${result.leftOut} leads left out`] : []),
    `${result.rejected} rejected`,
  ];
  context.print(`${result.fileName} (${result.kind}): ${parts.join(', ')}`);
}

/** The CSV file of rows that cannot go in. */
class RejectsFile {
  private readonly csv = stringify({
    bom: true,
    header: true,
    columns: ['file', 'row', 'column', 'value', 'reason', 'remedy'],
    record_delimiter: 'windows',
    escape_formulas: true,
  });
  private readonly written: Promise<void>;

  private constructor(path: string, file: FileHandle) {
    this.written = pipeline(this.csv, file.createWriteStream()).catch((error: unknown) => {
      throw cannotWrite(path, error);
    });
    // The failure is told when the file is closed; until then nobody waits for it.
    this.written.catch(() => undefined);
  }

  /** Opens the file before any work is done, so that a wrong path costs nothing. */
  static async open(path: string): Promise<RejectsFile> {
    try {
      return new RejectsFile(path, await open(path, 'w'));
    } catch (error) {
      throw cannotWrite(path, error);
    }
  }

  add(problems: readonly Problem[]): void {
    for (const { file, row, column, path, value, message, remedy } of problems) {
      this.csv.write([file ?? '', row ?? '', column ?? path ?? '', value ?? '', message, remedy ?? '']);
    }
  }

  async close(): Promise<void> {
    this.csv.end();
    await this.written;
  }
}

/** The rejects must not be written over a file that is still to be read. */
async function refuseInput(rejects: string, files: readonly string[]): Promise<void> {
  const real = async (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
  const inputs = await Promise.all(files.map(real));
  if (!inputs.includes(await real(rejects))) return;
  throw new DomainError('invalid-input', 'The file of rejected rows cannot be written.', [
    { file: rejects, message: 'It is one of the files to import.', remedy: 'Give --rejects another name.' },
  ]);
}

function cannotWrite(path: string, error: unknown): DomainError {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = 'Give --rejects a file in a folder that exists and may be written to.';
  return new DomainError('invalid-input', 'The file of rejected rows cannot be written.', [
    { file: path, message: reason, remedy },
  ]);
}
