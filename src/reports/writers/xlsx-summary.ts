import type ExcelJS from 'exceljs';
import { formatInstant } from '../../kernel/instants.js';
import type { Column, Report } from '../domain/report.js';
import type { DrawnChart } from './charts/draw-charts.js';
import type { PlacedPicture } from './xlsx-drawing.js';
import { columnFormat, DARK, excelCell, FONT, heightOf, linesOf, rowsOf } from './xlsx-sheet.js';
import { excelText } from './xlsx-text.js';

/** Widths of the two columns of words in characters, and of the gap between them and the charts. */
const NAMES = 36;
const VALUES = 46;
const GAP = 3;
/** Characters that surely fit a line across both. */
const LINE = 94;
/** Pixels of a row of usual height, and between two charts. */
const ROW = 20;
const BETWEEN = 16;

/**
 * The first sheet: what the report is, of when, the figures that answer it and what was asked.
 * @returns where its charts go, beside the words.
 */
export function writeSummarySheet(
  sheet: ExcelJS.Worksheet,
  report: Report,
): (charts: readonly DrawnChart[]) => readonly PlacedPicture[] {
  sheet.columns = [{ width: NAMES }, { width: VALUES }, { width: GAP }];
  heading(sheet, report.title, 16);
  paragraph(sheet, report.description);
  blank(sheet);
  heading(sheet, 'Figures', 12);
  for (const figure of report.figures) {
    const shown = excelCell(figure.value, figure);
    const value = shown === null ? 'none' : shown.is === 'number' ? Number(shown.number) : shown.text;
    pair(sheet, figure.title, value, figureFormat(figure));
  }
  blank(sheet);
  heading(sheet, 'What was asked', 12);
  for (const [name, value] of report.parameters) pair(sheet, name, value, null);
  pair(sheet, 'as of (UTC)', formatInstant(report.asOf), null);
  pair(sheet, 'rate table', report.rateVersion ?? 'no rates known', '0');
  pair(sheet, 'report', `${report.name}, definition ${report.version}`, null);
  blank(sheet);
  heading(sheet, 'How to read the numbers', 12);
  for (const note of report.notes) paragraph(sheet, `• ${note}`);
  return placed;
}

function figureFormat(figure: Column): string | null {
  return columnFormat(figure) ?? null;
}

/** One below the other. Rows above them may be taller than usual, which moves the lower ones down, never into another. */
function placed(charts: readonly DrawnChart[]): readonly PlacedPicture[] {
  let row = 1;
  return charts.map(({ png, title, width, height }) => {
    const picture = { png, description: title, column: 3, row, width, height };
    row += Math.ceil((height + BETWEEN) / ROW);
    return picture;
  });
}

function heading(sheet: ExcelJS.Worksheet, text: string, size: number): void {
  const row = sheet.addRow([excelText(text)]);
  row.getCell(1).font = { ...FONT, bold: true, size, color: { argb: DARK } };
  row.height = size * 1.6;
  row.commit();
}

function pair(sheet: ExcelJS.Worksheet, name: string, value: string | number, format: string | null): void {
  const [first = '', ...others] = typeof value === 'string' ? rowsOf(value, VALUES - 4) : [value];
  const row = sheet.addRow([name, typeof first === 'string' ? excelText(first) : first]);
  row.getCell(1).font = { ...FONT, color: { argb: 'FF555555' } };
  row.getCell(1).alignment = { vertical: 'top' };
  row.getCell(2).alignment = { horizontal: 'left', vertical: 'top', wrapText: typeof value === 'string' };
  if (typeof first === 'string') row.height = heightOf(linesOf(first, VALUES - 4));
  if (format !== null) row.getCell(2).numFmt = format;
  row.commit();
  for (const other of others) pair(sheet, '', other, format);
}

/** A text across both columns; a row shows no more than its height, so a long one goes on in the next. */
function paragraph(sheet: ExcelJS.Worksheet, text: string): void {
  for (const part of rowsOf(text, LINE)) {
    const row = sheet.addRow([excelText(part)]);
    sheet.mergeCells(row.number, 1, row.number, 2);
    row.getCell(1).alignment = { wrapText: true, vertical: 'top' };
    row.height = heightOf(linesOf(part, LINE)) + 3;
    row.commit();
  }
}

function blank(sheet: ExcelJS.Worksheet): void {
  sheet.addRow([]).commit();
}
