import type ExcelJS from 'exceljs';
import { formatInstant } from '../../kernel/instants.js';
import type { Report } from '../domain/report.js';
import { columnFormat, DARK, type ExcelValue, excelValue, FONT } from './xlsx-sheet.js';
import { excelText } from './xlsx-text.js';

/** Widths of the two columns in characters. */
const NAMES = 34;
const VALUES = 66;
/** Characters that surely fit a line across both. */
const LINE = 112;
const LINE_HEIGHT = 15;

/** The first sheet: what the report is, of when, what it was asked, and the figures that answer it. */
export function writeSummarySheet(sheet: ExcelJS.Worksheet, report: Report): void {
  sheet.columns = [{ width: NAMES }, { width: VALUES }];
  heading(sheet, report.title, 16);
  paragraph(sheet, report.description);
  blank(sheet);
  heading(sheet, 'Figures', 12);
  for (const figure of report.figures) {
    const format = columnFormat(figure);
    pair(sheet, figure.title, excelValue(figure.value, figure) ?? 'none', format ?? null);
  }
  blank(sheet);
  heading(sheet, 'What was asked', 12);
  for (const [name, value] of report.parameters) pair(sheet, name, excelText(value), null);
  pair(sheet, 'as of (UTC)', formatInstant(report.asOf), null);
  pair(sheet, 'rate table', report.rateVersion ?? 'no rates known', '0');
  pair(sheet, 'report', `${report.name}, definition ${report.version}`, null);
  blank(sheet);
  heading(sheet, 'How to read the numbers', 12);
  for (const note of report.notes) paragraph(sheet, `• ${note}`);
}

function heading(sheet: ExcelJS.Worksheet, text: string, size: number): void {
  const row = sheet.addRow([excelText(text)]);
  row.getCell(1).font = { ...FONT, bold: true, size, color: { argb: DARK } };
  row.height = size * 1.6;
  row.commit();
}

function pair(sheet: ExcelJS.Worksheet, name: string, value: ExcelValue, format: string | null): void {
  const row = sheet.addRow([name, value]);
  row.getCell(1).font = { ...FONT, color: { argb: 'FF555555' } };
  row.getCell(2).alignment = { horizontal: 'left' };
  if (format !== null) row.getCell(2).numFmt = format;
  row.commit();
}

function paragraph(sheet: ExcelJS.Worksheet, text: string): void {
  const row = sheet.addRow([excelText(text)]);
  sheet.mergeCells(row.number, 1, row.number, 2);
  row.getCell(1).alignment = { wrapText: true, vertical: 'top' };
  row.height = Math.ceil(text.length / LINE) * LINE_HEIGHT + 3;
  row.commit();
}

function blank(sheet: ExcelJS.Worksheet): void {
  sheet.addRow([]).commit();
}
