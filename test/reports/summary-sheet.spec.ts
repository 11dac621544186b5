import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { writeXlsx } from '../../src/reports/writers/xlsx-writer.js';
import { readWorkbook } from './report-harness.js';
import { aReport, aTable, SAMPLE } from './sample-table.js';

describe('the first sheet of a workbook', () => {
  it('shows notes and answers of any length in full, over as many rows as they need', async () => {
    const note = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ');
    const filter = Array.from({ length: 300 }, (_, index) => `deal${index}`).join(',');
    const report = { ...aReport(aTable([SAMPLE])), notes: [note, '字'.repeat(3000)] };
    const body = new PassThrough();
    const asked = { ...report, parameters: [['campaign', filter]] as const };
    const [bytes] = await Promise.all([buffer(body), writeXlsx(asked, report.tables, body)]);
    const sheet = (await readWorkbook(bytes)).getWorksheet('Summary');
    const column = (number: number): string[] =>
      Array.from(sheet?.getColumn(number).values ?? [], (value) => String(value ?? ''));
    // A merged cell has its text in both columns.
    expect(column(1).join(' ')).toContain(note);
    expect(column(1).join('')).toContain('字'.repeat(3000));
    expect(column(2).join('')).toContain(filter);
    // A line across holds some hundred Latin characters, and a row 26 lines.
    expect(Math.max(...column(1).map(({ length }) => length))).toBeLessThan(26 * 94);
    const heights: number[] = [];
    sheet?.eachRow(({ height }) => heights.push(height));
    expect(Math.max(...heights.filter(Number.isFinite))).toBeLessThan(409);
  });
});
