import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fastify } from 'fastify';
import { REPORT_FORMATS, REPORT_NAMES, type ReportName } from '../../src/reports/domain/report-definition.js';
import { REPORT_GROUPINGS } from '../../src/reports/domain/report-groupings.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { parseSavedReport } from '../../src/reports/saved/parse-saved-report.js';
import { reportJsonSchemas } from '../../src/reports/saved/report-json-schemas.js';
import { aSavedReport, people } from '../support/reports-copy.js';

const definitions = ReportDefinitions.read();
const schemas = reportJsonSchemas(definitions.all());

// Fastify brings the JSON Schema validator, told here to change nothing of what it is given.
const server = fastify({
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false } },
});
let address = '';

beforeAll(async () => {
  server.post('/report', { schema: { body: schemas.report } }, () => ({ valid: true }));
  server.post('/people', { schema: { body: schemas.people } }, () => ({ valid: true }));
  address = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
});

async function accepts(what: 'report' | 'people', document: unknown): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(document);
  const response = await fetch(`${address}/${what}`, { method: 'POST', headers, body });
  if (response.status !== 200 && response.status !== 400) throw new Error(await response.text());
  return response.status === 200;
}

const isRight = (document: unknown): boolean =>
  parseSavedReport(JSON.stringify(document), 'any.json', (name) => definitions.find(name)).value !== null;

/** Options that some report takes, nearly always with values that it takes. */
const options = fc.record(
  {
    view: fc.constantFrom('cash', 'cohort'),
    by: fc.constantFrom('stage', 'stage, type', 'close-month,country', 'country', 'channel'),
    since: fc.constantFrom('month', '2021-01-01'),
    period: fc.constantFrom('last-week', 'this-year'),
    yearStart: fc.constantFrom(7, '7', 13),
    maturityDays: fc.constantFrom(90, '90'),
    asOf: fc.constantFrom('2021-06-30', '2021-02-30'),
    country: fc.constantFrom('SE', 'SE,DE'),
    campaign: fc.constantFrom('spring', 'a, b'),
  },
  { requiredKeys: [] },
);

/** Those of the options that a report takes, and what it can be grouped by. */
function taken(report: ReportName, given: object): object {
  const { parameters } = definitions.find(report);
  const { choices } = REPORT_GROUPINGS[report];
  const isTaken = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) =>
        isTaken(name) && (name !== 'by' || choices.some((choice) => String(value).startsWith(choice))),
    ),
  );
}

const documents = fc
  .record(
    {
      name: fc.constantFrom('weekly', 'weekly-roi'),
      report: fc.constantFrom(...REPORT_NAMES),
      version: fc.constantFrom('1', '12'),
      options,
      formats: fc.uniqueArray(fc.constantFrom(...REPORT_FORMATS), { minLength: 1 }),
      schedule: fc.record({
        cron: fc.constantFrom('0 7 * * MON', '0 18 L * *'),
        zone: fc.constantFrom('UTC', 'Asia/Shanghai'),
        catchUp: fc.constantFrom('skip', 'latest', 'all'),
        attempts: fc.integer({ min: 1, max: 10 }),
      }),
      targets: fc.array(
        fc.constantFrom(
          { kind: 'folder', path: 'marketing' },
          { kind: 'email', to: ['ana@example.com'] },
          { kind: 'webhook', url: 'https://example.com/hook', secret: 'crm' },
        ),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ['report', 'options'] },
  )
  .map((values) => aSavedReport({ ...values, options: taken(values.report, values.options) }));

describe('the JSON Schemas of saved reports', () => {
  it('are those that the check makes; npm run schema writes them', async () => {
    expect(JSON.parse(await readFile('reports/report.schema.json', 'utf8'))).toEqual(schemas.report);
    expect(JSON.parse(await readFile('reports/people.schema.json', 'utf8'))).toEqual(schemas.people);
  });

  it('accept whatever the check accepts', async () => {
    let right = 0;
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        if (!isRight(document)) return;
        right += 1;
        expect([document, await accepts('report', document)]).toEqual([document, true]);
      }),
      { numRuns: 200 },
    );
    expect(right).toBeGreaterThan(50);
  });

  it.each([
    [{ titel: 'x' }],
    [{ report: 'pipelin' }],
    [{ options: { by: 'stage' } }],
    [{ options: { view: 'chash' } }],
    [{ formats: [] }],
    [{ formats: ['pdf'] }],
    [{ schedule: { cron: '0 7 * * *' } }],
    [{ targets: [{ kind: 'folder', paht: 'x' }] }],
  ])('refuse %j, as the check does', async (values) => {
    expect([isRight(aSavedReport(values)), await accepts('report', aSavedReport(values))]).toEqual([
      false,
      false,
    ]);
  });

  it('accept a list of people, and no person without an address', async () => {
    expect(await accepts('people', people())).toBe(true);
    expect(await accepts('people', { people: [{ name: 'Ana', reports: 'all' }] })).toBe(false);
  });
});
