import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ReportTable, Row } from '../../src/reports/domain/report.js';
import { writeCsv } from '../../src/reports/writers/csv-writer.js';
import { writeXlsx } from '../../src/reports/writers/xlsx-writer.js';
import { aReport, aTable, SAMPLE } from './sample-table.js';

describe('a reader that is slow or goes away', () => {
  /** Rows without end, counting how many were asked for. */
  function endless(): { readonly table: ReportTable; asked(): number } {
    let asked = 0;
    async function* rows(): AsyncGenerator<readonly Row[]> {
      for (;;) {
        asked += 1;
        // Text that does not compress, so that what is held is what was asked for.
        yield [[createHash('sha512').update(String(asked)).digest('base64'), ...SAMPLE.slice(1)]];
      }
    }
    return { table: aTable(rows()), asked: () => asked };
  }

  it.each([
    ['csv', (table: ReportTable, body: Writable) => writeCsv(table, body)],
    ['xlsx', (table: ReportTable, body: Writable) => writeXlsx(aReport(table), [table], body)],
  ])(
    'holds up the rows of %s instead of filling the memory, and ends them when it leaves',
    async (_, write) => {
      const { table, asked } = endless();
      // Takes one piece and is never done with it.
      const stuck = new Writable({ write: () => undefined });
      const written = write(table, stuck).then(
        () => 'complete',
        () => 'broken off',
      );
      let before = -1;
      while (asked() !== before || before === 0) {
        before = asked();
        await wait(100);
      }
      expect(before).toBeLessThan(100_000);
      stuck.destroy();
      expect(await written).toBe('broken off');
    },
  );
});
