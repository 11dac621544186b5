import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { writeReportFile } from '../../src/reports/report-files.js';
import { aDeal } from '../support/a-deal.js';
import { aBook, aRate } from '../support/book-builder.js';
import { eachDatabase, openHome } from '../support/each-database.js';
import { ReportDesk } from './report-harness.js';

const asOf = { asOf: '2021-06-30' };

/** What manifests tell of some formats only. */
const TOLD = {
  json: {},
  html: {},
  csv: { csv: { delimiter: ',', bom: true, decimal: '.' } },
  xlsx: {
    cutCells: 0,
    firstCutCells: [],
    sheets: [
      { sheet: 'Open pipeline', table: 'pipeline', rows: 5 },
      { sheet: 'Pipeline bridge', table: 'bridge', rows: 9 },
      { sheet: 'Observed win rate by stage', table: 'win-rates', rows: 5 },
      { sheet: 'Balance against the book', table: 'balance', rows: 6 },
    ],
  },
};

eachDatabase('a report in a file', (homes) => {
  let folder: string;
  let desk: ReportDesk;
  beforeAll(async () => {
    const home = await homes.create();
    folder = home.dataDir;
    desk = new ReportDesk(await openHome(home));
    await desk.holds(
      aBook({
        deals: [
          aDeal({ dealId: 'a', valueMinor: 1_000_00, currency: 'EUR', salesStagePercent: 40 }),
          aDeal({ dealId: 'b', status: 'won', closedOn: '2021-05-01' }),
        ],
        rates: [aRate('2021-06', 'EUR', '1.2')],
      }),
    );
  });

  it.each(['json', 'csv', 'xlsx', 'html'] as const)(
    'as %s has a manifest that vouches for it',
    async (format) => {
      const file = join(folder, 'out', `pipeline.${format}`);
      const manifest = await writeReportFile(desk.reports, 'pipeline', asOf, { format }, file);
      const bytes = readFileSync(file);
      expect(JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))).toEqual(manifest);
      const { manifestSha256, ...vouched } = manifest;
      expect(manifestSha256).toMatch(/^[0-9a-f]{64}$/u);
      expect(vouched).toEqual({
        ...TOLD[format],
        file: `pipeline.${format}`,
        report: 'pipeline',
        version: '2',
        format,
        parameters: {
          asOf: '2021-06-30',
          stage: 'all',
          minValue: 'all',
          since: 'month',
          yearStart: '1',
          zone: 'UTC',
          by: 'stage',
          dealType: 'all',
          direction: 'all',
          location: 'all',
          solution: 'all',
          campaign: 'all',
          country: 'all',
          organisation: 'all',
        },
        zone: 'UTC',
        asOf: '2021-07-01T00:00:00.000Z',
        rateTable: 1,
        rows: format === 'csv' ? { pipeline: 5 } : { pipeline: 5, bridge: 9, 'win-rates': 5, balance: 6 },
        totals: {
          deals: '1',
          value_usd: '1200.00',
          weighted_usd: '480.00',
          observed_weighted_usd: '1200.00',
          overdue_deals: '0',
          overdue_usd: '0.00',
        },
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
    },
  );

  it('is the same to the byte when it is made again', async () => {
    for (const format of ['json', 'csv', 'xlsx', 'html'] as const) {
      for (const name of ['pipeline', 'campaign-roi', 'conversion', 'registration-audit']) {
        const [one, two] = [join(folder, 'one'), join(folder, 'two')];
        const first = await writeReportFile(desk.reports, name, asOf, { format }, one);
        const second = await writeReportFile(desk.reports, name, asOf, { format }, two);
        expect(second).toEqual({ ...first, file: 'two', manifestSha256: second.manifestSha256 });
      }
    }
  });

  it('counts the rows that were streamed', async () => {
    const file = join(folder, 'audit.csv');
    const manifest = await writeReportFile(desk.reports, 'registration-audit', asOf, { format: 'csv' }, file);
    expect(manifest.rows).toEqual({ deals: 1 });
  });

  it('takes its name only when it is complete, and leaves the old file alone until then', async () => {
    const file = join(folder, 'kept', 'old.csv');
    await writeReportFile(desk.reports, 'pipeline', asOf, { format: 'csv' }, file);
    const old = readFileSync(file, 'utf8');
    const failing = writeReportFile(
      desk.reports,
      'pipeline',
      asOf,
      { format: 'csv', table: 'nothing' },
      file,
    );
    await expect(failing).rejects.toMatchObject({
      problems: [
        { path: 'table', value: 'nothing', remedy: 'Choose one of pipeline, bridge, win-rates, balance.' },
      ],
    });
    expect(readFileSync(file, 'utf8')).toBe(old);
    expect(readdirSync(join(folder, 'kept')).toSorted()).toEqual(['old.csv', 'old.csv.manifest.json']);
  });

  it('leaves alone what somebody else writes beside it, and what a link leads to', async () => {
    const file = join(folder, 'beside', 'pipeline.csv');
    const [foreign, linked] = [`${file}.part`, join(folder, 'linked')];
    mkdirSync(join(folder, 'beside'));
    writeFileSync(foreign, 'of somebody else');
    writeFileSync(linked, 'kept');
    symlinkSync(linked, `${file}.manifest.json.part`);
    await writeReportFile(desk.reports, 'pipeline', asOf, { format: 'csv' }, file);
    expect([readFileSync(foreign, 'utf8'), readFileSync(linked, 'utf8')]).toEqual([
      'of somebody else',
      'kept',
    ]);
    expect(readdirSync(join(folder, 'beside')).toSorted()).toEqual([
      'pipeline.csv',
      'pipeline.csv.manifest.json',
      'pipeline.csv.manifest.json.part',
      'pipeline.csv.part',
    ]);
  });

  it('takes options of CSV with CSV alone', async () => {
    const lines = await desk.bytes('pipeline', asOf, { format: 'csv', csv: { decimal: 'comma' } });
    expect(lines.toString('utf8')).toContain('Total;1;1200,00;480,00;');
    await expect(
      desk.bytes('pipeline', asOf, { format: 'xlsx', csv: { delimiter: 'tab' } }),
    ).rejects.toMatchObject({ problems: [{ path: 'delimiter', remedy: 'Leave delimiter out.' }] });
  });

  it('that cannot be written fails with the reason, and lets go of the book', async () => {
    writeFileSync(join(folder, 'file'), '');
    const impossible = join(folder, 'file', 'report.xlsx');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(
        writeReportFile(desk.reports, 'pipeline', asOf, { format: 'xlsx' }, impossible),
      ).rejects.toMatchObject({
        code: 'unavailable',
        problems: [{ file: impossible, message: 'A part of the path is no folder.' }],
      });
    }
    expect((await desk.json('pipeline', asOf)).figures.deals).toBe(1);
  });

  it('leaves alone what has the name of its manifest and is none, a folder as well as a file', async () => {
    const [file, other] = [join(folder, 'foreign.csv'), join(folder, 'folder.csv')];
    writeFileSync(`${file}.manifest.json`, '{"mine": true}');
    mkdirSync(`${other}.manifest.json`);
    for (const name of [file, other]) {
      await expect(
        writeReportFile(desk.reports, 'pipeline', asOf, { format: 'csv' }, name),
      ).rejects.toMatchObject({ code: 'invalid-input', problems: [{ file: `${name}.manifest.json` }] });
      expect(existsSync(name)).toBe(false);
    }
    expect(readFileSync(`${file}.manifest.json`, 'utf8')).toBe('{"mine": true}');
  });

  it('takes the place of a manifest whose report is gone, or that was changed', async () => {
    const file = join(folder, 'again.csv');
    await writeReportFile(desk.reports, 'pipeline', asOf, { format: 'csv' }, file);
    rmSync(file);
    const manifest = `${file}.manifest.json`;
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"UTC"', '"utc"'));
    const written = await writeReportFile(desk.reports, 'pipeline', asOf, { format: 'csv' }, file);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toEqual(written);
  });

  it('leaves alone a file that took its name while it was made', async () => {
    const file = join(folder, 'meanwhile.csv');
    const slow = {
      write: async (...given: Parameters<typeof desk.reports.write>) => {
        const written = await desk.reports.write(...given);
        writeFileSync(file, 'of somebody else');
        return written;
      },
    };
    const reports = Object.assign(Object.create(desk.reports), slow);
    await expect(writeReportFile(reports, 'pipeline', asOf, { format: 'csv' }, file)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(readFileSync(file, 'utf8')).toBe('of somebody else');
    expect(readdirSync(folder).filter((name) => name.startsWith('meanwhile'))).toEqual(['meanwhile.csv']);
  });

  it('of one table of several is that table', async () => {
    const lines = await desk.csv('pipeline', asOf, 'balance');
    expect(lines[0]).toEqual(['Deals', 'Counted as', 'Number']);
    expect(lines.at(-1)).toEqual(['Deals in the book', 'whole', '2']);
    await expect(desk.bytes('pipeline', asOf, { format: 'json', table: 'balance' })).rejects.toMatchObject({
      problems: [{ path: 'table', remedy: 'Leave table out.' }],
    });
  });
});

describe('the definitions of the reports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read from the folder of the package', () => {
    expect(
      ReportDefinitions.read()
        .all()
        .map(({ name }) => name),
    ).toEqual(['campaign-roi', 'conversion', 'pipeline', 'registration-audit']);
  });

  it('that are wrong are all named, with the place', () => {
    const wrong = mkdtempSync(join(folder, 'definitions-'));
    const definition = { name: 'pipeline', version: '2', title: 'T', description: 'D', formats: ['csv'] };
    const parameter = { name: 'by', description: 'Rows', default: 'stages' };
    writeFileSync(join(wrong, 'pipeline.json'), JSON.stringify({ ...definition, parameters: [parameter] }));
    writeFileSync(join(wrong, 'conversion.json'), '{');
    writeFileSync(join(wrong, 'campaign-roi.json'), JSON.stringify({ ...definition, parameters: [] }));
    expect(() => ReportDefinitions.read(wrong)).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        problems: [
          expect.objectContaining({
            file: join(wrong, 'campaign-roi.json'),
            message: 'The file must be called pipeline.json.',
          }),
          expect.objectContaining({ file: join(wrong, 'conversion.json') }),
          expect.objectContaining({ file: join(wrong, 'pipeline.json'), path: 'by' }),
          expect.objectContaining({
            file: join(wrong, 'registration-audit.json'),
            message: 'This definition is missing.',
          }),
        ],
      }),
    );
    expect(() => ReportDefinitions.read(join(wrong, 'gone'))).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        message: 'The report definitions are wrong.',
      }),
    );
  });
});
