import type { Writable } from 'node:stream';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openDatabase } from '../../src/database/open-database.js';
import { Downloads } from '../../src/exports/downloads.js';
import { ExportLog } from '../../src/exports/export-log.js';
import { createLogger, LOGGER } from '../../src/logging/logger.js';
import { ReportsController } from '../../src/reports/reports.controller.js';
import { ReportsService } from '../../src/reports/reports.service.js';
import { readWorkbook } from '../reports/report-harness.js';
import { aDeal } from '../support/a-deal.js';
import { aBook, fillBook } from '../support/book-builder.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Homes } from '../support/each-database.js';

async function serviceWithDeals(homes: Homes) {
  const home = await homes.create();
  const database = await openDatabase(home);
  home.atEnd(() => database.close());
  await fillBook(
    database,
    aBook({
      deals: [
        aDeal({
          dealId: 'a',
          valueMinor: 1_000_00,
          currency: 'USD',
          salesStagePercent: 40,
          createdOn: '2021-03-01',
        }),
        aDeal({ dealId: 'b', status: 'won', closedOn: '2021-05-01', name: '=HYPERLINK("x")' }),
      ],
    }),
  );
  return bootServer(home);
}

eachDatabase('reports over HTTP', (homes) => {
  it('are listed with their parameters', async () => {
    const http = await serviceWithDeals(homes);
    const { status, body } = await http.get('/api/v1/reports');
    expect(status).toBe(200);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual([
      'campaign-roi',
      'conversion',
      'pipeline',
      'registration-audit',
    ]);
    expect(body.items[1].parameters).toContainEqual({
      name: 'maturityDays',
      description: 'Days after its end from which a cohort is compared',
      default: 90,
    });
  });

  it('are noted in the log of exports in whichever form they are taken', async () => {
    const http = await serviceWithDeals(homes);
    const files = ['json', 'csv', 'html', 'xlsx'].map((format) => `registration-audit.${format}`);
    for (const format of ['json', 'csv', 'html', 'xlsx'])
      await http.get(`/api/v1/reports/registration-audit?format=${format}`).expect(200);
    const noted = async (): Promise<readonly string[]> => {
      const { body } = await http.get('/api/v1/exports').expect(200);
      return body.items.map((item: { files: readonly string[] }) => item.files[0]);
    };
    // A download is noted once its last byte has gone out.
    let last = await noted();
    while (last.length < files.length) last = await noted();
    expect(last.toSorted()).toEqual(files.toSorted());
  });

  it('come as JSON when nothing else is asked for', async () => {
    const http = await serviceWithDeals(homes);
    const { status, headers, body } = await http.get('/api/v1/reports/pipeline?asOf=2021-06-30&by=type');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toMatchObject({ report: 'pipeline', figures: { deals: 1, value_usd: 1000 } });
    expect(body.parameters).toMatchObject({ asOf: '2021-06-30', zone: 'UTC', by: 'type', country: 'all' });
  });

  it('come as a CSV file with a name', async () => {
    const http = await serviceWithDeals(homes);
    const { status, headers, text } = await http.get('/api/v1/reports/registration-audit?format=csv');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toBe('attachment; filename="registration-audit.csv"');
    expect(text).toContain(`,b,"'=HYPERLINK(""x"")",`);
    const other = await http.get('/api/v1/reports/registration-audit?format=csv&table=exceptions');
    expect(other.headers['content-disposition']).toBe(
      'attachment; filename="registration-audit-exceptions.csv"',
    );
  });

  it('come as CSV for a spreadsheet that reads decimal commas', async () => {
    const http = await serviceWithDeals(homes);
    const { text } = await http.get(
      '/api/v1/reports/pipeline?asOf=2021-06-30&format=csv&decimal=comma&bom=no',
    );
    expect(text.split('\r\n').slice(0, 1)).toEqual([expect.stringMatching(/^Stage %;Stage;/u)]);
    expect(text).toContain(';1000,00;');
    const refused = await http.get('/api/v1/reports/pipeline?format=xlsx&delimiter=tab');
    expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'delimiter']);
  });

  it('come as a page to look at, which a browser shows and does not save', async () => {
    const http = await serviceWithDeals(homes);
    const { headers, text } = await http.get('/api/v1/reports/pipeline?asOf=2021-06-30&format=html');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-disposition']).toBeUndefined();
    expect(text).toContain('<h1>Open pipeline</h1>');
    expect(text).toContain('<svg');
  });

  it('come as a workbook', async () => {
    const http = await serviceWithDeals(homes);
    const { status, headers, body } = await http
      .get('/api/v1/reports/conversion?format=xlsx&maturityDays=30')
      .buffer(true)
      .responseType('blob');
    expect(status).toBe(200);
    expect(headers['content-disposition']).toBe('attachment; filename="conversion.xlsx"');
    const workbook = await readWorkbook(body);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      'Summary',
      'From created to won',
      'Rates',
      'Where the cohort stands',
      'Cohorts by month of creation',
      'Why declined or lost',
      'Balance against the book',
    ]);
  });

  it('that cannot be made are answered as problems, each naming its parameter', async () => {
    const http = await serviceWithDeals(homes);
    const problems = async (path: string) => {
      const { status, headers, body } = await http.get(`/api/v1/reports/${path}`);
      expect(headers['content-type']).toContain('application/problem+json');
      const paths = body.errors?.map((error: { path: string }) => error.path.replace('/', ''));
      return [status, paths];
    };
    expect(await problems('pipelines')).toEqual([404, ['name']]);
    expect(await problems('pipeline?view=cash')).toEqual([400, ['view']]);
    expect(await problems('pipeline?from=today&asOf=yesterday')).toEqual([400, ['from', 'asOf']]);
    expect(await problems('pipeline?by=colour')).toEqual([400, ['by']]);
    // All in one answer, also what hangs on the report, or on several parameters together.
    expect(
      await problems('conversion?format=pdf&zone=Mars&by=colour&from=2021-05-01&to=2021-04-01&view=cash'),
    ).toEqual([400, ['format', 'view', 'zone', 'by', 'to']]);
    expect(await problems('pipeline?format=csv&format=json&asOf=2021-02-30')).toEqual([
      400,
      ['format', 'asOf'],
    ]);
    expect(await problems('pipeline?format=csv&table=balances')).toEqual([400, ['table']]);
    expect(await problems('pipeline?asof=2021-01-01')).toEqual([400, ['asof']]);
    expect(await problems('conversion?from=2021-05-01&to=2021-04-01')).toEqual([400, ['to']]);
  });
});

describe('a report that fails half way', () => {
  /** Writes the beginning of a report and then fails, as when the database goes away. */
  class FailingReports {
    request(): object {
      return { options: {}, output: { format: 'csv' } };
    }

    async write(_name: string, _given: unknown, _output: unknown, destination: Writable): Promise<never> {
      destination.write('x'.repeat(100_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('The database went away.');
    }
  }

  it('breaks the connection off, so that the part is not taken for the whole', async () => {
    let note: (entry: unknown) => void = () => {};
    const noted = new Promise((resolve) => {
      note = resolve;
    });
    const module = await Test.createTestingModule({
      controllers: [ReportsController],
      providers: [
        Downloads,
        { provide: ReportsService, useClass: FailingReports },
        { provide: ExportLog, useValue: { record: async (entry: unknown) => note(entry) } },
        { provide: LOGGER, useValue: createLogger('silent') },
      ],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await expect(request(app.getHttpServer()).get('/api/v1/reports/pipeline?format=csv')).rejects.toThrow(
      'aborted',
    );
    // Who asked sees the end a moment before the service does.
    await expect(noted).resolves.toMatchObject({ what: 'pipeline', rows: null, complete: false });
    await app.close();
  });
});
