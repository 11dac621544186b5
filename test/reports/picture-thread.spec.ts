import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/database/open-database.js';
import { aDeal } from '../support/a-deal.js';
import { aBook } from '../support/book-builder.js';
import { type BuiltCli, buildCli } from '../support/built-cli.js';
import { RULES } from '../support/open-book.js';
import { readWorkbook, ReportDesk } from './report-harness.js';

describe('the command line as it is installed, which has pictures drawn by a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-'));
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => {
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes the very bytes that another process writes', async () => {
    const database = await openDatabase({ dataDir: folder, databaseUrl: null });
    const desk = new ReportDesk(database);
    await desk.holds(aBook({ deals: [aDeal({ dealId: 'a', valueMinor: 1_000_00, salesStagePercent: 40 })] }));
    const question = { asOf: '2021-06-30' };
    const here = await desk.bytes('pipeline', question, { format: 'xlsx' });
    await database.close();
    const file = join(folder, 'pipeline.xlsx');
    const args = [
      'report',
      'pipeline',
      '--as-of',
      question.asOf,
      '--data',
      folder,
      '--rules',
      RULES,
      '--out',
      file,
    ];
    await promisify(execFile)(process.execPath, [cli.path, ...args]);
    const there = readFileSync(file);
    expect((await readWorkbook(there)).getWorksheet('Summary')?.getImages()).toHaveLength(2);
    expect(there.equals(here)).toBe(true);
  });
});
