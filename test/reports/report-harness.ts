import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ExcelJS from 'exceljs';
import Papa from 'papaparse';
import { z } from 'zod';
import type { Database } from '../../src/database/database.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import { LearntService } from '../../src/deals/learnt.service.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { type ReportOutput, ReportsService } from '../../src/reports/reports.service.js';
import { fillBook, type SampleBook } from '../support/book-builder.js';

const cell = z.union([z.string(), z.number(), z.null()]);
const rowSchema = z.record(z.string(), cell);
const reportSchema = z.object({
  report: z.string(),
  parameters: z.record(z.string(), z.string()),
  asOf: z.string(),
  zone: z.string(),
  rateTable: z.number().nullable(),
  notes: z.array(z.string()),
  figures: rowSchema,
  tables: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      additive: z.boolean(),
      columns: z.array(
        z.object({ key: z.string(), title: z.string(), type: z.string(), currency: z.string().optional() }),
      ),
      rows: z.array(rowSchema),
      totals: rowSchema.nullable(),
    }),
  ),
});

/** A report as its JSON says it. */
export type JsonReport = z.infer<typeof reportSchema>;
export type JsonTable = JsonReport['tables'][number];
export type JsonRow = z.infer<typeof rowSchema>;

type Options = Readonly<Record<string, unknown>>;

/** A desk at which reports on a sample book are asked for and read. */
export class ReportDesk {
  private readonly service: ReportsService;

  constructor(
    private readonly database: Database,
    now = Date.UTC(2021, 11, 31, 12),
  ) {
    this.service = new ReportsService(
      database,
      ReportDefinitions.read(),
      new LearntService(new DealsStore(database)),
      () => now,
    );
  }

  /** Puts a sample in place of what the book held. */
  async holds(book: SampleBook): Promise<void> {
    await fillBook(this.database, book);
  }

  get reports(): ReportsService {
    return this.service;
  }

  /** The bytes of a report. */
  async bytes(name: string, options: Options, output: ReportOutput): Promise<Buffer> {
    const body = new PassThrough();
    const [bytes] = await Promise.all([buffer(body), this.service.write(name, options, output, body)]);
    return bytes;
  }

  async json(name: string, options: Options = {}): Promise<JsonReport> {
    const bytes = await this.bytes(name, options, { format: 'json' });
    return reportSchema.parse(JSON.parse(bytes.toString('utf8')));
  }

  /** The lines of a table as a CSV reader sees them, the heading first. */
  async csv(name: string, options: Options = {}, table?: string): Promise<string[][]> {
    const text = (await this.bytes(name, options, { format: 'csv', table })).toString('utf8');
    return Papa.parse<string[]>(text.replace(/^\uFEFF/u, ''), { skipEmptyLines: true }).data;
  }

  async xlsx(name: string, options: Options = {}): Promise<ExcelJS.Workbook> {
    return readWorkbook(await this.bytes(name, options, { format: 'xlsx' }));
  }
}

/** A workbook's bytes as another reader finds them. */
export async function readWorkbook(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  return workbook;
}

/** A table of a report. */
export function tableOf(report: JsonReport, name: string): JsonTable {
  const table = report.tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new Error(`The report has no table ${name}.`);
  return table;
}

/** The row of a table whose cell in a column is the value. */
export function rowWhere(table: JsonTable, column: string, value: string | number | null): JsonRow {
  const row = table.rows.find((candidate) => candidate[column] === value);
  if (row === undefined) throw new Error(`No row of ${table.name} has ${column} ${String(value)}.`);
  return row;
}
