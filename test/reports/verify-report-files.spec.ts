import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { openDatabase } from '../../src/database/open-database.js';
import { writeReportFile } from '../../src/reports/report-files.js';
import { verifyReportFiles } from '../../src/reports/verify-report-files.js';
import { aBook } from '../support/book-builder.js';
import { ReportDesk } from './report-harness.js';

describe('the file of a report', () => {
  const root = mkdtempSync(join(tmpdir(), 'dealproof-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let file: string;

  beforeEach(async () => {
    const folder = mkdtempSync(join(root, 'book-'));
    const database = await openDatabase({ dataDir: folder, databaseUrl: null });
    try {
      const desk = new ReportDesk(database);
      await desk.holds(aBook({}));
      file = join(folder, 'pipeline.csv');
      await writeReportFile(desk.reports, 'pipeline', { asOf: '2021-06-30' }, { format: 'csv' }, file);
    } finally {
      await database.close();
    }
  });

  /** Exit code and output of `dealproof report verify`. */
  async function verify(...args: readonly string[]): Promise<{ code: number; printed: string }> {
    const stdout = new PassThrough();
    const printed = text(stdout);
    const code = await runCli(
      ['report', 'verify', ...args],
      { stdout, stderr: new PassThrough().resume() },
      {},
    );
    stdout.end();
    return { code, printed: await printed };
  }

  const stateOf = async (named = file): Promise<string | undefined> =>
    (await verifyReportFiles([named]))[0]?.state;

  it('matches its manifest as it was written', async () => {
    const { code, printed } = await verify(file);
    expect([code, printed]).toEqual([
      0,
      expect.stringMatching(
        /pipeline\.csv: is as it was written: pipeline as of 2021-07-01T00:00:00\.000Z, \d+ bytes\.\n$/u,
      ),
    ]);
  });

  it('differs when a byte was added, and when one was changed', async () => {
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await verify(file)).toEqual({
      code: 1,
      printed: `${file}: has ${bytes.length + 1} bytes; when it was written it had ${bytes.length}.\n`,
    });
    writeFileSync(file, Buffer.from(bytes.toString('utf8').replace('Stage', 'stage')));
    const { code, printed } = await verify(file);
    expect([code, printed]).toEqual([
      1,
      expect.stringContaining('has as many bytes as when it was written, but others: SHA-256 '),
    ]);
  });

  it('has nothing that vouches for it without a manifest, or with one that was changed', async () => {
    const manifest = `${file}.manifest.json`;
    const whole = readFileSync(manifest, 'utf8');
    for (const damaged of [
      whole.slice(0, -20),
      whole.replace('"zone": "UTC"', '"zone": "utc"'),
      whole.replace('"bom": true', '"bom": true, "added": 1'),
      '{}',
      '[1]',
      '',
    ]) {
      writeFileSync(manifest, damaged);
      expect(await stateOf()).toBe('manifest-damaged');
    }
    rmSync(manifest);
    expect(await stateOf()).toBe('no-manifest');
    expect((await verify(file)).code).toBe(1);
  });

  it('is what it was under another name, too, if its manifest came along', async () => {
    const renamed = file.replace('pipeline.csv', 'for-the-board.csv');
    renameSync(file, renamed);
    expect(await stateOf(renamed)).toBe('no-manifest');
    renameSync(`${file}.manifest.json`, `${renamed}.manifest.json`);
    const { code, printed } = await verify(renamed);
    expect([code, printed]).toEqual([
      0,
      expect.stringContaining('for-the-board.csv: is as it was written as pipeline.csv: pipeline as of '),
    ]);
  });

  it('that is gone, or a folder, cannot be read', async () => {
    expect(await stateOf(join(root, 'gone.csv'))).toBe('unreadable');
    mkdirSync(join(root, 'folder'), { recursive: true });
    expect(await stateOf(join(root, 'folder'))).toBe('unreadable');
  });

  it('is held once, by its own name or by its manifest, among several of which one differs', async () => {
    const other = join(root, 'other.csv');
    writeFileSync(other, 'x');
    const { code, printed } = await verify(file, `${file}.manifest.json`, other, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toEqual([
      { file, state: 'matches', told: expect.any(String) },
      { file: other, state: 'no-manifest', told: expect.any(String) },
    ]);
  });
});
