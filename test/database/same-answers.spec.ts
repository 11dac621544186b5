import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DEMO_TAKEN_AT } from '../../src/demo/domain/calendar.js';
import { writeDemoFiles } from '../../src/demo/write-demo-files.js';
import { REPORT_FORMATS, REPORT_NAMES } from '../../src/reports/domain/report-definition.js';
import { bootServer } from '../support/boot-server.js';
import { type Home, onBoth } from '../support/each-database.js';

/** A day after everything in the files happened. */
const NOW = DEMO_TAKEN_AT + 86_400_000;

type Http = Awaited<ReturnType<typeof bootServer>>;

/** Everything that a service answers to reads of one kind, page by page. */
async function pages(http: Http, path: string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let cursor: unknown = null;
  do {
    const next = cursor === null ? '' : `&cursor=${encodeURIComponent(String(cursor))}`;
    const { body, status } = await http.get(`${path}?limit=100${next}`);
    expect([path, status]).toEqual([path, 200]);
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return items;
}

/** The digest of an answer's bytes, so that a difference is told by its address and not by a megabyte. */
async function digest(http: Http, path: string): Promise<readonly [string, number, string]> {
  const { status, body, text } = await http.get(path).responseType('blob');
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(text ?? '', 'utf8');
  return [path, status, createHash('sha256').update(bytes).digest('hex')];
}

onBoth('The same files on SQLite and on PostgreSQL', (sqlite, postgres) => {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-same-'));
  let files: readonly string[] = [];
  let services: readonly Http[] = [];

  const tell = async (home: Home): Promise<Http> => {
    const http = await bootServer(home, NOW);
    for (const file of files) {
      const { status } = await http
        .post(`/api/v1/imports?fileName=${encodeURIComponent(basename(file))}`)
        .set('content-type', 'application/octet-stream')
        .send(readFileSync(file));
      expect([file, status]).toEqual([file, 201]);
    }
    expect((await http.post('/api/v1/evaluations')).status).toBe(201);
    return http;
  };

  beforeAll(async () => {
    files = await writeDemoFiles(folder, { seed: 7, deals: 400 });
    services = [await tell(await sqlite.create()), await tell(await postgres.create())];
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Answers of both services to the same addresses. */
  const answers = async (paths: readonly string[]) => {
    const both: (readonly (readonly [string, number, string])[])[] = [];
    for (const http of services) {
      const told: (readonly [string, number, string])[] = [];
      for (const path of paths) told.push(await digest(http, path));
      both.push(told);
    }
    const [one = [], other] = both;
    // A deal that came into being later was not there on an earlier day.
    expect(one.filter(([, status]) => status !== 200 && status !== 404)).toEqual([]);
    expect(one.filter(([, status]) => status === 200).length).toBeGreaterThan(paths.length / 2);
    return { one, other };
  };

  it('make the same book: the same counts of every file, the same deals in the same order', async () => {
    for (const path of ['/api/v1/imports', '/api/v1/deals', '/api/v1/evaluations', '/api/v1/rules/log']) {
      const [one, other] = await Promise.all(services.map((http) => pages(http, path)));
      expect(one?.length).toBeGreaterThan(0);
      expect(other).toEqual(one);
    }
  });

  it('say the same of every deal: what it is, how it was judged and what it was before', async () => {
    const [http] = services;
    const deals = z
      .array(z.object({ dealId: z.string() }))
      .parse(http && (await pages(http, '/api/v1/deals')));
    expect(deals.length).toBeGreaterThan(350);
    const paths = deals
      .filter((_, index) => index % 40 === 0)
      .flatMap(({ dealId }) => [
        `/api/v1/deals/${dealId}`,
        `/api/v1/deals/${dealId}/history`,
        `/api/v1/deals/${dealId}/eligibility?lang=ru`,
        `/api/v1/deals/${dealId}/eligibility?asOf=2022-01-15`,
      ]);
    const { one, other } = await answers(paths);
    expect(other).toEqual(one);
  });

  it('give the same decision log and the same reports, to the byte, in every format', async () => {
    const reports = REPORT_NAMES.flatMap((name) =>
      REPORT_FORMATS.flatMap((format) =>
        ['', '&asOf=2022-03-31'].map((more) => `/api/v1/reports/${name}?format=${format}${more}`),
      ),
    );
    const { one, other } = await answers(['/api/v1/decisions/log', '/api/v1/decisions/seal', ...reports]);
    expect(other).toEqual(one);
  }, 120_000);
});
