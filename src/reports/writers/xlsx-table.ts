import type ExcelJS from 'exceljs';
import { breathe } from '../../kernel/breathe.js';
import type { ReportTable, Row } from '../domain/report.js';
import { isList, rowPages } from '../domain/row-pages.js';
import type { BoundedWorkbook } from './bounded-workbook.js';
import { bodyStyle, XlsxRows } from './xlsx-rows.js';
import { columnWidth, headingStyle, isWrapped } from './xlsx-sheet.js';
import { excelText } from './xlsx-text.js';
import { type SheetPart, TotalFormulas } from './xlsx-totals.js';

/** Rows looked at to choose the widths of columns. */
const SAMPLE = 200;
/** Points; two lines. */
const HEADING_HEIGHT = 32;
/** Characters of XML that are handed on at a time. */
const CHUNK = 65_536;

/** A sheet of a workbook and the rows of a table that it holds. */
export interface WrittenSheet {
  readonly sheet: string;
  readonly table: string;
  readonly rows: number;
}

/** What a table's sheets are written with. */
export interface XlsxSurroundings {
  readonly workbook: BoundedWorkbook;
  /** Ends the writing when nobody reads any more. */
  readonly signal: AbortSignal;
  readonly maxRows: number;
  /** A name for the next sheet, as near to the wanted one as Excel allows. */
  nameFor(wanted: string): string;
  /** Told of each cell whose text was cut. */
  onCut(sheet: string, cell: string): void;
}

/** Writes a table to as many sheets as it takes. */
export async function writeTable(
  table: ReportTable,
  surroundings: XlsxSurroundings,
): Promise<readonly WrittenSheet[]> {
  const begin = (rows: readonly Row[]): TableSheets =>
    new TableSheets(table, rows.slice(0, SAMPLE), surroundings);
  let sheets: TableSheets | null = null;
  let held: readonly Row[] = [];
  for await (const page of rowPages(table)) {
    held = [...held, ...page];
    if (sheets === null && held.length < SAMPLE) continue;
    sheets ??= begin(held);
    await sheets.take(held);
    held = [];
  }
  sheets ??= begin(held);
  await sheets.take(held);
  return sheets.end();
}

/** The sheets of one table, one after the other. */
class TableSheets {
  private readonly rows: XlsxRows;
  private readonly widths: Partial<ExcelJS.Column>[];
  private readonly totals: TotalFormulas;
  private readonly parts: SheetPart[] = [];
  private sheet: ExcelJS.Worksheet;
  private held = 0;
  private cut = 0;
  private xml = '';

  constructor(
    private readonly table: ReportTable,
    sample: readonly Row[],
    private readonly around: XlsxSurroundings,
  ) {
    const { columns, totals } = table;
    const seen = totals === null ? sample : [...sample, totals];
    // Long texts of a short table are wrapped; those of a stream stay on one line.
    const wrapped = columns.map((column, index) => isList(table.rows) && isWrapped(column, index, seen));
    this.widths = columns.map((column, index) => ({
      width: columnWidth(column, index, seen),
      style: bodyStyle(column, wrapped[index] === true),
    }));
    this.rows = new XlsxRows(
      columns,
      wrapped,
      (style) => around.workbook.styleNumber(style),
      (cell) => {
        this.cut += 1;
        around.onCut(this.sheet.name, cell);
      },
    );
    this.totals = new TotalFormulas(table);
    this.sheet = this.open();
  }

  /** Writes rows, and waits on the way until there is room for more. */
  async take(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.add(row);
      if (this.xml.length < CHUNK) continue;
      this.flush();
      await this.around.workbook.drained(this.around.signal);
      await breathe();
    }
  }

  private add(row: Row): void {
    if (this.held === this.around.maxRows) this.close();
    this.held += 1;
    this.xml += this.rows.row(this.held + 1, row);
    this.totals.add(row);
  }

  /** Ends the table with its totals, and what there is to say of them. */
  async end(): Promise<readonly WrittenSheet[]> {
    const { table } = this;
    const remarks: string[] = [];
    const parts = [...this.parts, this.part()];
    let row = this.held + 2;
    if (table.totals !== null) {
      const cells = this.totals.cells(table.totals, row, parts);
      this.xml += this.rows.totals(row, cells);
      const remark = this.totals.remark(cells);
      if (remark !== null) remarks.push(remark);
      row += 1;
    }
    if (this.cut > 0) remarks.push(`${CUT_REMARK} ${this.cut}.`);
    for (const remark of remarks) {
      row += 1;
      this.xml += this.rows.remark(row, remark);
    }
    this.finish();
    await this.around.workbook.drained(this.around.signal);
    return parts.map(({ sheet, first, last }) => ({ sheet, table: table.name, rows: last - first + 1 }));
  }

  private open(): ExcelJS.Worksheet {
    const { workbook, nameFor } = this.around;
    const sheet = workbook.addWorksheet(nameFor(this.table.title), {
      views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }],
      pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    });
    sheet.columns = this.widths;
    const heading = sheet.addRow(this.table.columns.map((column) => excelText(column.title)));
    heading.height = HEADING_HEIGHT;
    this.table.columns.forEach((column, index) => {
      heading.getCell(index + 1).style = headingStyle(column);
    });
    heading.commit();
    return sheet;
  }

  /** Goes on in another sheet. */
  private close(): void {
    this.parts.push(this.part());
    this.finish();
    this.held = 0;
    this.sheet = this.open();
  }

  private part(): SheetPart {
    return { sheet: this.sheet.name, first: 2, last: this.held + 1 };
  }

  private finish(): void {
    this.flush();
    this.sheet.autoFilter = {
      from: { row: 1, column: 1 },
      to: { row: Math.max(2, this.held + 1), column: this.table.columns.length },
    };
    this.sheet.commit();
  }

  private flush(): void {
    if (this.xml !== '') this.around.workbook.writeRows(this.sheet, this.xml);
    this.xml = '';
  }
}

const CUT_REMARK = 'Texts longer than the 32,767 characters that Excel holds in a cell, cut and marked:';
