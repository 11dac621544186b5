import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type ExcelJS from 'exceljs';
import type { Column, Report, ReportTable, Row } from '../domain/report.js';
import { BoundedWorkbook } from './bounded-workbook.js';
import {
  alignmentOf,
  cellFormat,
  columnFormat,
  columnWidth,
  excelValue,
  headingStyle,
  isWrapped,
  linesOf,
  MIN_WRAPPED,
  TOTALS_STYLE,
} from './xlsx-sheet.js';
import { writeSummarySheet } from './xlsx-summary.js';
import { excelText, sheetName } from './xlsx-text.js';

/** Rows of a sheet; Excel itself ends at 1,048,576. */
const MAX_ROWS = 1_000_000;
/** Rows looked at to choose the widths of columns. */
const SAMPLE = 200;
/** Points; two lines. */
const HEADING_HEIGHT = 32;
const LINE_HEIGHT = 15;
/** Points that a row may have at most. */
const MAX_HEIGHT = 400;

/**
 * Writes a report as an Excel workbook and ends the destination: a summary sheet, then a sheet for each table, split
 * where a table has more rows than a sheet holds.
 * @throws Error when the destination is closed before the workbook is complete.
 */
export async function writeXlsx(
  report: Report,
  tables: readonly ReportTable[],
  destination: Writable,
  maxRows = MAX_ROWS,
): Promise<void> {
  const gone = new AbortController();
  destination.once('error', (error) => gone.abort(error));
  destination.once('close', () => gone.abort(new Error('The file was closed before it was complete.')));
  try {
    const workbook = new BoundedWorkbook(destination, new Date(report.asOf));
    const sheets = new SheetWriter(workbook, gone.signal, maxRows);
    await sheets.summary(report);
    for (const table of tables) await sheets.table(table);
    await Promise.race([workbook.commit(), rejection(gone.signal)]);
  } catch (error) {
    throw gone.signal.aborted ? gone.signal.reason : error;
  }
}

async function rejection(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

class SheetWriter {
  private readonly names: string[] = [];

  constructor(
    private readonly workbook: BoundedWorkbook,
    private readonly signal: AbortSignal,
    private readonly maxRows: number,
  ) {}

  async summary(report: Report): Promise<void> {
    const sheet = this.workbook.addWorksheet(this.name('Summary'), {
      pageSetup: { orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    });
    writeSummarySheet(sheet, report);
    sheet.commit();
    await this.workbook.drained(this.signal);
  }

  async table(table: ReportTable): Promise<void> {
    const rows = rowsOf(table);
    const sample: Row[] = [];
    let next = await rows.next();
    while (next.done !== true && sample.length < SAMPLE) {
      sample.push(next.value);
      next = await rows.next();
    }
    const columns = columnsOf(table, withTotals(sample, table));
    let sheet = this.open(table, columns);
    let held = 0;
    const add = async (row: Row): Promise<void> => {
      if (held === this.maxRows) {
        await this.close(sheet, table, held);
        sheet = this.open(table, columns);
        held = 0;
      }
      addRow(sheet, table.columns, row, null);
      held += 1;
      await this.workbook.drained(this.signal);
    };
    for (const row of sample) await add(row);
    for (; next.done !== true; next = await rows.next()) await add(next.value);
    if (table.totals !== null) addRow(sheet, table.columns, table.totals, TOTALS_STYLE);
    await this.close(sheet, table, held);
  }

  private name(wanted: string): string {
    const name = sheetName(wanted, this.names);
    this.names.push(name);
    return name;
  }

  private open(table: ReportTable, columns: readonly Partial<ExcelJS.Column>[]): ExcelJS.Worksheet {
    const sheet = this.workbook.addWorksheet(this.name(table.title), {
      views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }],
      pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    });
    sheet.columns = [...columns];
    const heading = sheet.addRow(table.columns.map((column) => excelText(column.title)));
    heading.height = HEADING_HEIGHT;
    table.columns.forEach((column, index) => {
      heading.getCell(index + 1).style = headingStyle(column);
    });
    heading.commit();
    return sheet;
  }

  private async close(sheet: ExcelJS.Worksheet, table: ReportTable, rows: number): Promise<void> {
    sheet.autoFilter = {
      from: { row: 1, column: 1 },
      to: { row: Math.max(2, rows + 1), column: table.columns.length },
    };
    sheet.commit();
    await this.workbook.drained(this.signal);
  }
}

/** Widths and formats of the columns. Long texts of a short table are wrapped; those of a stream stay on one line. */
function columnsOf(table: ReportTable, sample: readonly Row[]): Partial<ExcelJS.Column>[] {
  return table.columns.map((column, index) => {
    const wrapText = Array.isArray(table.rows) && isWrapped(column, index, sample);
    const numFmt = columnFormat(column);
    const alignment = { ...alignmentOf(column), wrapText };
    return {
      width: columnWidth(column, index, sample),
      style: numFmt === undefined ? { alignment } : { alignment, numFmt },
    };
  });
}

async function* rowsOf(table: ReportTable): AsyncGenerator<Row, undefined> {
  yield* table.rows;
}

function withTotals(rows: readonly Row[], table: ReportTable): readonly Row[] {
  return table.totals === null ? rows : [...rows, table.totals];
}

/** Adds a row. Rows with wrapped texts get the height these need: readers do not measure them on their own. */
function addRow(
  sheet: ExcelJS.Worksheet,
  columns: readonly Column[],
  cells: Row,
  style: Partial<ExcelJS.Style> | null,
): void {
  const row = sheet.addRow(columns.map((column, index) => excelValue(cells[index] ?? null, column)));
  let lines = 1;
  columns.forEach((column, index) => {
    const value = cells[index] ?? null;
    if (typeof value === 'string' && value.length > MIN_WRAPPED) {
      if (row.getCell(index + 1).alignment?.wrapText === true) lines = Math.max(lines, linesOf(value));
    }
    const own = cellFormat(value);
    if (own === null && style === null) return;
    const cell = row.getCell(index + 1);
    const numFmt = own ?? columnFormat(column);
    cell.style = { ...cell.style, ...style, ...(numFmt === undefined ? {} : { numFmt }) };
  });
  if (lines > 1) row.height = Math.min(MAX_HEIGHT, lines * LINE_HEIGHT);
  row.commit();
}
