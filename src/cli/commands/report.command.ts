import { finished } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Option } from 'commander';
import type { ExportEntry } from '../../exports/domain/export-entry.js';
import { ExportLog } from '../../exports/export-log.js';
import { REPORT_FORMATS, type ReportFormat } from '../../reports/domain/report-definition.js';
import { CSV_OPTIONS, type CsvOptions } from '../../reports/domain/csv-style.js';
import { writeReportFile } from '../../reports/report-files.js';
import { REPORT_OPTIONS } from '../../reports/options/report-options.js';
import { ReportsService } from '../../reports/reports.service.js';
import { DomainError } from '../../kernel/errors.js';
import { WorkService } from '../../work/work.service.js';
import type { CliContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { registerReportVerify } from './report-verify.command.js';
import { whoIs } from '../who.js';

interface ReportFlags extends CsvOptions {
  readonly format?: ReportFormat;
  readonly out?: string;
  readonly table?: string;
  readonly [option: string]: unknown;
}

/** `dealproof report`: makes a report, to the terminal or into a file. */
export function registerReport(program: Command, context: CliContext): void {
  const command = addCommand(
    program,
    'report <name>',
    'make a report: pipeline, campaign-roi, conversion, registration-audit',
  )
    .addOption(new Option('--format <format>', 'csv when absent').choices(REPORT_FORMATS))
    .option('--out <file>', 'write to this file, with a manifest beside it; else to stdout')
    .option('--table <name>', 'CSV only: which table of the report; the main one when absent');
  for (const { flag, description, choices } of [...CSV_OPTIONS, ...REPORT_OPTIONS]) {
    const option = new Option(flag, description);
    command.addOption(choices === null ? option : option.choices(choices));
  }
  command.action((name: string, options: CommandOptions<ReportFlags>) => report(context, name, options));
  registerReportVerify(command, context);
}

async function report(
  context: CliContext,
  name: string,
  options: CommandOptions<ReportFlags>,
): Promise<void> {
  const format = formatOf(options);
  const given = Object.fromEntries(REPORT_OPTIONS.map((option) => [option.name, options[option.name]]));
  const { delimiter, bom, decimal } = options;
  const output = { format, table: options.table, csv: { delimiter, bom, decimal } };
  await context.withService(options, async (service) => {
    const reports = service.get(ReportsService);
    // Much is left behind that lived for a page of rows. Else Node lets it pile up to several times what is used.
    setFlagsFromString('--heap-growing-percent=40');
    if (options.out === undefined) {
      if (format === 'xlsx')
        throw new DomainError('invalid-input', 'A workbook needs a file: add --out FILE.xlsx.');
      const passed = new PassThrough();
      passed.pipe(context.streams.stdout, { end: false });
      let bytes = 0;
      passed.on('data', (chunk: Buffer) => (bytes += chunk.length));
      const [{ tables }] = await Promise.all([reports.write(name, given, output, passed), finished(passed)]);
      await noteExport(service, { what: name, files: [], rows: tables[0]?.rows ?? null, bytes });
      return;
    }
    const { out } = options;
    const work = {
      kind: 'report',
      fileName: out,
      bytesTotal: null,
      request: 'dealproof report',
      idempotencyKey: null,
    } as const;
    const manifest = await interruptible(context, service, () =>
      service
        .get(WorkService)
        .run(work, ({ signal }) => writeReportFile(reports, name, given, output, out, signal)),
    );
    if (options.json) context.printJson(manifest);
    else {
      const rows = Object.entries(manifest.rows).map(([table, count]) => `${table} ${count}`);
      context.print(`${out}: ${rows.join(', ')} rows, ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
    }
    const [rows = null] = Object.values(manifest.rows);
    await noteExport(service, { what: name, files: [manifest.file], rows, bytes: manifest.bytes });
  });
}

/** Notes in the log of exports that a report was taken, after it was: that is not to be lost when the log has to wait. */
async function noteExport(
  service: INestApplicationContext,
  taken: Pick<ExportEntry, 'what' | 'files' | 'rows' | 'bytes'>,
): Promise<void> {
  const entry = { ...taken, who: whoIs(undefined), runId: null, how: 'cli', complete: true } as const;
  await service.get(ExportLog).record(entry);
}

/**
 * The format asked for, else that of the file's name, else CSV.
 * @throws DomainError `invalid-input` where the name says something else, since Excel goes by the name.
 */
function formatOf({ out, json, format }: CommandOptions<ReportFlags>): ReportFormat {
  if (out === undefined) return format ?? (json ? 'json' : 'csv');
  const named = REPORT_FORMATS.find((each) => out.toLowerCase().endsWith(`.${each}`));
  if (named !== undefined && (format === undefined || format === named)) return named;
  const endings = (format === undefined ? REPORT_FORMATS : [format]).map((each) => `.${each}`);
  throw new DomainError('invalid-input', 'The report cannot be written.', [
    {
      file: out,
      message: 'The ending of the file does not say its format.',
      remedy: `End it in ${endings.join(' or ')}.`,
    },
  ]);
}
