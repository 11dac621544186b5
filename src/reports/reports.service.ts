import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { LearntService } from '../deals/learnt.service.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { addDays, Calendar } from './domain/calendar.js';
import type { Report, ReportTable, Row } from './domain/report.js';
import type { ReportDefinition, ReportFormat } from './domain/report-definition.js';
import type { AsOf } from './domain/reported-deal.js';
import { BookReader } from './read-models/book-reader.js';
import { BUILD } from './read-models/build-report.js';
import { PastBook } from './read-models/past-book.read-model.js';
import { ReportDefinitions } from './report-definitions.js';
import { type ReportOptions, resolveOptions } from './reports.schemas.js';
import { writeCsv } from './writers/csv-writer.js';
import { jsonChunks } from './writers/json-writer.js';

/** What to write of a report. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** CSV holds one table: this one, or the main table. The other formats hold all, and take no name. */
  readonly table?: string | undefined;
}

/** A report as it was written: all but the rows, and how many rows there were of each table. */
export interface WrittenReport {
  readonly report: Omit<Report, 'tables'>;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** Makes reports and writes them, reading the book as it is at one moment. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly definitions: ReportDefinitions,
    private readonly learnt: LearntService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The reports there are. */
  list(): readonly ReportDefinition[] {
    return this.definitions.all();
  }

  /**
   * Makes a report and hands it to `use`. Its rows can be read once, and only until `use` is done: they stream from
   * the moment of the book that the report was made from.
   * @throws DomainError `not-found` for an unknown report, `invalid-input` for options it cannot be made with.
   */
  async withReport<T>(
    name: string,
    given: Readonly<Record<string, unknown>>,
    use: (report: Report) => Promise<T>,
  ): Promise<T> {
    const definition = this.definitions.find(name);
    const options = resolveOptions(definition, given);
    const asOf = this.momentOf(options);
    return this.database.snapshot(async (connection) => {
      const book = new BookReader(this.database, connection);
      const rates = await book.rates();
      const past = new PastBook(book, this.learnt, asOf.now);
      const content = await BUILD[definition.name]({ book, past, rates, asOf: asOf.counted, options });
      return use({
        ...content,
        name: definition.name,
        title: definition.title,
        description: definition.description,
        version: definition.version,
        parameters: definition.parameters.map(({ name: key }) => [key, shownOption(options, key)]),
        asOf: asOf.shown,
        zone: options.zone,
        rateVersion: rates.version,
      });
    });
  }

  /**
   * Makes a report and writes it, ending the destination. Nothing was written completely when this rejects.
   * @throws DomainError as `withReport`, and `invalid-input` for a table the report does not have.
   */
  async write(
    name: string,
    given: Readonly<Record<string, unknown>>,
    output: ReportOutput,
    destination: Writable,
  ): Promise<WrittenReport> {
    return this.withReport(name, given, async (report) => {
      const written = chosenTables(report, output);
      const counts = written.map(() => 0);
      const tables = written.map((table, index) =>
        counting(table, () => (counts[index] = (counts[index] ?? 0) + 1)),
      );
      await writeAs(report, tables, output.format, destination);
      const { tables: _, ...rest } = report;
      return {
        report: rest,
        tables: written.map(({ name: table, rows }, index) => ({
          name: table,
          rows: Array.isArray(rows) ? rows.length : (counts[index] ?? 0),
        })),
      };
    });
  }

  /** The end of the as-of day, or now, with the day it falls on. */
  private momentOf({ asOf, zone }: ReportOptions): { counted: AsOf; shown: number; now: number } {
    const calendar = new Calendar(zone);
    const now = this.clock();
    const today = calendar.dateOf(now);
    if (asOf === null) return { counted: { end: now + 1, day: today }, shown: now, now };
    if (asOf > today) {
      throw new DomainError('invalid-input', 'The report cannot be made.', [
        {
          path: 'asOf',
          value: asOf,
          message: 'The as-of day lies in the future.',
          remedy: `Give ${today} or an earlier day, or leave it out.`,
        },
      ]);
    }
    const end = calendar.startOf(addDays(asOf));
    return { counted: { end, day: asOf }, shown: end, now };
  }
}

async function writeAs(
  report: Report,
  tables: readonly ReportTable[],
  format: ReportFormat,
  destination: Writable,
): Promise<void> {
  switch (format) {
    case 'json':
      return pipeline(Readable.from(jsonChunks(report, tables)), destination);
    case 'csv':
      for (const table of tables) await writeCsv(table, destination);
      return;
    case 'xlsx': {
      // What makes workbooks takes long to load, and few commands make any.
      const { writeXlsx } = await import('./writers/xlsx-writer.js');
      return writeXlsx(report, tables, destination);
    }
  }
}

/** The tables to write: all, or for CSV the one asked for. */
function chosenTables(report: Report, { format, table: name }: ReportOutput): readonly ReportTable[] {
  if (format === 'csv') {
    const found = name === undefined ? report.tables[0] : report.tables.find((table) => table.name === name);
    if (found !== undefined) return [found];
  } else if (name === undefined) return report.tables;
  const has = report.tables.map((table) => table.name).join(', ');
  throw new DomainError('invalid-input', 'The report cannot be written.', [
    {
      path: 'table',
      ...(name === undefined ? {} : { value: name }),
      message:
        format === 'csv'
          ? `The report ${report.name} has no such table.`
          : `A table can be chosen for CSV only; ${format} has all of them.`,
      remedy: format === 'csv' ? `Choose one of ${has}.` : 'Leave table out.',
    },
  ]);
}

/** The same table, telling of each row that is read of a stream. */
function counting(table: ReportTable, onRow: () => void): ReportTable {
  if (Array.isArray(table.rows)) return table;
  async function* rows(): AsyncGenerator<Row> {
    for await (const row of table.rows) {
      onRow();
      yield row;
    }
  }
  return { ...table, rows: rows() };
}

function shownOption(options: ReportOptions, name: string): string {
  const value = Object.entries(options).find(([key]) => key === name)?.[1];
  if (value !== null && value !== undefined) return String(value);
  if (name === 'asOf') return 'now';
  return name === 'from' || name === 'to' ? 'no bound' : 'all';
}
