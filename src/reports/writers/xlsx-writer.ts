import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Report, ReportTable } from '../domain/report.js';
import { BoundedWorkbook } from './bounded-workbook.js';
import { drawCharts } from './charts/draw-charts.js';
import { writeSummarySheet } from './xlsx-summary.js';
import { writeTable, type WrittenSheet } from './xlsx-table.js';
import { sheetName } from './xlsx-text.js';

/** Rows of a sheet; Excel itself ends at 1,048,576. */
const MAX_ROWS = 1_000_000;
/** Cut cells that are told one by one. */
const TOLD_CUTS = 20;

/** What became of the tables in a workbook. */
export interface WorkbookContents {
  readonly sheets: readonly WrittenSheet[];
  /** Cells whose text was longer than Excel holds. */
  readonly cutCells: number;
  /** The first of them, such as `Won deals!C7`. */
  readonly firstCutCells: readonly string[];
}

/**
 * Writes a report as an Excel workbook and ends the destination: a summary sheet with charts, then a sheet for each
 * table, split where a table has more rows than a sheet holds.
 * @throws Error when the destination is closed before the workbook is complete.
 */
export async function writeXlsx(
  report: Report,
  tables: readonly ReportTable[],
  destination: Writable,
  maxRows = MAX_ROWS,
): Promise<WorkbookContents> {
  const gone = new AbortController();
  destination.once('error', (error) => gone.abort(error));
  destination.once('close', () => gone.abort(new Error('The file was closed before it was complete.')));
  try {
    const workbook = new BoundedWorkbook(destination, new Date(report.asOf));
    const names: string[] = [];
    const cuts: string[] = [];
    let cutCells = 0;
    const surroundings = {
      workbook,
      signal: gone.signal,
      maxRows,
      nameFor: (wanted: string): string => {
        const name = sheetName(wanted, names);
        names.push(name);
        return name;
      },
      onCut: (sheet: string, cell: string): void => {
        cutCells += 1;
        if (cuts.length < TOLD_CUTS) cuts.push(`${sheet}!${cell}`);
      },
    };
    const summary = workbook.addWorksheet(surroundings.nameFor('Summary'), {
      pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 1 },
      views: [{ showGridLines: false }],
    });
    const place = writeSummarySheet(summary, report);
    const pictures = await drawCharts(report);
    if (pictures.length > 0) workbook.placePictures(summary, place(pictures));
    summary.commit();
    await workbook.drained(gone.signal);
    const sheets: WrittenSheet[] = [];
    for (const table of tables) sheets.push(...(await writeTable(table, surroundings)));
    await Promise.race([workbook.commit(), rejection(gone.signal)]);
    return { sheets, cutCells, firstCutCells: cuts };
  } catch (error) {
    throw gone.signal.aborted ? gone.signal.reason : error;
  }
}

async function rejection(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
