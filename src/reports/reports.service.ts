import { isUtf8 } from 'node:buffer';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { LearntService } from '../deals/learnt.service.js';
import { asParameter, queryProblems } from '../http/query-problems.js';
import { askedFromHere } from '../kernel/asked-from-here.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError, type Problem } from '../kernel/errors.js';
import { formatInstant } from '../kernel/instants.js';
import { oneOf } from '../kernel/json/findings.js';
import { isCurrency } from '../kernel/money.js';
import { nearestCurrency } from '../kernel/nearest-currency.js';
import { shorten } from '../kernel/text.js';
import type { RateTable } from '../rates/domain/rate-table.js';
import type { ContentDigest } from './content-digest.js';
import { type CsvOptions, csvOver, csvStyleOf } from './domain/csv-style.js';
import { DisplayCurrency } from './domain/display-currency.js';
import { writtenFilter } from './domain/filter-values.js';
import type { KeyFigure, Report, ReportTable, Row } from './domain/report.js';
import type { ReportDefinition, ReportFormat } from './domain/report-definition.js';
import { momentOf } from './domain/report-moment.js';
import { isList, rowPages } from './domain/row-pages.js';
import type { SavedReport } from './domain/saved-report.js';
import type { ReportOptions } from './options/report-options.js';
import { datedOptions } from './options/resolve-options.js';
import { BookReader } from './read-models/book-reader.js';
import { BUILD } from './read-models/build-report.js';
import { PastBook } from './read-models/past-book.read-model.js';
import { ReportDefinitions } from './report-definitions.js';
import { reportOutputSchema } from './report-query.js';
import { writeCsv } from './writers/csv-writer.js';
import { jsonChunks } from './writers/json-writer.js';
import type { WorkbookContents } from './writers/xlsx-writer.js';

/** What to write of a report. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** CSV holds one table: this one, or the main table. The other formats hold all, and take no name. */
  readonly table?: string | undefined;
  /** CSV only: how it is written. */
  readonly csv?: CsvOptions | undefined;
  /** The moment that counts as now, epoch ms; that of the clock when absent. Files made for one moment agree. */
  readonly now?: number;
  /** Takes in what is written. */
  readonly digest?: ContentDigest;
  /** Is told the figures of the report before it is written. */
  readonly onFigures?: (figures: readonly KeyFigure[]) => void;
}

/** A report as it was written: all but the rows, and how many rows there were of each table. */
export interface WrittenReport {
  readonly report: Omit<Report, 'tables'>;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** Where the tables are in a workbook; null for any other format. */
  readonly workbook: WorkbookContents | null;
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

  /** The saved reports in force, and what is wrong with the files of saved reports. */
  listSaved(): { readonly saved: readonly SavedReport[]; readonly problems: readonly Problem[] } {
    return { saved: this.definitions.saved(), problems: this.definitions.problems() };
  }

  /**
   * What is wrong with the text of a saved report; nothing of it is kept.
   * @throws DomainError `invalid-input` where it is no UTF-8 text.
   */
  checkSaved(bytes: Buffer): ReturnType<ReportDefinitions['check']> {
    if (isUtf8(bytes)) return this.definitions.check(bytes.toString('utf8'));
    throw new DomainError('invalid-input', 'The saved report is not UTF-8 text.', [
      { message: 'The saved report is not UTF-8 text.', remedy: 'Send it as UTF-8.' },
    ]);
  }

  /**
   * What an address asks for by its parameters: a report by its options, as they were given, and how to write it.
   * @throws DomainError `not-found` for an unknown report; `invalid-input` with all that is wrong with either.
   */
  request(
    name: string,
    query: Readonly<Record<string, unknown>>,
  ): { readonly options: Readonly<Record<string, unknown>>; readonly output: ReportOutput } {
    const { format, table, delimiter, bom, decimal, ...options } = query;
    const asked = { format, table, delimiter, bom, decimal };
    const parsed = reportOutputSchema.safeParse(asked);
    const wrongOutput = parsed.success ? [] : queryProblems(parsed.error.issues, asked);
    const wrongOptions = this.definitions.wrongOptions(name, options);
    if (!parsed.success || wrongOptions.length > 0) {
      throw new DomainError('invalid-input', `The report ${name} cannot be made.`, [
        ...wrongOutput,
        ...wrongOptions.map(asParameter),
      ]);
    }
    const { format: file, table: one, ...csv } = parsed.data;
    return { options, output: { format: file, table: one, csv } };
  }

  /**
   * Makes a report and hands it to `use`. Its rows can be read once, and only until `use` is done: they stream from
   * the moment of the book that the report was made from.
   * @param name of a report, or of a saved one, whose options hold where `given` has none.
   * @throws DomainError `not-found` for an unknown report, `invalid-input` for options it cannot be made with.
   */
  async withReport<T>(
    name: string,
    given: Readonly<Record<string, unknown>>,
    use: (report: Report) => Promise<T>,
    now?: number,
  ): Promise<T> {
    const { definition, saved, options: asked } = this.definitions.asked(name, given);
    return this.database.snapshot(async (connection) => {
      // Not before: while a report waits for its turn, files may come that are in it then.
      const moment = momentOf(asked, now ?? this.clock());
      const options = datedOptions(asked, moment.counted.day);
      const shown = { ...options, since: asked.since };
      const book = new BookReader(this.database, connection, this.learnt, moment.knownAt);
      try {
        const rates = await book.rates();
        const display = displayIn(options.currency, rates, moment.knownAt);
        const past = new PastBook(book, moment.now);
        const content = await BUILD[definition.name]({ book, past, display, asOf: moment.counted, options });
        return await use({
          ...content,
          notes: [...display.notes(), ...content.notes],
          name: definition.name,
          title: saved?.title ?? definition.title,
          description: saved?.description ?? definition.description,
          version: definition.version,
          saved,
          parameters: shownParameters(definition, shown),
          asOf: moment.shown,
          currency: display.code,
          zone: options.zone,
          rateVersion: rates.version,
        });
      } finally {
        await book.end();
      }
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
    const { digest, onFigures, now } = output;
    const make = async (report: Report): Promise<WrittenReport> => {
      const written = chosenTables(report, output);
      digest?.begin(report, written);
      onFigures?.(report.figures);
      const counts = written.map(() => 0);
      const tables = written.map((table, index) =>
        counting(table, (page) => {
          counts[index] = (counts[index] ?? 0) + page.length;
          digest?.rows(index, page);
        }),
      );
      const workbook = await writeAs(report, tables, output, destination);
      const { tables: _, ...rest } = report;
      return {
        report: rest,
        workbook,
        tables: written.map(({ name: table, rows }, index) => ({
          name: table,
          rows: isList(rows) ? rows.length : (counts[index] ?? 0),
        })),
      };
    };
    return this.withReport(name, given, make, now);
  }
}

/**
 * The currency that a report is shown in.
 * @param knownAt epoch ms that the rates were known at; null: now.
 * @throws DomainError `invalid-input` where the rates know nothing of it, with those that they know.
 */
function displayIn(code: string, rates: RateTable, knownAt: number | null): DisplayCurrency {
  const known = rates.currencies();
  if (known.includes(code)) return new DisplayCurrency(rates, code);
  const near = isCurrency(code) ? undefined : nearestCurrency(code, known);
  throw new DomainError('invalid-input', 'The report cannot be made.', [
    {
      path: 'currency',
      value: code,
      message:
        knownAt === null
          ? `The book has no exchange rate of “${shorten(code)}”.`
          : `The book had no exchange rate of “${shorten(code)}” yet at ${formatInstant(knownAt)}.`,
      remedy: `${near === undefined ? '' : `Did you mean ${near}? `}Reports can be shown in ${oneOf(known)}; others need ${knownAt === null ? 'rates imported' : 'a later knownAt'}.`,
    },
  ]);
}

async function writeAs(
  report: Report,
  tables: readonly ReportTable[],
  { format, csv }: ReportOutput,
  destination: Writable,
): Promise<WorkbookContents | null> {
  switch (format) {
    case 'json':
      await pipeline(Readable.from(jsonChunks(report, tables)), destination);
      return null;
    case 'csv':
      for (const table of tables)
        await writeCsv(table, destination, csvStyleOf(csvOver(report.saved?.csv, csv)));
      return null;
    case 'html': {
      const { htmlChunks } = await import('./writers/html-page.js');
      await pipeline(Readable.from(htmlChunks(report, tables)), destination);
      return null;
    }
    case 'xlsx': {
      // What makes workbooks takes long to load, and few commands make any.
      const { writeXlsx } = await import('./writers/xlsx-writer.js');
      return writeXlsx(report, tables, destination);
    }
  }
}

/** The tables to write: all, or for CSV the one asked for. */
function chosenTables(report: Report, { format, table: name, csv }: ReportOutput): readonly ReportTable[] {
  const [told] = Object.entries(csv ?? {}).find(([, value]) => value !== undefined) ?? [];
  if (told !== undefined && format !== 'csv') {
    throw new DomainError('invalid-input', 'The report cannot be written.', [
      {
        path: told,
        message: `Only CSV has such an option; ${format} has none.`,
        remedy: `Leave ${told} out.`,
      },
    ]);
  }
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

/** The same table, its stream read from here whoever reads it, and telling of the rows that are read. */
function counting(table: ReportTable, onRows: (page: readonly Row[]) => void): ReportTable {
  if (isList(table.rows)) return table;
  async function* pages(): AsyncGenerator<readonly Row[]> {
    for await (const page of rowPages(table)) {
      onRows(page);
      yield page;
    }
  }
  return { ...table, rows: askedFromHere(pages()) };
}

/** What was asked, in the order of the definition. US dollars go without saying: they did before there was a choice. */
function shownParameters({ parameters }: ReportDefinition, options: ReportOptions): Report['parameters'] {
  return parameters
    .filter(({ name }) => name !== 'currency' || options.currency !== 'USD')
    .filter(({ name }) => name !== 'knownAt' || options.knownAt !== null)
    .map(({ name }) => [name, shownOption(options, name)]);
}

function shownOption(options: ReportOptions, name: string): string {
  const value = Object.entries(options).find(([key]) => key === name)?.[1];
  if (Array.isArray(value)) return writtenFilter(value);
  if (value !== null && value !== undefined) return String(value);
  if (name === 'asOf') return 'now';
  if (name === 'period' || name === 'by') return 'none';
  return name === 'from' || name === 'to' ? 'no bound' : 'all';
}
