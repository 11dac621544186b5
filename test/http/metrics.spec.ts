import { expect, it } from '@jest/globals';
import { ImportsStore } from '../../src/import/imports.store.js';
import { codeIn, sectionOf, tableRows } from '../docs/doc-blocks.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { aSavedReport, people, ReportsFolderOfItsOwn } from '../support/reports-copy.js';

const NOW = Date.UTC(2021, 9, 1);
const DEALS = 'deal_id,status,deal_type,updated_at\nd1,active,partner-led,2021-06-01T12:00:00Z\n';

type Http = Awaited<ReturnType<typeof bootServer>>;

/** The samples of the metrics by name and labels as they are written. */
async function metricsOf(http: Http): Promise<ReadonlyMap<string, number>> {
  const { text, headers } = await http.get('/metrics').expect(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))] as const;
      }),
  );
}

const DURATIONS = 'dealproof_http_request_duration_seconds_count';

eachDatabase('Metrics', (homes) => {
  it('tell of the book, and nothing of what is not known yet', async () => {
    const http = await bootServer(await homes.create(), NOW);
    const before = await metricsOf(http);
    expect(before.get('dealproof_deals')).toBe(0);
    expect(before.has('dealproof_last_import_timestamp_seconds')).toBe(false);
    expect(before.has('dealproof_last_evaluation_timestamp_seconds')).toBe(false);

    await http.post('/api/v1/imports?fileName=d.csv').set('content-type', 'text/csv').send(DEALS).expect(201);
    await http.post('/api/v1/evaluations').send({}).expect(201);
    const after = await metricsOf(http);
    expect(after.get('dealproof_deals')).toBe(1);
    expect(after.get('dealproof_last_import_timestamp_seconds')).toBe(NOW / 1000);
    expect(after.get('dealproof_last_evaluation_timestamp_seconds')).toBe(NOW / 1000);
    expect(after.get('dealproof_last_evaluation_deals_judged')).toBe(1);
    expect(after.get('dealproof_work_running{kind="import"}')).toBe(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('tell when the last import ended, also while another is under way', async () => {
    const home = await homes.create();
    const book = await Book.open(home, NOW);
    await book.importText('d.csv', DEALS);
    const file = {
      kind: 'deals',
      fileName: 'e.csv',
      contentSha256: '',
      takenAt: NOW,
      recordedAt: NOW,
    } as const;
    await book.app.get(ImportsStore).begin(file);
    const told = await metricsOf(await bootServer(home, NOW));
    expect(told.get('dealproof_last_import_timestamp_seconds')).toBe(NOW / 1000);
  });

  it('are those of the guide, and no others of our own', async () => {
    const http = await bootServer(await homes.create(), NOW);
    await metricsOf(http);
    const { text } = await http.get('/metrics');
    const types = [...text.matchAll(/^# TYPE (dealproof_\w+) (\w+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    const told = tableRows(sectionOf('http.md', 'metrics')).map(
      ([name, type]) => `${codeIn(name ?? '')[0]} ${type}`,
    );
    expect(types.toSorted()).toEqual(told.toSorted());
  });

  it('tell of saved reports, runs and deliveries, each state with its number, also none', async () => {
    const folder = new ReportsFolderOfItsOwn({
      'monday.json': aSavedReport(),
      'wrong.json': {},
      'people.json': people(),
    });
    const http = await bootServer(await homes.create(), NOW, undefined, { DEALPROOF_REPORTS: folder.path });
    const told = await metricsOf(http);
    expect(told.get('dealproof_saved_reports')).toBe(1);
    expect(told.get('dealproof_saved_report_problems')).toBeGreaterThan(3);
    for (const state of ['queued', 'running', 'done', 'failed', 'skipped']) {
      expect([state, told.get(`dealproof_report_runs{state="${state}"}`)]).toEqual([state, 0]);
    }
    for (const state of ['waiting', 'sending', 'delivered', 'skipped', 'failed']) {
      expect([state, told.get(`dealproof_deliveries{state="${state}"}`)]).toEqual([state, 0]);
    }
    expect(told.get('dealproof_schedule_lag_seconds')).toBe(0);
  });

  it('count answers by route and class of status, however many addresses are tried', async () => {
    const http = await bootServer(await homes.create(), NOW);
    for (const id of ['a', 'b', 'c']) await http.get(`/api/v1/deals/${id}?secret=${id}`).expect(400);
    for (const id of ['a', 'b', 'c']) await http.get(`/api/v1/deals/${id}`).expect(404);
    for (const id of ['a', 'b', 'c']) await http.get(`/no/such/${id}`).expect(404);
    await http.delete('/api/v1/deals').expect(404);
    const told = await metricsOf(http);
    const counts = [...told].filter(([name]) => name.startsWith(DURATIONS));
    expect(new Map(counts)).toEqual(
      new Map([
        [`${DURATIONS}{method="GET",route="/api/v1/deals/:id",status="4xx"}`, 6],
        [`${DURATIONS}{method="any",route="none",status="4xx"}`, 4],
      ]),
    );
    expect([...told.keys()].filter((name) => name.includes('secret') || name.includes('/no/such'))).toEqual(
      [],
    );
  });
});
